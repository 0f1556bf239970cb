import Foundation
import Records
import Storage

/// The search for duplicates over the whole company, in a process of its own: how long, how much memory, and how much
/// of what was planted it finds.
struct DuplicateBench {
    let installation: Installation
    let say: @Sendable (String) -> Void

    /// A million records in five minutes.
    private static let millisecondsPerRecord = 0.3

    func run() async throws -> [BenchRow] {
        say("search for duplicates")
        let workspace = installation.workspace
        let records = try await workspace.read(.house) { transaction in
            try ["account", "contact"].reduce(0) { try $0 + transaction.count(transaction.schema.kind($1)) }
        }
        let child = try ChildProgram(["duplicates", "scan", "--json"] + ChildProgram.place(installation.settings))
        let took = try await Stopwatch.milliseconds { try await child.finish() }
        let measures = try await workspace.read(.house) { transaction in
            try ["account", "contact"].compactMap { try TwinMeasure.of($0, in: transaction) }
        }
        let words = measures.map { measure in
            "\(measure.kind): precision \(share(measure.precision)), recall \(share(measure.recall)) "
                + "of \(measure.planted) planted, \(measure.misled) misled"
        }
        for measure in measures {
            for missed in measure.missed.prefix(12) { say("missed \(measure.kind): \(missed.count) × \(missed.how)") }
        }
        let goal = DuplicateBench.millisecondsPerRecord * Double(records)
        return [
            .figure(
                "search for duplicates among \(records) records", .milliseconds, Spread([took]),
                atMost: max(goal, 2000),
                note: (words + ["peak \(child.peakMegabytes) MB"]).joined(separator: "; "))
        ]
    }

    private func share(_ value: Double) -> String { String(format: "%.3f", value) }
}
