import Records

/// Who changed what, when, through which door. A creation is one row without values, a change one row with the fields'
/// old and new values, never one per field.
package enum History {
    static let table = TableSpec(
        "history",
        [
            .init("id", .integer), .init("kind", .text), .init("record_id", .integer), .init("at", .instant),
            .init("user_id", .integer, required: false), .init("door", .text), .init("action", .text),
            .init("changes", .text, required: false), .init("journal_id", .integer, required: false),
            .init("origin", .text, required: false), .init("reverts", .integer, required: false),
        ], primaryKey: ["id"],
        indexes: [
            .init("history_of_record", ["kind", "record_id", "id"]), .init("history_of_journal", ["journal_id"]),
        ],
        merging: .stays("is never changed; the survivor’s history is read together with those merged into it"))

    package struct Entry: Sendable {
        package let id: Int64
        package let kind: String
        package let record: Int64
        package let at: Instant
        package let user: Int64?
        package let door: Door
        /// `created`, `changed`, `reverted`, `deleted`, `restored`, `merged`, `merged_into`, `unmerged`.
        package let action: String
        /// Field name → `[old, new]` as JSON.
        package let changes: JSON
        /// The client's address: for the person themselves and for whoever manages the settings.
        package let origin: String?
        /// The entry that was taken back.
        package let reverts: Int64?
    }

    /// A line about to be written.
    struct Line {
        let kind: String, id: Int64, action: String
        var changes: String?
        var reverts: Int64?
    }

    static func record(_ changes: [Change], in transaction: Transaction) throws {
        try write(
            changes.map { change in
                Line(
                    kind: change.kind.name, id: change.new.id,
                    action: change.isNew ? "created" : change.reverts == nil ? "changed" : "reverted",
                    changes: change.isNew ? nil : differences(change).string, reverts: change.reverts)
            }, in: transaction)
    }

    static func write(_ entries: [Line], in transaction: Transaction) throws {
        let rows = entries.map { entry -> [Value] in
            [
                .integer(transaction.ids.next()), .text(entry.kind), .integer(entry.id), .instant(transaction.now),
                transaction.author.map(Value.integer) ?? .null, .text(transaction.door.rawValue), .text(entry.action),
                entry.changes.map(Value.text) ?? .null, transaction.journal.map(Value.integer) ?? .null,
                transaction.origin.map(Value.text) ?? .null, entry.reverts.map(Value.integer) ?? .null,
            ]
        }
        try RowWriter.insert(rows, into: table, transaction.connection)
    }

    private static func differences(_ change: Change) -> JSON {
        guard let old = change.old else { return .object([]) }
        return .object(
            change.changedFields.map { name in
                if let field = change.kind[name] {
                    return JSON.Member(
                        name,
                        .array([
                            field.json(old.values(name, in: change.kind)),
                            field.json(change.new.values(name, in: change.kind)),
                        ]))
                }
                let part = change.kind.part(name)!.kind
                return JSON.Member(
                    name, .array([part.json(old.parts[name] ?? []), part.json(change.new.parts[name] ?? [])]))
            })
    }

    /// Newest first, with what happened to records that were merged into this one. Fields hidden from the viewer are
    /// left out.
    package static func entries(
        of kind: Kind, _ id: Int64, before: Int64? = nil, limit: Int, in transaction: Transaction
    ) throws -> [Entry] {
        try load(
            """
            kind = \(kind.name) AND (record_id = \(id) OR record_id IN (\(MergeAlias.merged(into: "\(id)", kind))))
            AND id < \(before ?? .max) ORDER BY id DESC LIMIT \(limit)
            """, kind, transaction)
    }

    /// One entry of a record the viewer sees.
    package static func entry(_ entry: Int64, of kind: Kind, _ id: Int64, in transaction: Transaction) throws -> Entry {
        guard try transaction.existing([id], of: kind).contains(id),
            let found = try load(
                "id = \(entry) AND kind = \(kind.name) AND record_id = \(id)", kind, transaction
            ).first
        else { throw Refusal.notFound() }
        return found
    }

    /// The last changes of values, the newest first: one for each version.
    static func changes(of kind: Kind, _ id: Int64, limit: Int, in transaction: Transaction) throws -> [Entry] {
        try load(
            """
            kind = \(kind.name) AND record_id = \(id) AND action IN ('changed', 'reverted')
            ORDER BY id DESC LIMIT \(limit)
            """, kind, transaction)
    }

    private static func load(_ condition: SQL, _ kind: Kind, _ transaction: Transaction) throws -> [Entry] {
        let rows = try transaction.connection.rows(
            """
            SELECT id, kind, record_id, at, user_id, door, action, changes, origin, reverts FROM history
            WHERE \(condition)
            """, .integer, .text, .integer, .instant, .integer, .text, .text, .text, .text, .integer)
        let viewer = transaction.viewer
        return try rows.map { row in
            let members = try JSON(parsing: row[7].text ?? "{}").members ?? []
            let seen = members.filter { member in
                kind[member.name].map { viewer.sees($0, of: kind) } ?? viewer.sees(part: member.name, of: kind)
            }.map { member in
                guard let part = kind.part(member.name)?.kind else { return member }
                return JSON.Member(member.name, shown(member.value, of: part, viewer))
            }
            let isTold = viewer.may("settings.manage") || row[4].integer == viewer.user
            return Entry(
                id: row[0].integer ?? 0, kind: row[1].text ?? "", record: row[2].integer ?? 0,
                at: row[3].instant ?? transaction.now,
                user: row[4].integer, door: Door(rawValue: row[5].text ?? "") ?? .job, action: row[6].text ?? "",
                changes: .object(seen), origin: isTold ? row[8].text : nil, reverts: row[9].integer)
        }
    }

    /// The rows of a part before and after, without fields that are hidden from the viewer.
    private static func shown(_ pair: JSON, of part: Kind, _ viewer: Viewer) -> JSON {
        let hidden = Set(part.fields.filter { !viewer.sees($0, of: part) }.map(\.name))
        if hidden.isEmpty { return pair }
        return .array(
            (pair.array ?? []).map { rows in
                .array((rows.array ?? []).map { .object(($0.members ?? []).filter { !hidden.contains($0.name) }) })
            })
    }
}

extension Kind {
    /// Part rows as the API shows them.
    package func json(_ rows: [PartRow]) -> JSON {
        .array(
            rows.map { row in
                var members: [JSON.Member] = [.init("id", .text(String(row.id)))]
                var at = 0
                for field in declared {
                    members.append(.init(field.name, field.json(row.values[at..<at + field.columns.count])))
                    at += field.columns.count
                }
                return .object(members)
            })
    }
}
