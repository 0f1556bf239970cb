import App
import ArgumentParser
import Exchange
import Foundation
import Jobs
import Localisation
import Records
import Storage

/// One run of `entregent import`.
struct ImportCommand {
    let options: Import
    let installation: Installation
    let terminal: Terminal
    let viewer: Viewer
    let t: Translator
    private var workspace: Workspace { installation.workspace }

    init(_ options: Import, _ installation: Installation) async throws {
        self.options = options
        self.installation = installation
        terminal = Terminal(json: options.shared.json)
        t = Terminal.translator
        viewer = try await CommandPerson.viewer(options.user, installation)
    }

    /// Whether any line failed.
    func run() async throws -> Bool {
        let worker = DocumentWorker(
            .init(python: installation.settings.python, script: installation.settings.documents + "/worker.py"))
        let name = options.file == "-" ? "stdin" : (options.file! as NSString).lastPathComponent
        // A mapping that cannot be read is told before the file is copied.
        var given = try options.mapping.map { try ImportMapping(text: CommandFile.bytes($0)) }
        if let given, given.entity != options.plural {
            throw Refusal(
                code: "other_entity",
                Message(
                    "The mapping is for “{mapping}”, not for “{asked}”.",
                    ["mapping": .text(given.entity), "asked": .text(options.plural!)]))
        }
        if let match = options.match { given?.match = match }
        let incoming = try CommandFile.copy(options.file!, to: installation.product.files.incomingPath())
        let file: ImportFile
        do {
            file = try await ImportFile.take(
                incoming, name: name, sheet: options.sheet ?? given?.sheet, into: installation.product.files, worker)
        } catch {
            try? FileManager.default.removeItem(atPath: incoming)
            throw error
        }
        await worker.stop()
        do {
            return try await go(file, given)
        } catch {
            if options.dryRun { try forget(file) }
            throw error
        }
    }

    private func go(_ file: ImportFile, _ given: ImportMapping?) async throws -> Bool {
        for warning in file.warnings where !terminal.json { terminal.write(t(warning)) }
        let settings = workspace.settings, schema = workspace.schema
        let words = Imports.words(schema, installation.product.catalogues, zone: settings.timeZone)
        let run = try await workspace.write(viewer, .import) { try Imports.draft(file, in: $0) }
        let mapping = try given ?? guess(run)
        let reading: ImportReading
        do {
            reading = try ImportReading(
                run.speaking(words), mapping, path: installation.product.files.path(of: run.file), schema: schema,
                viewer: viewer, settings: settings)
        } catch {
            try await drop(run, file)
            throw error
        }
        if options.dryRun {
            let tried = try await DryRun.run(reading, in: workspace, as: viewer)
            try await drop(run, file)
            return try tell(tried, reading)
        }
        return try await work(run, mapping, reading, words)
    }

    private func guess(_ run: ImportRun) throws -> ImportMapping {
        guard let kind = workspace.schema.kind(plural: options.plural!) else {
            throw Refusal(
                code: "unknown_entity",
                Message(
                    "There are no records called “{name}”. There are: {known}.",
                    [
                        "name": .text(options.plural!),
                        "known": .text(workspace.schema.entities.map(\.plural).joined(separator: ", ")),
                    ]))
        }
        let languages = Language.allCases.map { installation.product.catalogues.translator($0, timeZone: .current) }
        let table = try TableGuess(
            TableBytes(file: installation.product.files.path(of: run.file)), format: run.format,
            isSpreadsheet: run.isSpreadsheet,
            habits: ImportReading.habits(workspace.settings))
        var mapping = MappingGuess(kind, schema: workspace.schema, viewer: viewer) { label in
            languages.map { $0(label) }
        }.mapping(table)
        if let match = options.match { mapping.match = match }
        let columns = Set(mapping.columns.map(\.name)),
            left = table.columns.map(\.name).filter { !columns.contains($0) }
        if !terminal.json {
            terminal.write(t(Message("The columns are read so (keep this as a mapping file to change it):")))
            terminal.write(mapping.json.string)
            if !left.isEmpty {
                terminal.write(t(Message("Not read: {columns}", ["columns": .text(left.joined(separator: ", "))])))
            }
        }
        return mapping
    }

