import App
import ArgumentParser
import Exchange
import Foundation
import Records
import Storage

struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take records out: one kind into a file, or everything into a folder.",
        discussion: """
            “entregent export all DIR” writes one CSV a kind with identifiers, the history, the files and \
            manifest.json with their numbers. “-” writes one kind to standard output.
            """)
    @OptionGroup var shared: SharedOptions
    @Argument(help: "accounts, contacts, opportunities, … or all") var plural: String
    @Argument(help: "The file to write, or with “all” the folder") var target: String
    @Option(
        help: """
            csv (for every program), csv-excel (opens in a French Excel), xlsx, json or ndjson; default: by the \
            file's ending
            """)
    var format: String?
    @Option(help: "A condition in JSON, as in the API: {\"field\":\"city\",\"is\":\"Lyon\"}") var `where`: String?
    @Option(help: "E-mail address of the user through whose eyes (default: the house, which sees everything)") var user:
        String?

    func validate() throws {
        if let format, ExportFormat(named: format) == nil {
            throw ValidationError("--format expects csv, csv-excel, xlsx, json or ndjson.")
        }
        if plural == "all", `where` != nil || format != nil {
            throw ValidationError("“all” takes neither --where nor --format.")
        }
    }

    func run() async throws {
        try await shared.run { installation in
            if plural == "all" { try await everything(installation) } else { try await one(installation) }
        }
    }

    private func everything(_ installation: Installation) async throws {
        let terminal = Terminal(json: shared.json), t = Terminal.translator
        let export = WholeExport(installation.workspace, installation.product.files, to: target)
        let manifest = try await export.write { terminal.progress($1, of: $2, $0) }
        try await AccessLog.record(Access(.exported, user: nil, door: .command), in: installation.workspace)
        terminal.endProgress()
        let total = (manifest["kinds"]?.array ?? []).reduce(0) { $0 + Int($1["count"]?.integer ?? 0) }
        let files = Int(manifest["files"]?["count"]?.integer ?? 0)
        terminal.say(
            t(
                Message(
                    "{count} records and {files} files are in {folder}.",
                    [
                        "count": .number(total), "files": .number(files), "folder": .text(target),
                    ])), manifest)
    }

    private func one(_ installation: Installation) async throws {
        let terminal = Terminal(json: shared.json), t = Terminal.translator, workspace = installation.workspace
        guard let kind = workspace.schema.kind(plural: plural) else {
            throw Refusal(
                code: "unknown_entity",
                Message(
                    "There are no records called “{name}”. There are: {known}.",
                    [
                        "name": .text(plural),
                        "known": .text((workspace.schema.entities.map(\.plural) + ["all"]).joined(separator: ", ")),
                    ]))
        }
        let chosen = format.flatMap(ExportFormat.init(named:)) ?? ExportFormat(ending: target)
        let viewer = try await CommandPerson.viewer(user, installation)
        let worker =
            chosen == .xlsx
            ? DocumentWorker(
                .init(python: installation.settings.python, script: installation.settings.documents + "/worker.py"))
            : nil
        let path = target == "-" ? installation.product.files.incomingPath() : target
        let written = try await RecordExport.write(
            kind, where: try condition(), format: chosen, to: path, in: workspace, as: viewer, worker: worker
        ) { terminal.progress($0, of: $1) }
        try await AccessLog.record(
            Access(
                .exported, user: viewer.user == 0 ? nil : viewer.user, door: .command, kind: kind.name,
                count: written.count, condition: try condition()), in: workspace)
        terminal.endProgress()
        await worker?.stop()
        if target == "-" {
            try pour(path)
        } else {
            terminal.say(
                t(
                    Message(
                        "{count} {records} are in {file}.",
                        [
                            "count": .number(written.count), "records": .message(kind.pluralLabel),
                            "file": .text(target),
                        ])),
                .record([
                    "file": .text(target), "format": .text(chosen.rawValue),
                    "announced": .number(String(written.announced)), "count": .number(String(written.count)),
                ]))
        }
    }

    private func condition() throws -> Condition {
        guard let text = `where` else { return .everything }
        let json: JSON
        do { json = try JSON(parsing: text) } catch {
            throw Refusal(
                .malformed, code: "malformed_json",
                Message(
                    "The data is not valid JSON: at byte {offset}, {reason}.",
                    ["offset": .number(error.offset), "reason": .text(error.reason)]))
        }
        do { return try Condition(json: json) } catch { throw error.refusal }
    }

    /// The whole file to standard output, then away with it.
    private func pour(_ path: String) throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let bytes = try TableBytes(file: path)
        var offset = 0
        while true {
            let piece = try bytes.read(at: offset, 1 << 20)
            if piece.isEmpty { return }
            try FileHandle.standardOutput.write(contentsOf: piece)
            offset += piece.count
        }
    }
}

extension ExportFormat {
    init(ending path: String) {
        switch (path as NSString).pathExtension.lowercased() {
        case "xlsx": self = .xlsx
        case "json": self = .json
        case "ndjson", "jsonl": self = .ndjson
        default: self = .csv
        }
    }
}
