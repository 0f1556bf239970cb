import Records
import Storage

extension JobRunner {
    /// While a job runs: keeps its lease, and tells its work when it is no longer wanted.
    func watch(_ attempt: JobAttempt) async {
        var heldSince = ContinuousClock.now
        while attempt.ending == nil {
            do { try await Task.sleep(for: .seconds(pace.watch)) } catch { return }
            do {
                let lease = attempt.lease
                let isTimeToExtend = ContinuousClock.now - heldSince > .seconds(pace.lease / 4)
                let until = leaseEnd(workspace.clock())
                let standing =
                    isTimeToExtend
                    ? try await workspace.database.write { try lease.extend(until: until, in: $0) }
                    : try await workspace.database.read { try lease.standing(in: $0) }
                if isTimeToExtend { heldSince = .now }
                try attempt.obey(standing)
            } catch {
                if Task.isCancelled || attempt.ending != nil { return }
                workspace.logger.warning("A job's lease cannot be kept", metadata: ["error": "\(error)"])
                // Nobody knows any more who has it: better two halves than two wholes.
                if ContinuousClock.now - heldSince > .seconds(pace.lease) { attempt.end(.lost) }
            }
        }
    }
}
