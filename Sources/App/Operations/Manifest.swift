import Foundation
import Records
import Storage

/// What a backup says of itself: from which kind of database, how many rows in each table, and the fingerprint of every
/// file in it.
struct Manifest: Sendable {
    struct Entry: Sendable, Hashable {
        let name: String
        let bytes: Int64
        let sha256: String
    }

    static let name = "manifest.json"
    static let databaseName = "database"
    private static let format: Int64 = 1

    let madeAt: Instant
    let dialect: Dialect
    /// How often the configuration had changed.
    let schemaVersion: String
    /// Conversions the database had been through.
    let steps: [String]
    let tables: [String: Int]
    let entries: [Entry]

    var files: [Entry] { entries.filter { $0.name != Manifest.databaseName } }

    init(
        madeAt: Instant, dialect: Dialect, schemaVersion: String, steps: [String], tables: [String: Int],
        entries: [Entry]
    ) {
        self.madeAt = madeAt
        self.dialect = dialect
        self.schemaVersion = schemaVersion
        self.steps = steps
        self.tables = tables
        self.entries = entries
    }

    var json: JSON {
        .record([
            "product": "entregent", "format": .number(String(Manifest.format)), "made_at": .text(madeAt.iso),
            "database": .text(dialect.rawValue), "schema_version": .text(schemaVersion),
            "steps": .array(steps.map { .text($0) }),
            "tables": .object(tables.sorted { $0.key < $1.key }.map { .init($0.key, .number(String($0.value))) }),
            "entries": .array(
                entries.map {
                    .record(["name": .text($0.name), "bytes": .number(String($0.bytes)), "sha256": .text($0.sha256)])
                }),
        ])
    }

    init(_ json: JSON, path: String) throws {
        guard json["product"]?.text == "entregent", let format = json["format"]?.integer,
            let madeAt = json["made_at"]?.text.flatMap({ Instant(iso: $0) }),
            let dialect = json["database"]?.text.flatMap({ Dialect(rawValue: $0) }),
            let tables = json["tables"]?.members, let entries = json["entries"]?.array
        else { throw OperationFailure("\(path) is no backup of Entregent: its manifest cannot be read") }
        guard format <= Manifest.format else {
            throw OperationFailure(
                "\(path) was made by a newer version of Entregent: install that version to restore it")
        }
        self.madeAt = madeAt
        self.dialect = dialect
        schemaVersion = json["schema_version"]?.text ?? "0"
        steps = (json["steps"]?.array ?? []).compactMap(\.text)
        self.tables = Dictionary(
            tables.map { ($0.name, Int($0.value.integer ?? 0)) }, uniquingKeysWith: { first, _ in first })
        self.entries = entries.map {
            Entry(name: $0["name"]?.text ?? "", bytes: $0["bytes"]?.integer ?? -1, sha256: $0["sha256"]?.text ?? "")
        }
    }
}
