import Records
import Storage

extension Need {
    /// A product that is named answers the need, unless whoever names it says otherwise; the day is ours to keep.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        for index in changes.indices {
            let change = changes[index]
            // What is required may still be missing here; it is refused afterwards.
            func value(_ name: String) -> Value { change.new.value(name, in: change.kind) }
            if change.changes("product"), !value("product").isNull, !change.touched.contains("status"),
                value("status").text == NeedStatus.open.rawValue
            {
                changes[index].new.set("status", [.text(NeedStatus.answered.rawValue)], in: change.kind)
            }
            guard changes[index].changes("status") else { continue }
            let isAnswered = changes[index].new.value("status", in: change.kind).text == NeedStatus.answered.rawValue
            let day = (change.happenedAt ?? transaction.now).day(in: transaction.settings.timeZone)
            changes[index].new.set("answered_on", [isAnswered ? .day(day) : .null], in: change.kind)
        }
    }

    /// A won sale answers the needs it was made for; one that is opened again, or lost after all, leaves them open.
    static func followSales(_ changes: [Change], _ transaction: Transaction) throws {
        func outcome(_ record: Record?, _ change: Change) -> String? { record?.value("outcome", in: change.kind).text }
        let decided = changes.filter { $0.changes("outcome") && !$0.isNew }
        let won = decided.filter { outcome($0.new, $0) == Outcome.won.rawValue }
        let undone = decided.filter { outcome($0.old, $0) == Outcome.won.rawValue }
        try set(.answered, where: .open, won, transaction)
        try set(.open, where: .answered, undone, transaction)
    }

    private static func set(
        _ status: NeedStatus, where before: NeedStatus, _ sales: [Change], _ transaction: Transaction
    ) throws {
        if sales.isEmpty { return }
        let moments = Dictionary(sales.map { ($0.new.id, $0.happenedAt) }, uniquingKeysWith: { $1 })
        // One that a product answers too stays answered.
        let rows = try transaction.connection.rows(
            """
            SELECT id, opportunity FROM need WHERE opportunity IN (\(SQL.set(Array(moments.keys))))
            AND status = \(before.rawValue) AND product IS NULL
            """, .integer, .integer)
        let drafts = rows.compactMap { row -> Draft? in
            guard let id = row[0].integer else { return nil }
            var draft = Draft(id: id, fields: ["status": [.text(status.rawValue)]])
            draft.happenedAt = row[1].integer.flatMap { moments[$0] ?? nil }
            return draft
        }
        if drafts.isEmpty { return }
        let house = transaction.asHouse
        for case .refused(let refusal) in try house.save(drafts, as: house.schema.kind(of: Need.self)) { throw refusal }
    }
}
