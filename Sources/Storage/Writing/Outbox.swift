import Records

/// Events wait here, written by the transaction that caused them, until the dispatcher has handed them on.
package enum Outbox {
    static let table = TableSpec(
        "outbox",
        [
            .init("id", .integer), .init("at", .instant), .init("name", .text), .init("kind", .text),
            .init("records", .text),
            .init("payload", .text), .init("user_id", .integer, required: false),
        ], primaryKey: ["id"], merging: .stays("tells what happened, to whom it happened"))

    /// One stored event: of one record, or of many that met the same fate in one batch.
    package struct Entry: Sendable {
        package let id: Int64
        package let at: Instant
        package let name: String
        package let kind: String
        package let records: [Int64]
        package let payload: JSON
        package let user: Int64?
    }

    static func write(_ events: [Event], in transaction: Transaction) throws {
        var groups: [(event: Event, records: [Int64])] = []
        var places: [Event: Int] = [:]
        for event in events {
            let key = Event(event.name, Reference(kind: event.subject.kind, id: 0), event.payload)
            if let place = places[key] {
                groups[place].records.append(event.subject.id)
            } else {
                places[key] = groups.count
                groups.append((event, [event.subject.id]))
            }
        }
        let rows = groups.map { group -> [Value] in
            [
                .integer(transaction.ids.next()), .instant(transaction.now), .text(group.event.name),
                .text(group.event.subject.kind), .text(group.records.map(String.init).joined(separator: ",")),
                .text(group.event.payload.string), transaction.author.map(Value.integer) ?? .null,
            ]
        }
        try RowWriter.insert(rows, into: table, transaction.connection)
    }

    /// Takes up to `limit` of the oldest events away; the caller hands them on in the same transaction.
    package static func take(_ limit: Int, in connection: any Connection) throws -> [Entry] {
        let lock: SQL = connection.dialect == .postgres ? " FOR UPDATE SKIP LOCKED" : ""
        let rows = try connection.rows(
            "SELECT id, at, name, kind, records, payload, user_id FROM outbox ORDER BY id LIMIT \(limit)\(lock)",
            .integer, .instant, .text, .text, .text, .text, .integer)
        if rows.isEmpty { return [] }
        try connection.execute("DELETE FROM outbox WHERE id IN (\(SQL.set(rows.map { $0[0] })))")
        return try rows.map { row in
            Entry(
                id: row[0].integer ?? 0, at: row[1].instant ?? Instant(microseconds: 0), name: row[2].text ?? "",
                kind: row[3].text ?? "",
                records: (row[4].text ?? "").split(separator: ",").compactMap { Int64($0) },
                payload: try JSON(parsing: row[5].text ?? "{}"), user: row[6].integer)
        }
    }
}
