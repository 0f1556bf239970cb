import Records

/// Several records that became one: which ones, into which, by whom, and whether that was taken back.
package struct Merge: Sendable, Hashable {
    package enum State: String, Sendable {
        case done, undone
        /// Too long ago: nothing is kept any more to take it back with.
        case forgotten
    }

    /// What the journal keeps of a merge, beside `created`, `changed` and `deleted`.
    enum Step: String {
        /// A column of a row points elsewhere.
        case moved
        /// A row that said the same as another one.
        case removed
        /// A row of a table without identifiers, as it was and as it is.
        case replaced
        /// A record that went into another one.
        case merged
        /// The survivor, whole, before and after.
        case survivor
    }

    /// One of the records that are gone.
    package struct Former: Sendable, Hashable {
        package let id: Int64
        package let title: String
    }

    package let id: Int64
    package let kind: String
    package let survivor: Int64
    /// What the survivor was called then.
    package let title: String
    package let merged: [Former]
    package let at: Instant
    package let user: Int64?
    package let state: State
    /// Rows that pointed to them, by kind.
    package let moved: [String: Int]
    package let undoneAt: Instant?
    package let undoneBy: Int64?

    static let table = TableSpec(
        "record_merge",
        [
            .init("id", .integer), .init("kind", .text), .init("survivor_id", .integer), .init("title", .text),
            .init("merged", .text), .init("at", .instant), .init("user_id", .integer, required: false),
            .init("state", .text), .init("moved", .text), .init("undone_at", .instant, required: false),
            .init("undone_by", .integer, required: false),
        ], primaryKey: ["id"], indexes: [.init("record_merge_survivor", ["kind", "survivor_id"])],
        merging: .stays("says what was merged then; further merges are merges of their own"))

    private static let types = table.columns.map(\.type)

    init(
        id: Int64, _ kind: Kind, survivor: Record, merged: [Record], moved: [String: Int], in transaction: Transaction
    ) {
        self.id = id
        self.kind = kind.name
        self.survivor = survivor.id
        title = survivor.title(in: kind)
        self.merged = merged.map { Former(id: $0.id, title: $0.title(in: kind)) }
        at = transaction.now
        user = transaction.author
        state = .done
        self.moved = moved
        (undoneAt, undoneBy) = (nil, nil)
    }

    private init(_ row: [Value]) throws {
        id = row[0].integer ?? 0
        kind = row[1].text ?? ""
        survivor = row[2].integer ?? 0
        title = row[3].text ?? ""
        merged = try (JSON(parsing: row[4].text ?? "[]").array ?? []).map {
            Former(id: $0["id"]?.text.flatMap { Int64($0) } ?? 0, title: $0["title"]?.text ?? "")
        }
        at = row[5].instant ?? Instant(microseconds: 0)
        user = row[6].integer
        state = State(rawValue: row[7].text ?? "") ?? .forgotten
        moved = try Dictionary(
            (JSON(parsing: row[8].text ?? "{}").members ?? []).map { ($0.name, Int($0.value.integer ?? 0)) },
            uniquingKeysWith: { $1 })
        undoneAt = row[9].instant
        undoneBy = row[10].integer
    }

    func write(_ connection: any Connection) throws {
        let formers = merged.map { JSON.record(["id": .text(String($0.id)), "title": .text($0.title)]) }
        let counts = moved.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .number(String($0.value))) }
        let row: [Value] = [
            .integer(id), .text(kind), .integer(survivor), .text(title), .text(JSON.array(formers).string),
            .instant(at), user.map(Value.integer) ?? .null, .text(state.rawValue), .text(JSON.object(counts).string),
            .null, .null,
        ]
        try RowWriter.insert([row], into: Merge.table, connection)
    }

    /// One's own merges, or everybody's for whoever manages the settings; the newest first.
    package static func list(before: Int64? = nil, limit: Int, in transaction: Transaction) throws -> [Merge] {
        try load(
            "id < \(before ?? .max) AND \(whose(transaction)) ORDER BY id DESC LIMIT \(limit)", transaction)
    }

    package static func find(_ id: Int64, in transaction: Transaction) throws -> Merge {
        guard let found = try load("id = \(id) AND \(whose(transaction))", transaction).first else {
            throw Refusal.notFound()
        }
        return found
    }

    /// Of the kinds the viewer sees at all.
    private static func load(_ condition: SQL, _ transaction: Transaction) throws -> [Merge] {
        let names = transaction.schema.entities.filter { transaction.viewer.may(.read, $0) }.map { Value.text($0.name) }
        return try transaction.connection.rows(
            """
            SELECT \(SQL.names(table.columns.map(\.name))) FROM record_merge
            WHERE kind IN (\(SQL.list(names))) AND \(condition)
            """, types
        ).map { try Merge($0) }
    }

    private static func whose(_ transaction: Transaction) -> SQL {
        transaction.viewer.may("settings.manage") ? "1 = 1" : "user_id = \(transaction.viewer.user)"
    }
}

extension WorkspaceSettings {
    package static let mergeDays = "merge_days"

    /// How long a merge can be taken back.
    package var mergeDays: Int { extra[WorkspaceSettings.mergeDays]?.integer.map { Int($0) } ?? 30 }
}

extension Merge {
    /// Until when it can be taken back.
    package func undoable(until settings: WorkspaceSettings) -> Instant {
        at.adding(seconds: settings.mergeDays * 86_400)
    }

    /// Forgets what is kept to take back merges older than this; the old identifiers go on leading to the survivors.
    package static func forget(before instant: Instant, limit: Int = 20, in transaction: Transaction) throws -> Int {
        let old = try transaction.connection.integers(
            "SELECT id FROM record_merge WHERE state = 'done' AND at < \(instant) ORDER BY id LIMIT \(limit)")
        if old.isEmpty { return 0 }
        try transaction.connection.execute("DELETE FROM journal_entry WHERE journal_id IN (\(SQL.set(old)))")
        try transaction.connection.execute("DELETE FROM journal WHERE id IN (\(SQL.set(old)))")
        try transaction.connection.execute(
            "UPDATE record_merge SET state = 'forgotten' WHERE id IN (\(SQL.set(old)))")
        return old.count
    }
}
