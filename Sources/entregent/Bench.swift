import App
import ArgumentParser
import Foundation
import Records

/// `entregent bench`: the figures of docs/performance.md, measured here.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure how fast this program is here, as ratios.",
        discussion: """
            Works on a demo company of its own in a temporary SQLite file, or in the database that --database names: \
            an empty one, or one that holds a demo already. Prints a table for docs/performance.md.
            """)
    @OptionGroup var shared: SharedOptions
    @Option(help: "small, medium or large") var scale = "small"
    @Option(help: "Seed of the demo company") var seed: UInt64 = 1
    @Option(help: "Seconds for measuring, without making the company") var seconds = 120.0
    @Option(help: "How many contacts the import brings in") var contacts = 10_000
    @Option(help: "Only these parts: lists, eyes, day, transfer, duplicates, merge, served (several by commas)")
    var only: String?

    func validate() throws {
        guard DemoScale(rawValue: scale) != nil else {
            throw ValidationError("--scale expects small, medium or large.")
        }
        let unknown = (only ?? "").split(separator: ",").filter { Benchmark.Part(rawValue: String($0)) == nil }
        guard unknown.isEmpty else {
            throw ValidationError(
                "--only expects parts of \(Benchmark.Part.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        guard seconds >= 10, contacts > 0 else {
            throw ValidationError("--seconds is at least 10, --contacts at least 1.")
        }
    }

    func run() async throws {
        let terminal = Terminal(json: shared.json)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "entregent-bench-\(UUID().uuidString)"
        ).path
        do {
            var settings = try shared.settings()
            if shared.database == nil { settings.database = "sqlite:\(folder)/bench.sqlite" }
            if shared.data == nil { settings.data = folder }
            try FileManager.default.createDirectory(atPath: settings.data, withIntermediateDirectories: true)
            var order = Benchmark.Order(
                DemoScale(rawValue: scale) ?? .small, seed: seed, seconds: seconds, importedContacts: contacts)
            if let only {
                order.parts = Set(only.split(separator: ",").compactMap { Benchmark.Part(rawValue: String($0)) })
            }
            let report = try await Benchmark.run(order, settings) { terminal.write("… \($0)") }
            try remove(folder)
            terminal.say(report.markdown, report.json)
        } catch {
            try remove(folder)
            terminal.fail(error)
            throw ExitCode(1)
        }
    }

    private func remove(_ folder: String) throws {
        if FileManager.default.fileExists(atPath: folder) { try FileManager.default.removeItem(atPath: folder) }
    }
}
