import Records
import Storage

/// The rows that say how long each opportunity stood where.
enum StageHistory {
    /// The fact by which a sale that comes already closed tells `entries` where it stood before.
    private static let openedIn = "opened_in"

    /// A sale that comes already won or lost, with the day it was opened, stood open before that: from that day on in
    /// the stage where sales of its pipeline open.
    static func noteOpening(
        of sale: Opportunity, closing stage: Stage, at moment: Instant, _ known: Pipelines, _ change: inout Change,
        _ transaction: Transaction
    ) {
        guard change.isNew, stage.outcome != .open, change.touched.contains("opened_on"),
            let openedOn = sale.openedOn, openedOn <= moment.day(in: transaction.settings.timeZone),
            let opening = known.opening(of: stage.pipeline)
        else { return }
        change.facts[openedIn] = .text(String(opening.id.number))
        change.facts["opened_at"] = .text(Instant(startOf: openedOn, in: transaction.settings.timeZone).iso)
    }

    /// What a move adds: one row, or two for a sale that comes closed and was open before.
    static func entries(of change: Change, now: Instant) throws -> [StageChange] {
        let sale = try change.typed(Opportunity.self), old = try change.typedOld(Opportunity.self)
        var entry = StageChange()
        entry.opportunity = ID(change.new.id)
        entry.from = old?.stage
        entry.to = sale.stage
        entry.enteredAt = sale.stageSince ?? now
        guard let stage = change.facts[openedIn]?.text.flatMap({ Int64($0) }),
            let openedAt = change.facts["opened_at"]?.text.flatMap({ Instant(iso: $0) })
        else { return [entry] }
        var opening = entry
        opening.from = nil
        opening.to = ID(stage)
        opening.enteredAt = min(openedAt, entry.enteredAt)
        opening.leftAt = entry.enteredAt
        entry.from = opening.to
        return [opening, entry]
    }

    /// Ends the open row of each opportunity that moves on. What belongs to an operation that can be undone is saved
    /// like a record, so that undoing opens the row again.
    static func close(_ moved: [Change], _ transaction: Transaction) throws {
        let moments = Dictionary(
            moved.filter { !$0.isNew }.map { ($0.new.id, $0.happenedAt ?? transaction.now) }, uniquingKeysWith: { $1 })
        if moments.isEmpty { return }
        guard transaction.journal != nil else {
            for (id, at) in moments {
                try transaction.connection.execute(
                    "UPDATE stage_change SET left_at = \(at) WHERE opportunity = \(id) AND left_at IS NULL")
            }
            return
        }
        let open = try transaction.connection.rows(
            """
            SELECT id, opportunity FROM stage_change
            WHERE opportunity IN (\(SQL.set(Array(moments.keys)))) AND left_at IS NULL
            """, .integer, .integer)
        let drafts = open.compactMap { row -> Draft? in
            guard let id = row[0].integer, let at = row[1].integer.flatMap({ moments[$0] }) else { return nil }
            return Draft(id: id, fields: ["left_at": [.instant(at)]])
        }
        let kind = transaction.schema.kind(of: StageChange.self)
        for case .refused(let refusal) in try transaction.asHouse.save(drafts, as: kind) { throw refusal }
    }
}
