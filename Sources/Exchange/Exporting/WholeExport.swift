import Foundation
import Jobs
import Records
import Storage

/// Everything of a workspace in a folder: one CSV a kind, the history of changes, the files, and a manifest that says
/// how much of each there is.
package struct WholeExport: Sendable {
    private let workspace: Workspace
    private let files: FileStore
    private let directory: String

    package init(_ workspace: Workspace, _ files: FileStore, to directory: String) {
        self.workspace = workspace
        self.files = files
        self.directory = directory
    }

    /// The folder must be new or empty. Returns the manifest. `progress` hears which kind is written.
    package func write(progress: @escaping @Sendable (String, Int, Int) -> Void = { _, _, _ in }) async throws -> JSON {
        try prepare()
        var kinds: [JSON] = [], kept: Set<String> = []
        for kind in workspace.schema.entities {
            let path = "\(directory)/\(kind.plural).csv"
            let written = try await RecordExport.write(
                kind, format: .csv, to: path, in: workspace, as: .house, worker: nil
            ) { progress(kind.plural, $0, $1) }
            kinds.append(
                .record([
                    "kind": .text(kind.name), "plural": .text(kind.plural), "file": .text("\(kind.plural).csv"),
                    "count": .number(String(written.count)),
                ]))
            kept.formUnion(try await fileKeys(kind))
        }
        let history = try await writeHistory(), merges = try await writeMerges()
        let copied = try copy(kept.sorted(), progress)
        let manifest = JSON.record([
            "format": "entregent-export", "version": 1, "made_at": .text(workspace.clock().iso),
            "company": .text(workspace.settings.company), "kinds": .array(kinds),
            "custom_fields": .array(try await customFields()),
            "history": .record(["file": "history.ndjson", "count": .number(String(history))]),
            "merges": .record(["file": .text(WholeExport.mergesFile), "count": .number(String(merges))]),
            "files": .record([
                "directory": "files", "count": .number(String(copied.count)), "bytes": .number(String(copied.bytes)),
            ]),
        ])
        try Data(manifest.bytes).write(to: URL(fileURLWithPath: "\(directory)/manifest.json"))
        return manifest
    }

    private func prepare() throws {
        let manager = FileManager.default
        if let there = try? manager.contentsOfDirectory(atPath: directory), !there.isEmpty {
            throw Refusal(
                .conflict, code: "folder_not_empty",
                Message("The folder {name} is not empty. Choose a new one.", ["name": .text(directory)]))
        }
        try manager.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    /// Fields that the customer added: whoever takes the export in needs them first.
    private func customFields() async throws -> [JSON] {
        try await workspace.read(.house) { transaction in
            try transaction.connection.rows(
                """
                SELECT kind, name, label_fr, label_en, type, choices, target, is_listed FROM custom_field
                ORDER BY kind, position, name
                """, .text, .text, .text, .text, .text, .text, .text, .boolean
            ).map { row in
                .record([
                    "kind": .text(row[0].text ?? ""), "name": .text(row[1].text ?? ""),
                    "label_fr": .text(row[2].text ?? ""), "label_en": .text(row[3].text ?? ""),
                    "type": .text(row[4].text ?? ""), "choices": try JSON(parsing: row[5].text ?? "[]"),
                    "target": row[6].text.map(JSON.text) ?? .null, "is_listed": .boolean(row[7].boolean ?? true),
                ])
            }
        }
    }

    /// Files that records of this kind keep.
    private func fileKeys(_ kind: Kind) async throws -> Set<String> {
        guard kind["file"] != nil, kind["sha256"] != nil else { return [] }
        return try await workspace.read(.house) { transaction in
            Set(
                try transaction.connection.rows("SELECT file FROM \(name: kind.table)", .text).compactMap { $0[0].text }
            )
        }
    }

    private func copy(_ keys: [String], _ progress: (String, Int, Int) -> Void) throws -> (count: Int, bytes: Int) {
        let manager = FileManager.default
        var bytes = 0
        for (index, key) in keys.enumerated() {
            guard files.exists(key) else {
                throw Refusal(
                    .unavailable, code: "file_missing",
                    Message(
                        "The file {name} of an attachment is missing. Restore it from a backup, or delete the "
                            + "attachment.",
                        ["name": .text(key)]))
            }
            let target = "\(directory)/files/\(key)"
            try manager.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try manager.copyItem(atPath: files.path(of: key), toPath: target)
            bytes += Int((try manager.attributesOfItem(atPath: target)[.size] as? NSNumber)?.int64Value ?? 0)
            progress("files", index + 1, keys.count)
        }
        return (keys.count, bytes)
    }

    private func writeHistory() async throws -> Int {
        let path = "\(directory)/history.ndjson"
        var (file, announced) = try await workspace.read(.house) { transaction in
            let columns = ["id", "kind", "record_id", "at", "user_id", "door", "action", "changes", "origin"]
            var file = try TableFile(path, format: .ndjson, title: "history", columns: columns, zone: .gmt, worker: nil)
            let announced = Int(try transaction.connection.integer("SELECT COUNT(*) FROM history") ?? 0)
            try transaction.connection.each(
                "SELECT id, kind, record_id, at, user_id, door, action, changes, origin FROM history ORDER BY id",
                [.integer, .text, .integer, .instant, .integer, .text, .text, .text, .text]
            ) { row in
                try file.write(row.map(WholeExport.cell))
                return true
            }
            return (file, announced)
        }
        guard file.count == announced else {
            file.discard()
            throw RecordExport.incomplete(file.count, announced)
        }
        try await file.finish()
        return file.count
    }

    package static let mergesFile = "merges.ndjson"

    /// So that former identifiers go on leading somewhere, and merges can be undone, on another server too.
    private func writeMerges() async throws -> Int {
        var file = try await workspace.read(.house) { [directory] transaction in
            var file = try TableFile(
                "\(directory)/\(WholeExport.mergesFile)", format: .ndjson, title: "merges",
                columns: ["table", "row"], zone: .gmt, worker: nil)
            try MergeArchive.each(in: transaction) { line in
                try file.write([.text(line.table), .text(line.row.string)])
            }
            return file
        }
        try await file.finish()
        return file.count
    }

    private static func cell(_ value: Value) -> Cell {
        switch value {
        case .integer(let number): .text(String(number))
        case .text(let text): .text(text)
        case .instant(let instant): .instant(instant)
        case .boolean(let truth): .boolean(truth)
        case .day(let day): .day(day)
        case .null, .bytes: .empty
        }
    }
}
