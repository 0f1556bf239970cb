import Exchange
import Foundation
import Jobs
import Records
import Storage

/// Takes in what `entregent export all` wrote: every kind with its identifiers, the history, the files. All of it in
/// one transaction, or nothing. Records that are there already, by identifier, external identifier or unique field,
/// are brought to what the export says of them.
package struct WholeImport: Sendable {
    /// What became of the records of one kind.
    package struct Outcome: Sendable {
        package let kind: Kind
        package var created = 0, updated = 0, unchanged = 0
    }

    package struct Report: Sendable {
        package var kinds: [Outcome] = []
        package var history = 0, merges = 0, files = 0

        package var json: JSON {
            .record([
                "kinds": .array(
                    kinds.map { outcome in
                        .record([
                            "kind": .text(outcome.kind.name), "created": .number(String(outcome.created)),
                            "updated": .number(String(outcome.updated)),
                            "unchanged": .number(String(outcome.unchanged)),
                        ])
                    }),
                "history": .number(String(history)), "merges": .number(String(merges)),
                "files": .number(String(files)),
            ])
        }
    }

    private let workspace: Workspace
    private let directory: String
    private let files: FileStore

    package init(_ workspace: Workspace, _ files: FileStore, from directory: String) {
        (self.workspace, self.files, self.directory) = (workspace, files, directory)
    }

    package func run() async throws -> Report {
        let manifest = try readManifest()
        try await addCustomFields(manifest)
        let copied = try copyFiles(manifest)
        do {
            var report = try await workspace.write(.house, .import) { [directory] transaction in
                var work = WholeImportWork(directory, manifest, transaction)
                return try work.run()
            }
            report.files = copied.count
            return report
        } catch {
            for key in copied { try files.remove(key) }
            if let error = error as? DatabaseError, case .unique(let constraint) = error.kind {
                throw Refusal(
                    .conflict, code: "already_there",
                    Message(
                        "Other records here have the same unique values ({name}). Import into a new company, or change "
                            + "them first.",
                        ["name": .text(constraint)]))
            }
            throw error
        }
    }

    private func readManifest() throws -> JSON {
        guard let data = FileManager.default.contents(atPath: "\(directory)/manifest.json"),
            let manifest = try? JSON(Array(data)), manifest["format"]?.text == "entregent-export",
            manifest["version"]?.integer == 1
        else {
            throw Refusal(
                code: "no_export",
                Message(
                    "The folder {name} holds no export. Name one that “entregent export all” has written.",
                    ["name": .text(directory)]))
        }
        return manifest
    }

    /// Fields that the customer had added there and that are not here yet.
    private func addCustomFields(_ manifest: JSON) async throws {
        let fields = (manifest["custom_fields"]?.array ?? []).map { json -> CustomField in
            var field = CustomField(
                kind: json["kind"]?.text ?? "", name: json["name"]?.text ?? "",
                labelFrench: json["label_fr"]?.text ?? "", labelEnglish: json["label_en"]?.text ?? "",
                type: json["type"]?.text ?? "")
            field.choices = (json["choices"]?.array ?? []).compactMap(\.text)
            field.target = json["target"]?.text
            field.isListed = json["is_listed"]?.boolean ?? true
            return field
        }
        for field in fields where workspace.schema[field.kind]?[field.name] == nil {
            try await workspace.write(.house, .import) { try field.add(in: $0) }
            try await workspace.reload()
        }
    }

    /// The files of attachments, each under the key by which its record knows it. Those that are here already stay.
    private func copyFiles(_ manifest: JSON) throws -> [String] {
        let folder = "\(directory)/files", manager = FileManager.default
        let expected = Int(manifest["files"]?["count"]?.integer ?? 0)
        let names = (manager.enumerator(atPath: folder)?.allObjects as? [String] ?? []).filter { name in
            var isFolder: ObjCBool = false
            return manager.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder) && !isFolder.boolValue
        }
        guard names.count == expected else { throw WholeImport.incomplete("files", names.count, expected) }
        var copied: [String] = []
        for key in names where !files.exists(key) {
            let target = files.path(of: key)
            try manager.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try manager.copyItem(atPath: "\(folder)/\(key)", toPath: target)
            copied.append(key)
        }
        return copied
    }

    static func incomplete(_ name: String, _ found: Int, _ expected: Int) -> Refusal {
        Refusal(
            code: "export_incomplete",
            Message(
                "The export is not whole: {name} holds {found} of {expected}. Copy the folder again.",
                ["name": .text(name), "found": .number(found), "expected": .number(expected)]))
    }
}
