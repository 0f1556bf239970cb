import Records
import Storage

extension JobRunner {
    /// Writes down how an attempt ended. Tried for a while when the database is away; then the lease runs out and
    /// another attempt takes over.
    func settle(_ claimed: Claimed, _ attempt: JobAttempt, _ outcome: Result<JSON, any Error>) async {
        guard attempt.ending != .lost else { return }
        let now = workspace.clock()
        var assignments = ending(claimed, attempt, outcome, now)
        if let rest = attempt.rest { assignments = "\(rest), \(assignments)" }
        let statement = assignments
        for _ in 0..<10 {
            do {
                let isOurs = try await workspace.database.write { try claimed.lease.settle(statement, in: $0) }
                if !isOurs { log(claimed, "A job was taken over before it ended") }
                return
            } catch {
                workspace.logger.error(
                    "A job's end cannot be written", metadata: ["job": "\(claimed.job.id)", "error": "\(error)"])
                guard (try? await Task.sleep(for: .seconds(pace.watch))) != nil else { return }
            }
        }
    }

    private func ending(
        _ claimed: Claimed, _ attempt: JobAttempt, _ outcome: Result<JSON, any Error>, _ now: Instant
    ) -> SQL {
        switch outcome {
        case .success(let result):
            return """
                state = 'done', result = \(result.string), error = NULL, finished_at = \(now), is_cancelling = \(false)
                """
        case .failure(let refusal as Refusal):
            // The same question gets the same answer: it is not asked again.
            return dead(JobFailure(refusal), now)
        case .failure(let error):
            switch attempt.ending {
            case .cancelled:
                return "state = 'cancelled', finished_at = \(now), is_cancelling = \(false)"
            case .stopping:
                return "state = 'queued', run_at = \(now), attempts = \(claimed.job.attempt - 1)"
            case .lost, nil:
                return failed(claimed, error, now)
            }
        }
    }

    private func failed(_ claimed: Claimed, _ error: any Error, _ now: Instant) -> SQL {
        let failure = JobFailure(error)
        let number = claimed.job.attempt
        guard number < claimed.maximumAttempts else {
            log(claimed, "A job failed for the last time", error)
            return dead(failure, now)
        }
        log(claimed, "A job failed and will be tried again", error)
        let delay = JobPace.delay(afterAttempt: number, chance: chance())
        let next = Instant(microseconds: now.microseconds + Int64(delay * 1_000_000))
        return "state = 'failed', run_at = \(next), error = \(failure.stored.string)"
    }

    private func dead(_ failure: JobFailure, _ now: Instant) -> SQL {
        "state = 'dead', error = \(failure.stored.string), finished_at = \(now), is_cancelling = \(false)"
    }

    private func log(_ claimed: Claimed, _ text: String, _ error: (any Error)? = nil) {
        // What the error says may name a person: it is kept with the job, for the administrator.
        var facts = ["job": "\(claimed.job.id)", "name": "\(claimed.job.name)", "attempt": "\(claimed.job.attempt)"]
        if let error { facts["error"] = "\(type(of: error))" }
        workspace.logger.warning("\(text)", metadata: facts.mapValues { .string($0) })
    }
}