    private func work(_ run: ImportRun, _ mapping: ImportMapping, _ reading: ImportReading, _ words: ChoiceWords)
        async throws -> Bool
    {
        let started = try await workspace.write(viewer, .import) {
            try Imports.start(run, mapping, reading, words: words, in: $0)
        }
        let state = try await runJob(started.job ?? 0)
        let finished = try await workspace.read(.house) { try ImportStore.find(run.id, in: $0) }
        if let path = options.report { try await write(finished, to: path) }
        if state.state != .done {
            throw state.failure.map { Refusal(code: $0.code, $0.message) }
                ?? Refusal(
                    code: "stopped", Message("The import was stopped. What it had written by then can be undone."))
        }
        tell(finished, state)
        return finished.counts.failed > 0
    }

    private func runJob(_ id: Int64) async throws -> JobState {
        let terminal = terminal, t = t
        let state = try await installation.runner().run(id) { state in
            terminal.progress(state.progress.done, of: state.progress.total, state.progress.note.map { t($0) } ?? "")
        }
        terminal.endProgress()
        return state
    }

    func undo(_ id: Int64) async throws {
        let run = try await workspace.write(viewer, .import) { try Imports.undo(id, in: $0) }
        let state = try await runJob(run.undoJob ?? 0)
        guard state.state == .done else {
            throw state.failure.map { Refusal(code: $0.code, $0.message) }
                ?? Refusal(code: "stopped", Message("Undoing was stopped. Start it again to finish it."))
        }
        let finished = try await workspace.read(.house) { try ImportStore.find(id, in: $0) }
        func number(_ name: String) -> Int { Int(state.result?[name]?.integer ?? 0) }
        let kept = state.result?["kept"]?.array?.count ?? 0
        terminal.say(
            t(
                Message(
                    "Import {id} is undone: {removed} records removed, {reverted} set back, {kept} kept because "
                        + "somebody changed them since.",
                    [
                        "id": .text(String(id)), "removed": .number(number("removed")),
                        "reverted": .number(number("reverted") + number("restored")), "kept": .number(kept),
                    ])),
            finished.json(state, t))
    }

    // What is said

    private func tell(_ run: ImportRun, _ state: JobState) {
        terminal.say(
            summary(run.counts) + "\n"
                + t(Message("To take it back: {command}", ["command": .text("entregent import --undo \(run.id)")])),
            run.json(state, t))
    }

    private func tell(_ tried: DryRun, _ reading: ImportReading) throws -> Bool {
        let lines = tried.lines.map { $0.json(t) }
        var text = t(Message("Nothing was kept. This would happen:")) + "\n" + summary(tried.counts)
        if tried.isCut {
            text += "\n" + t(Message("Only the first {count} lines were tried.", ["count": .number(DryRun.limit)]))
        }
        for line in tried.lines.prefix(20) where line.outcome == .failed {
            let reason = line.reasonText(of: reading.plan.kind, in: workspace.schema, t)
            text += "\n  " + t(Message("Row {row}: {reason}", ["row": .number(line.number), "reason": .text(reason)]))
        }
        terminal.say(
            text,
            .record([
                "dry_run": true, "counts": tried.counts.json, "cut": .boolean(tried.isCut), "lines": .array(lines),
            ]))
        return tried.counts.failed > 0
    }

    private func summary(_ counts: ImportCounts) -> String {
        t(
            Message(
                "{lines} lines: {created} created, {updated} updated, {skipped} skipped, {failed} failed.",
                [
                    "lines": .number(counts.lines ?? counts.done), "created": .number(counts.created),
                    "updated": .number(counts.updated),
                    "skipped": .number(counts.skipped), "failed": .number(counts.failed),
                ]))
    }

    private func write(_ run: ImportRun, to path: String) async throws {
        let out = try CommandFile.create(path)
        if path.hasSuffix(".ndjson") || path.hasSuffix(".json") {
            var after = 0
            while true {
                let from = after
                let lines = try await workspace.read(.house) {
                    try ImportStore.lines(of: run.id, after: from, limit: 1000, in: $0)
                }
                for line in lines { try out.write(contentsOf: line.json(t).bytes + [10]) }
                guard let last = lines.last else { break }
                after = last.number
            }
        } else {
            let failed = FailedLines(run, path: installation.product.files.path(of: run.file))
            try await failed.write(workspace, .house, t) { try out.write(contentsOf: $0) }
        }
        try out.close()
    }

    private func drop(_ run: ImportRun, _ file: ImportFile) async throws {
        try await workspace.write(viewer, .import) { try Imports.forget(run, in: $0) }
        try forget(file)
    }

    private func forget(_ file: ImportFile) throws {
        try installation.product.files.remove(file.file)
        if let original = file.original { try installation.product.files.remove(original) }
    }
}
