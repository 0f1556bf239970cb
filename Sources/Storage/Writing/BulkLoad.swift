import Records

/// Writes many finished records at once, past rules, checks, journal and events: for data that is made, not entered.
/// What is derived follows as always: sort keys, parts, match keys, search, vocabulary, one history row a record.
package final class BulkLoad: @unchecked Sendable {
    /// Words that the vocabulary has by now; one load runs on one task at a time.
    private var known: Set<String> = []
    private let country: String

    package init(country: String) { self.country = country }

    /// The records have their identifiers, system fields and parts' identifiers already.
    package func load(_ records: [Record], of kind: Kind, in transaction: Transaction) throws {
        guard !records.isEmpty else { return }
        let connection = transaction.connection, writer = RowWriter(kind: kind, transaction: transaction)
        try connection.load(
            table: kind.table, columns: writer.storedColumns(kind), types: writer.storedTypes(kind),
            rows: records.map { writer.stored($0.values, kind) })
        for part in kind.parts {
            let rows = records.flatMap { record in
                (record.parts[part.name] ?? []).enumerated().map { position, row in
                    writer.stored(
                        [.integer(row.id), .integer(record.id), .integer(Int64(position))] + row.values, part.kind)
                }
            }
            try connection.load(
                table: part.kind.table, columns: writer.storedColumns(part.kind),
                types: writer.storedTypes(part.kind),
                rows: rows)
        }
        try loadHistory(records, kind, transaction)
        try loadMatchKeys(records, kind, connection)
        try loadSearch(records, kind, connection)
    }

    private func loadHistory(_ records: [Record], _ kind: Kind, _ transaction: Transaction) throws {
        let door = Value.text(transaction.door.rawValue)
        let rows = records.map { record -> [Value] in
            [
                .integer(transaction.ids.next()), .text(kind.name), .integer(record.id), record.values[2],
                record.values[3], door, .text("created"), .null, .null, .null, .null,
            ]
        }
        try transaction.connection.load(
            table: History.table.name, columns: History.table.columns.map(\.name),
            types: History.table.columns.map(\.type),
            rows: rows)
    }

    private func loadMatchKeys(_ records: [Record], _ kind: Kind, _ connection: any Connection) throws {
        guard kind.hasMatchKeys else { return }
        let rows = records.flatMap { MatchKeys.rows(of: $0, kind, country: country) }
        try connection.load(
            table: MatchKeys.table.name, columns: MatchKeys.table.columns.map(\.name),
            types: MatchKeys.table.columns.map(\.type), rows: rows)
    }

    private func loadSearch(_ records: [Record], _ kind: Kind, _ connection: any Connection) throws {
        guard kind.isSearchable else { return }
        var fresh: Set<String> = []
        let entries = records.map { SearchIndex.Entry($0, kind) }
        for entry in entries { for word in entry.words where !known.contains(word) { fresh.insert(word) } }
        try SearchTables.insert(entries, connection)
        try SearchIndex.learn(fresh, connection)
        known.formUnion(fresh)
    }
}
