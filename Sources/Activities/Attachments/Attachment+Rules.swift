import Records
import Storage

extension Attachment {
    /// Records that are one document: every file of theirs is a version of it, whatever its name, and only who may
    /// change the record brings one.
    static func isOneDocument(_ kind: String) -> Bool { kind == "library_document" }

    /// The files that are versions of one: those of one name on one record.
    static func versions(of name: String, _ about: Reference) -> SQL {
        let place: SQL = "about_kind = \(about.kind) AND about_id = \(about.id)"
        return isOneDocument(about.kind) ? place : "\(place) AND name_key = \(folded(name))"
    }

    /// A file of a name that the record already has becomes the next version of it.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        var given: [String: Int] = [:]
        for index in changes.indices {
            let isMoved = !changes[index].isNew && (changes[index].changes("name") || changes[index].changes("about"))
            guard changes[index].isNew || isMoved else { continue }
            var file = try changes[index].typed(Attachment.self)
            guard let about = file.about else { continue }
            let key = "\(about.kind):\(about.id):\(isOneDocument(about.kind) ? "" : folded(file.name))"
            let last = try given[key] ?? lastNumber(file.name, about, besides: file.id.number, transaction)
            file.number = last + 1
            file.isCurrent = true
            given[key] = file.number
            changes[index].replace(with: file)
        }
    }

    private static func lastNumber(_ name: String, _ about: Reference, besides id: Int64, _ transaction: Transaction)
        throws -> Int
    {
        let number = try transaction.connection.integer(
            """
            SELECT MAX(number) FROM attachment
            WHERE \(versions(of: name, about)) AND id <> \(id)
            """)
        return Int(number ?? 0)
    }

    /// Earlier versions stay, no longer current. Where a file leaves its name, the version before it counts again.
    static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        for change in changes where change.isNew || change.changes("name") || change.changes("about") {
            let file = try change.typed(Attachment.self)
            guard let about = file.about else { continue }
            try mark(
                try current(file.name, about, besides: [change.new.id], transaction), isCurrent: false, transaction)
            guard let old = try change.typedOld(Attachment.self), let oldAbout = old.about, old.isCurrent else {
                continue
            }
            try restoreLast(old.name, oldAbout, besides: [change.new.id], transaction)
        }
    }

    static func deleting(_ records: [Record], _ transaction: Transaction) throws {
        let kind = transaction.schema.kind(of: Attachment.self), gone = records.map(\.id)
        for record in records {
            let file = try Attachment(record, kind: kind)
            guard file.isCurrent, let about = file.about else { continue }
            try restoreLast(file.name, about, besides: gone, transaction)
        }
    }

    private static func restoreLast(
        _ name: String, _ about: Reference, besides gone: [Int64], _ transaction: Transaction
    ) throws {
        let last = try transaction.connection.integer(
            """
            SELECT id FROM attachment WHERE \(versions(of: name, about))
            AND id NOT IN (\(SQL.list(gone))) ORDER BY number DESC LIMIT 1
            """)
        try mark([last].compactMap(\.self), isCurrent: true, transaction)
    }

    private static func current(_ name: String, _ about: Reference, besides gone: [Int64], _ transaction: Transaction)
        throws -> [Int64]
    {
        try transaction.connection.integers(
            """
            SELECT id FROM attachment WHERE \(versions(of: name, about))
            AND is_current = TRUE AND id NOT IN (\(SQL.list(gone)))
            """)
    }

    /// Two records had a file of one name: once they are one record, the files are versions of one, by age.
    @Sendable static func numberAnew(_ merge: MergeBook.Work, _ transaction: Transaction) throws {
        let kind = transaction.schema.kind(of: Attachment.self)
        let rows = try transaction.connection.rows(
            """
            SELECT id, name_key, number, is_current FROM attachment
            WHERE about_kind = \(merge.kind.name) AND about_id = \(merge.survivor) AND name_key IN (
                SELECT name_key FROM attachment
                WHERE about_kind = \(merge.kind.name) AND about_id = \(merge.survivor) AND is_current = TRUE
                GROUP BY name_key HAVING COUNT(*) > 1)
            ORDER BY name_key, id
            """, .integer, .text, .integer, .boolean)
        var drafts: [Draft] = []
        for (index, row) in rows.enumerated() {
            let number = rows[...index].count { $0[1] == row[1] }
            let isLast = index + 1 == rows.count || rows[index + 1][1] != row[1]
            let fields: [String: [Value]] = ["number": [.integer(Int64(number))], "is_current": [.boolean(isLast)]]
            drafts.append(Draft(id: row[0].integer ?? 0, fields: fields))
        }
        for case .refused(let refusal) in try transaction.save(drafts, as: kind) { throw refusal }
    }

    private static func mark(_ ids: [Int64], isCurrent: Bool, _ transaction: Transaction) throws {
        let drafts = ids.map { Draft(id: $0, fields: ["is_current": [.boolean(isCurrent)]]) }
        for case .refused(let refusal) in try transaction.asHouse.save(
            drafts, as: transaction.schema.kind(of: Attachment.self))
        { throw refusal }
    }
}
