import Jobs
import Records
import Storage
import Web

/// Another exchange rate or company currency changes what every amount is worth: all are converted anew, in the
/// background.
enum AmountConversion {
    static let job = "amounts.convert"

    static func register(in registry: inout Registry) {
        registry.jobs.add(job, "Convert amounts at the new rates") { context in
            let columns = DerivedColumns(workspace: context.workspace)
            let mended = try await columns.mend {
                $0.shape == .money
            } progress: { seen in
                try await context.report(JobProgress(done: seen, total: nil))
            }
            return .record(["converted": .number(String(mended))])
        }
        registry.events.on("setting.changed", as: job) { _, transaction in
            // While one waits, a second change of rates needs no job of its own.
            _ = try JobQueue.enqueue(job, key: job, in: transaction)
        }
    }
}
