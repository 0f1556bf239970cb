import Activities
import Localisation
import Records
import Web

/// Words for what a board shows.
struct BoardWording: Sendable {
    let context: Context
    let query: Form

    private var t: Translator { context.t }
    var mayAdd: Bool { context.schema[Opportunity.name].map { context.viewer.may(.create, $0) } ?? false }
    private var currency: String { context.workspace.settings.currency }

    func column(_ stage: Stage, hue: Int, _ totals: StageTotals, _ cards: BoardCards, board: String) -> BoardColumn {
        let rows = cards.rows[stage.id] ?? []
        let isThisMonth = stage.outcome == .won && !BoardPage.showsAllClosed(query)
        let name = isThisMonth ? t(Message("{stage} this month", ["stage": .text(stage.name)])) : stage.name
        var column = BoardColumn(
            stage: String(stage.id.number), name: name, size: t.number(totals.count), amount: amount(totals),
            weighted: weighted(totals),
            meter: stage.probability, hue: hue, cards: rows.map { card($0, stage, cards.pulses[$0.id]) })
        column.more = cards.next[stage.id].map { mark in
            "\(board)/stages/\(stage.id.number)?" + query.setting("after", to: mark.text).encoded
        }
        if mayAdd, stage.outcome == .open, let pipeline = stage.pipeline {
            column.add = "/opportunities/new?pipeline=\(pipeline.number)&stage=\(stage.id.number)&dialog=1"
        }
        return column
    }

    func amount(_ totals: StageTotals) -> String {
        totals.total.map { t.moneyRounded(Money(minor: $0, currency: currency)) } ?? "–"
    }

    func weighted(_ totals: StageTotals) -> String? {
        totals.weighted.map {
            t(Message("{amount} weighted", ["amount": .text(t.moneyRounded(Money(minor: $0, currency: currency)))]))
        }
    }

    /// What a move changes in the head of a column.
    func json(_ stage: Stage, _ totals: StageTotals) -> JSON {
        .record([
            "size": .text(t.number(totals.count)), "amount": .text(amount(totals)),
            "weighted": .text(weighted(totals) ?? ""),
            "meter": .number(String(stage.probability)),
        ])
    }

    private func card(_ row: BoardCards.Row, _ stage: Stage, _ pulse: ActivityPulse?) -> BoardCard {
        let pulse = pulse ?? ActivityPulse(), today = context.today, zone = t.timeZone
        let inStage = row.since.map { max(0, Int(today.number - $0.day(in: zone).number)) } ?? 0
        let lastSign = [row.since, pulse.lastDoneAt].compactMap(\.self).max()
        let quiet = lastSign.map { max(0, Int(today.number - $0.day(in: zone).number)) } ?? 0
        let isRotting = stage.outcome == .open && stage.rottingDays.map { quiet >= $0 } ?? false
        let path = "/opportunities/\(row.id)", state = query.encoded
        var card = BoardCard(
            id: row.id, title: row.title, href: path, move: path + "/stage" + (state.isEmpty ? "" : "?" + state),
            company: row.account,
            amount: row.amount.map { t.moneyRounded($0) }, owner: row.owner, rotting: isRotting)
        let still = Badge(
            t(Message("No activity for {count} day", "No activity for {count} days", count: quiet)), .bad,
            icon: "hourglass")
        if stage.outcome == .won {
            card.next = Badge(t("Won"), .good, icon: "trophy")
        } else if stage.outcome == .lost {
            card.next = Badge(t("Lost"), .bad, icon: "circle-x")
        } else if isRotting, pulse.next == nil {
            card.next = still
        } else {
            card.next = pulse.badge(t, today: today)
            if isRotting { card.tags = [still] }
        }
        let days = t(Message("In this stage for {count} day", "In this stage for {count} days", count: inStage))
        card.days = (t(Message("{count} d", ["count": .number(inStage)])), days)
        return card
    }
}
