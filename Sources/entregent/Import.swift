import App
import ArgumentParser
import Exchange
import Foundation
import Jobs
import Localisation
import Records
import Storage

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring a file in: CSV, TSV, XLSX, XLS or ODS.",
        discussion: """
            Every line ends as created, updated, skipped or failed. Exit code 0: no line failed; 3: some failed, \
            see --report; 1: nothing was done. “entregent import --undo ID” takes an import back.
            """)
    @OptionGroup var shared: SharedOptions
    @Argument(help: "What the file holds, as in the API: accounts, contacts, opportunities, …") var plural: String?
    @Argument(help: "The file; “-” reads standard input") var file: String?
    @Option(help: "A JSON file that says which column fills which field; without one they are guessed") var mapping:
        String?
    @Option(help: "The field by which records are found again, such as external_id") var match: String?
    @Option(help: "The sheet of a spreadsheet (default: its first)") var sheet: String?
    @Flag(help: "Try everything and keep nothing") var dryRun = false
    @Option(
        help:
            "Write the failed lines with their reasons to this file, to be corrected and sent again; with the ending "
                + ".ndjson, every line and what became of it"
    )
    var report: String?
    @Option(help: "E-mail address of the user in whose name it is done (default: the house)") var user: String?
    @Option(help: "Take back the import with this identifier") var undo: String?

    func validate() throws {
        if undo != nil {
            guard plural == nil, file == nil else { throw ValidationError("--undo takes no file.") }
            guard undo.flatMap({ Int64($0) }) != nil else {
                throw ValidationError("--undo expects the identifier of an import.")
            }
        } else if plural == nil || file == nil {
            throw ValidationError(
                "Say what the file holds and which file it is, such as “entregent import accounts accounts.csv”.")
        }
    }

    func run() async throws {
        try await shared.run { installation in
            let command = try await ImportCommand(self, installation)
            if let id = undo.flatMap({ Int64($0) }) { return try await command.undo(id) }
            let failed = try await command.run()
            if failed { throw ExitCode(3) }
        }
    }
}

/// One run of `entregent import`.
private struct ImportCommand {
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
            text +=
                "\n  "
                + t(Message("Row {row}: {reason}", ["row": .number(line.number), "reason": .text(line.reasonText(t))]))
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

/// In whose name a command works.
enum CommandPerson {
    static func viewer(_ email: String?, _ installation: Installation) async throws -> Viewer {
        guard let email else { return .house }
        let address = EmailAddress.normalised(email) ?? email
        let id = try await installation.workspace.read(.house) { transaction in
            try transaction.all(transaction.schema.kind("user"), where: .test(path: ["email"], .equals(.text(address))))
                .first?.id
        }
        guard let id else {
            throw Refusal(
                .notFound, code: "unknown_user",
                Message(
                    "No user has the e-mail address {email}. “entregent user list” shows them.",
                    ["email": .text(address)]))
        }
        return try await installation.viewer(id)
    }
}

/// Files a command reads and writes.
enum CommandFile {
    static func bytes(_ path: String) throws -> [UInt8] {
        let source = try TableBytes(file: path)
        guard source.size ?? 0 <= 4 << 20 else {
            throw Refusal(
                .tooLarge, code: "file_too_large",
                Message("The file {name} is too large to be a mapping.", ["name": .text(path)]))
        }
        return try source.read(at: 0, source.size ?? 0)
    }

    /// Standard input is copied as it comes.
    static func copy(_ path: String, to copy: String) throws -> String {
        let out = try create(copy)
        var failed = true
        defer { if failed { try? FileManager.default.removeItem(atPath: copy) } }
        if path == "-" {
            while let piece = try FileHandle.standardInput.read(upToCount: 1 << 20), !piece.isEmpty {
                try out.write(contentsOf: piece)
            }
        } else {
            let source = try TableBytes(file: path)
            var offset = 0
            while true {
                let piece = try source.read(at: offset, 1 << 20)
                if piece.isEmpty { break }
                try out.write(contentsOf: piece)
                offset += piece.count
            }
        }
        try out.close()
        failed = false
        return copy
    }

    static func create(_ path: String) throws -> FileHandle {
        guard FileManager.default.createFile(atPath: path, contents: nil), let out = FileHandle(forWritingAtPath: path)
        else {
            throw Refusal(
                .unavailable, code: "file_unwritable",
                Message(
                    "The file {name} cannot be written. Check the folder and the free space.", ["name": .text(path)]))
        }
        return out
    }
}
