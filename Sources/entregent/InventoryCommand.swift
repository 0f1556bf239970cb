import App
import ArgumentParser
import Exchange
import Foundation
import Jobs
import Localisation
import Quality
import Records
import Storage

/// Measures files before a take-over and writes them into the inventory of source files.
struct InventoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inventory",
        abstract: "Measure files before a take-over: rows, completeness, validity, doubles.",
        discussion: """
            Each file (CSV, TSV, XLSX, XLS or ODS) becomes a source file of the inventory; whether it is kept, \
            repaired or dropped is decided on its page. Nothing is imported. Exit code 1: a file could not be measured.
            """)
    @OptionGroup var shared: SharedOptions
    @Argument(help: "The files") var files: [String]
    @Option(help: "Where they come from, such as “old CRM”") var system: String?
    @Option(help: "E-mail address of the user whose files they are (default: nobody's)") var user: String?

    func run() async throws {
        try await shared.run { installation in
            let viewer = try await CommandPerson.viewer(user, installation)
            let terminal = Terminal(json: shared.json), t = Terminal.translator
            var reports: [JSON] = [], hasFailed = false
            for path in files {
                do {
                    let report = try await measure(path, viewer, installation)
                    reports.append(report)
                    hasFailed = hasFailed || report["state"]?.text != "measured"
                    if !terminal.json { terminal.say(InventoryCommand.words(report, t)) }
                } catch let refusal as Refusal where files.count > 1 {
                    // The others are measured all the same.
                    hasFailed = true
                    terminal.write("\(path): \(t(refusal.message))")
                }
            }
            if terminal.json { terminal.say("", .record(["data": .array(reports)])) }
            if hasFailed { throw ExitCode(1) }
        }
    }

    private func measure(_ path: String, _ viewer: Viewer, _ installation: Installation) async throws -> JSON {
        let worker = DocumentWorker(
            .init(python: installation.settings.python, script: installation.settings.documents + "/worker.py"))
        let store = installation.product.files
        let incoming = try CommandFile.copy(path, to: store.incomingPath())
        let bytes = try FileManager.default.attributesOfItem(atPath: incoming)[.size] as? Int
        let file: ImportFile
        do {
            file = try await ImportFile.take(
                incoming, name: (path as NSString).lastPathComponent, into: store, worker)
        } catch {
            await worker.stop()
            if FileManager.default.fileExists(atPath: incoming) { try FileManager.default.removeItem(atPath: incoming) }
            throw error
        }
        await worker.stop()
        let system = system
        let (source, job) = try await installation.workspace.write(viewer, .command) {
            try SourceFiles.add(file, system: system, bytes: bytes, in: $0)
        }
        let terminal = Terminal(json: shared.json), t = Terminal.translator
        let state = try await installation.runner().run(job) { state in
            terminal.progress(state.progress.done, of: state.progress.total, state.progress.note.map { t($0) } ?? "")
        }
        terminal.endProgress()
        guard state.state == .done else {
            throw state.failure.map { Refusal(code: $0.code, $0.message) }
                ?? Refusal(code: "stopped", Message("The measure was stopped. Start it again."))
        }
        return try await installation.workspace.read(.house) { try SourceFiles.json(source, in: $0) }
    }

    private static func words(_ report: JSON, _ t: Translator) -> String {
        func number(_ name: String) -> Int { Int(report[name]?.integer ?? 0) }
        guard report["state"]?.text == "measured" else {
            let reasons = (report["report"]?["warnings"]?.array ?? []).compactMap { Message($0) }.map { t($0) }
            return "\(report["name"]?.text ?? ""): " + reasons.joined(separator: " ")
        }
        return t(
            Message(
                "{file}: {rows} rows, {filled} % filled in, {valid} % valid, {inside} doubles inside, {base} with the "
                    + "base, {unreadable} unreadable.",
                [
                    "file": .text(report["name"]?.text ?? ""), "rows": .number(number("rows")),
                    "filled": .number(number("completeness")), "valid": .number(number("validity")),
                    "inside": .number(number("doubles_inside")), "base": .number(number("doubles_in_base")),
                    "unreadable": .number(number("unreadable_rows")),
                ]))
    }
}
