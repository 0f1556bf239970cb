import Records
import Storage

/// What points to records that are gone: parts without owner go, optional references are emptied, and records that
/// are about nothing any more are deleted into the journal, from which they can be brought back.
struct RepairedLinks {
    let workspace: Workspace

    func parts() async throws -> [Message] {
        try await workspace.write(.house, .command) { transaction in
            var count = 0
            for kind in transaction.schema.entities {
                for part in kind.parts {
                    count += try transaction.connection.execute(
                        """
                        DELETE FROM \(name: part.kind.table) WHERE NOT EXISTS (SELECT 1 FROM \(name: kind.table) AS o
                        WHERE o.id = \(name: part.kind.table).\(name: kind.name))
                        """)
                }
            }
            if count == 0 { return [] }
            return [
                Message(
                    "{count} e-mail, telephone or other item without a record was removed.",
                    "{count} e-mails, telephones or other items without a record were removed.", count: count)
            ]
        }
    }

    func references() async throws -> [Message] {
        try await workspace.write(.house, .command) { transaction in
            var emptied = 0, deleted = 0
            for kind in transaction.schema.entities {
                for field in kind.fields where field.shape == .reference {
                    let ids = try lost(field, of: kind, transaction)
                    if ids.isEmpty { continue }
                    if field.isRequired {
                        try transaction.delete(ids, of: kind)
                        deleted += ids.count
                    } else {
                        let drafts = ids.map { Draft(id: $0, fields: [field.name: [.null, .null]]) }
                        for case .refused(let refusal) in try transaction.save(drafts, as: kind) { throw refusal }
                        emptied += ids.count
                    }
                }
            }
            return sentences(emptied, deleted)
        }
    }

    private func sentences(_ emptied: Int, _ deleted: Int) -> [Message] {
        var done: [Message] = []
        if emptied > 0 {
            done.append(
                Message(
                    "{count} link to a record that is gone was emptied.",
                    "{count} links to records that are gone were emptied.", count: emptied))
        }
        if deleted > 0 {
            done.append(
                Message(
                    "{count} record about one that is gone was deleted; it can be brought back from the journal.",
                    "{count} records about others that are gone were deleted; "
                        + "they can be brought back from the journal.",
                    count: deleted))
        }
        return done
    }

    private func lost(_ field: FieldSpec, of kind: Kind, _ transaction: Transaction) throws -> [Int64] {
        let (name, id) = (field.columns[0].name, field.columns[1].name)
        let targets = try transaction.connection.rows(
            "SELECT DISTINCT \(name: name) FROM \(name: kind.table) WHERE \(name: name) IS NOT NULL", .text)
        return try targets.compactMap { $0[0].text }.flatMap { target in
            let gone: SQL =
                transaction.schema[target].map {
                    " AND NOT EXISTS (SELECT 1 FROM \(name: $0.table) AS o WHERE o.id = held.\(name: id))"
                } ?? ""
            return try transaction.connection.integers(
                "SELECT id FROM \(name: kind.table) AS held WHERE held.\(name: name) = \(target)\(gone)")
        }
    }
}

/// The index of search, where it lacks records or knows some that are gone.
struct RepairedSearch {
    let workspace: Workspace

    func run() async throws -> [Message] {
        var count = 0
        for kind in workspace.schema.entities {
            let wrong = try await workspace.read(.house) { transaction -> [Int64] in
                let all = Set(try transaction.connection.integers("SELECT id FROM \(name: kind.table)"))
                // SQLite's full text knows its rows by number.
                let id: SQL = transaction.connection.dialect == .sqlite ? "rowid" : "id"
                let indexed = Set(
                    try transaction.connection.integers("SELECT \(id) FROM search_entry WHERE kind = \(kind.name)"))
                let isSearched =
                    kind.fields.contains(where: \.isSearched)
                    || kind.parts.contains { $0.kind.fields.contains(where: \.isSearched) }
                return isSearched ? Array(all.symmetricDifference(indexed)) : []
            }
            for start in stride(from: 0, to: wrong.count, by: 500) {
                let chunk = Array(wrong[start..<min(start + 500, wrong.count)])
                try await workspace.write(.house, .command) { try SearchIndex.refresh(chunk, of: kind, in: $0) }
            }
            count += wrong.count
        }
        if count == 0 { return [] }
        return [
            Message(
                "The search was written anew for {count} record.", "The search was written anew for {count} records.",
                count: count)
        ]
    }
}
