import Activities
import Foundation
import Records
import Storage

/// Whether the records agree with what is derived from them and with each other.
struct RecordCheck: Sendable {
    let workspace: Workspace
    let data: String

    func run() async throws -> [Finding] {
        try await workspace.read(.house) { transaction in
            [
                try references(transaction), try parts(transaction), try search(transaction), try derived(transaction),
                try files(transaction), try keys(transaction),
            ]
        }
    }

    /// References have no foreign key: delete keeps them whole, a program with a database client may not.
    private func references(_ transaction: Transaction) throws -> Finding {
        var lost: [String] = []
        for kind in transaction.schema.entities {
            for field in kind.fields where field.shape == .reference {
                let (name, id) = (field.columns[0].name, field.columns[1].name)
                let targets = try transaction.connection.rows(
                    "SELECT DISTINCT \(name: name) FROM \(name: kind.table) WHERE \(name: name) IS NOT NULL", .text)
                for target in targets.compactMap({ $0[0].text }) {
                    let gone: SQL =
                        transaction.schema[target].map { other in
                            """
                             AND NOT EXISTS (SELECT 1 FROM \(name: other.table) AS other \
                            WHERE other.id = held.\(name: id))
                            """
                        } ?? ""
                    let count =
                        try transaction.connection.integer(
                            """
                            SELECT COUNT(*) FROM \(name: kind.table) AS held WHERE held.\(name: name) = \(target)\(gone)
                            """
                        ) ?? 0
                    if count > 0 { lost.append("\(kind.plural).\(field.name) → \(target): \(count)") }
                }
            }
        }
        if lost.isEmpty {
            return .fine("records.references", Message("Every activity, note and file is about a record that exists."))
        }
        return .problem(
            "records.references",
            Message(
                "Some records are about others that no longer exist: {list}.",
                ["list": .text(lost.joined(separator: "; "))]),
            Message(
                "Restore the missing records from a backup; or run “entregent doctor --repair”, which deletes those "
                    + "that are left behind, into the journal."))
    }

    private func parts(_ transaction: Transaction) throws -> Finding {
        var lost: [String] = []
        for kind in transaction.schema.entities {
            for part in kind.parts {
                let count =
                    try transaction.connection.integer(
                        """
                        SELECT COUNT(*) FROM \(name: part.kind.table) AS held
                        WHERE NOT EXISTS (SELECT 1 FROM \(name: kind.table) AS owner
                        WHERE owner.id = held.\(name: kind.name))
                        """) ?? 0
                if count > 0 { lost.append("\(part.kind.table): \(count)") }
            }
        }
        if lost.isEmpty { return .fine("records.parts", Message("Every part belongs to a record.")) }
        return .problem(
            "records.parts",
            Message("Some parts belong to no record: {list}.", ["list": .text(lost.joined(separator: "; "))]),
            Message(
                "Another program has deleted records. Restore the last backup, or remove these rows with “entregent "
                    + "doctor --repair”."))
    }

    private func search(_ transaction: Transaction) throws -> Finding {
        let rows = try transaction.connection.rows(
            "SELECT kind, COUNT(*) FROM search_entry GROUP BY kind", .text, .integer)
        let indexed = Dictionary(rows.map { ($0[0].text ?? "", $0[1].integer ?? 0) }, uniquingKeysWith: +)
        var wrong: [String] = []
        for kind in transaction.schema.entities
        where kind.fields.contains(where: \.isSearched)
            || kind.parts.contains(where: { $0.kind.fields.contains(where: \.isSearched) })
        {
            let count = try transaction.connection.integer("SELECT COUNT(*) FROM \(name: kind.table)") ?? 0
            let found = indexed[kind.name] ?? 0
            if found != count { wrong.append("\(kind.plural): \(found)/\(count)") }
        }
        if wrong.isEmpty { return .fine("records.search", Message("The search knows every record.")) }
        return .problem(
            "records.search",
            Message("The search does not know every record: {list}.", ["list": .text(wrong.joined(separator: "; "))]),
            Message("Run “entregent doctor --repair”: it writes the search anew."))
    }

    /// Records from before an upgrade may lack the keys by which duplicates are found.
    private func keys(_ transaction: Transaction) throws -> Finding {
        var missing: [String] = []
        for kind in transaction.schema.entities {
            let count = try MatchKeyBuilding.missing(kind, in: transaction)
            if count > 0 { missing.append("\(kind.plural): \(count)") }
        }
        if missing.isEmpty { return .fine("records.keys", Message("Every record can be found as a duplicate.")) }
        return .notice(
            "records.keys",
            Message(
                "Some records cannot be found as duplicates yet: {list}.",
                ["list": .text(missing.joined(separator: "; "))]),
            Message("The server builds what is missing by itself; “entregent duplicates scan” does so at once."))
    }

    /// Keys that sort and amounts in company currency, of the latest two hundred records of each kind.
    private func derived(_ transaction: Transaction) throws -> Finding {
        var wrong: [String] = []
        for kind in transaction.schema.entities {
            for field in kind.fields {
                guard let column = field.derivedColumn else { continue }
                let types = field.columns.map(\.type) + [column.type]
                let names = SQL.names(field.columns.map(\.name) + [column.name])
                let rows = try transaction.connection.rows(
                    "SELECT \(names) FROM \(name: kind.table) ORDER BY id DESC LIMIT 200", types)
                let count = rows.count { row in
                    DerivedColumns.expected(row, field, transaction.settings) != row[row.count - 1]
                }
                if count > 0 { wrong.append("\(kind.plural).\(field.name): \(count)/\(rows.count)") }
            }
        }
        if wrong.isEmpty {
            return .fine("records.derived", Message("Sort keys and converted amounts agree with their records."))
        }
        return .problem(
            "records.derived",
            Message(
                "Derived values do not agree with their records: {list}.",
                ["list": .text(wrong.joined(separator: "; "))]),
            Message("Run “entregent doctor --repair”: it derives them anew."))
    }

    private func files(_ transaction: Transaction) throws -> Finding {
        var missing: [String] = []
        let kind = transaction.schema.kind(of: Attachment.self)
        try transaction.connection.each("SELECT name, file FROM \(name: kind.table)", [.text, .text]) { row in
            let key = row[1].text ?? ""
            if !FileManager.default.fileExists(atPath: "\(data)/files/\(key)") { missing.append(row[0].text ?? key) }
            return true
        }
        if missing.isEmpty { return .fine("records.files", Message("Every attached file is there.")) }
        return .problem(
            "records.files",
            Message(
                "{count} attached file is missing, such as {name}.",
                "{count} attached files are missing, such as {name}.", count: missing.count, ["name": .text(missing[0])]
            ),
            Message("Check that --data names the right directory, or restore the last backup."))
    }
}
