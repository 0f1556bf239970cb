import Localisation
import Records

/// A stage as a column of the board: its cards, how many there are, what they are worth.
///
/// `board.js` expects `.board-column[data-stage]` holding `[data-cards]`, cards `[data-card]` with `data-move` (where a
/// move is posted), totals as `[data-total="size|amount|weighted"]` and `[data-meter]`. A move posts the form
/// `stage=…&before=CARD` (empty: at the end), `Accept: application/json`, and is answered by
/// `{"columns":{"STAGE":{"size","amount","weighted","meter"}}}` and `X-Toast`. A refusal puts the card back and says
/// why; code `verb_needs` with `"sheet"` opens that sheet, whose form makes the move.
package struct BoardColumn: Sendable {
    package var stage: String
    package var name: String
    package var size: String
    package var amount: String
    package var weighted: String?
    /// The stage's probability in percent.
    package var meter: Int
    /// 1 to 6, from left to right.
    package var hue: Int
    package var cards: [BoardCard]
    /// The sheet that makes a new record in this stage.
    package var add: String?
    /// The fragment with the cards that did not fit.
    package var more: String?

    package init(
        stage: String, name: String, size: String, amount: String, weighted: String?, meter: Int, hue: Int,
        cards: [BoardCard], add: String? = nil, more: String? = nil
    ) {
        self.stage = stage
        self.name = name
        self.size = size
        self.amount = amount
        self.weighted = weighted
        self.meter = meter
        self.hue = hue
        self.cards = cards
        self.add = add
        self.more = more
    }
}

/// One record on the board.
package struct BoardCard: Sendable {
    package var id: Int64
    package var title: String
    package var href: String
    package var move: String
    package var company: String?
    package var amount: String?
    package var tags: [Badge]
    /// The next activity, by colour and icon: late, today, planned, none; or how long nothing happened.
    package var next: Badge?
    package var days: (text: String, title: String)?
    package var owner: String?
    package var isRotting: Bool

    package init(
        id: Int64, title: String, href: String, move: String, company: String? = nil, amount: String? = nil,
        tags: [Badge] = [], next: Badge? = nil, days: (text: String, title: String)? = nil, owner: String? = nil,
        rotting: Bool = false
    ) {
        self.id = id
        self.title = title
        self.href = href
        self.move = move
        self.company = company
        self.amount = amount
        self.tags = tags
        self.next = next
        self.days = days
        self.owner = owner
        isRotting = rotting
    }
}

/// Where a dragged card can be let fall to end its sale. `sheet` asks what is needed first (the reason of a loss):
/// `{id}` in it is the card's.
package struct DropZone: Sendable {
    package var stage: String
    package var label: String
    package var icon: String
    package var tone: Tone
    package var sheet: String?
    package init(stage: String, label: String, icon: String, tone: Tone, sheet: String? = nil) {
        self.stage = stage
        self.label = label
        self.icon = icon
        self.tone = tone
        self.sheet = sheet
    }
}

extension HTML {
    package mutating func board(_ columns: [BoardColumn], zones: [DropZone], assets: PageAssets, _ t: Translator) {
        let sortable = assets.address("/vendor/js/sortable.min.js")
        div(.class("board"), .id("board"), .data("board"), .data("sortable", sortable), .data("live-region")) { html in
            for column in columns { html.boardColumn(column, t) }
        }
        div(.class("drop-zones"), .aria("hidden", "true")) { html in
            for zone in zones {
                html.div(
                    .class(zone.tone.rawValue), .data("zone", zone.stage), .data("zone-sheet", zone.sheet)
                ) { html in
                    html.icon(zone.icon)
                    html.text(zone.label)
                }
            }
        }
        moveMenu(columns, zones, t)
    }

    private mutating func boardColumn(_ column: BoardColumn, _ t: Translator) {
        section(
            .class("board-column"), .id("column-" + column.stage), .data("stage", column.stage),
            .data("stage-name", column.name), .style("--hue:var(--hue-\(column.hue))"), .aria("label", column.name)
        ) { html in
            html.header { html in
                html.h2 { html in
                    html.span("", .class("dot"))
                    html.span(column.name, .class("cut"))
                    html.span(column.size, .class("size number"), .data("total", "size"))
                    if let add = column.add {
                        let label = t(Message("Add in {stage}", ["stage": .text(column.name)]))
                        html.action(
                            Action(
                                label, icon: "plus", look: .quiet, small: true, iconOnly: true, [.data("sheet", add)]))
                    }
                }
                html.div(.class("totals")) { html in
                    html.b(column.amount, .data("total", "amount"))
                    if let weighted = column.weighted { html.span(weighted, .data("total", "weighted")) }
                }
                html.div(.class("meter"), .aria("hidden", "true")) { html in
                    html.element("i", [.style("width:\(column.meter)%"), .data("meter")], text: "")
                }
            }
            html.div(.class("board-cards"), .data("cards")) { html in
                html.boardCards(column.cards, more: column.more, t)
            }
        }
    }

    /// The cards of a column, and the button that brings the next ones: also what `more` answers.
    package mutating func boardCards(_ cards: [BoardCard], more: String?, _ t: Translator) {
        for card in cards { boardCard(card, t) }
        guard let more else { return }
        div(.class("more"), .data("more-place")) { html in
            html.action(Action(t("Show more"), look: .quiet, small: true, href: more, [.data("more")]))
        }
    }

    package mutating func boardCard(_ card: BoardCard, _ t: Translator) {
        let parts = [card.title, card.company, card.amount, card.next?.text].compactMap { $0 }
        article(
            .class(card.isRotting ? "board-card rotting" : "board-card"), .id("card-\(card.id)"), .tabindex(0),
            .data("card", String(card.id)), .data("move", card.move), .data("name", card.title),
            .aria("label", parts.joined(separator: ", "))
        ) { html in
            html.div(.class("about")) { html in
                if let company = card.company {
                    html.avatar(Avatar(company, company: true))
                    html.span(company, .class("cut"))
                } else {
                    html.span("", .class("grow"))
                }
                let label = t(Message("Move {name}", ["name": .text(card.title)]))
                html.action(
                    Action(
                        label, icon: "ellipsis", look: .quiet, small: true, iconOnly: true, also: "menu-button",
                        [.data("move-menu"), .aria("haspopup", "menu")]))
            }
            html.h3 { $0.a(card.title, .href(card.href), .tabindex(-1)) }
            html.div(.class("facts")) { html in
                if let amount = card.amount { html.b(amount) }
                for tag in card.tags { html.badge(tag) }
            }
            html.div(.class("next")) { html in
                if let next = card.next { html.badge(next) }
                if let days = card.days { html.span(days.text, .class("muted number"), .title(days.title)) }
                if let owner = card.owner { html.avatar(Avatar(owner, titled: true)) }
            }
        }
    }

    /// The alternative to dragging for every hand: “Move to”.
    private mutating func moveMenu(_ columns: [BoardColumn], _ zones: [DropZone], _ t: Translator) {
        menu(id: "move-menu", label: t("Move to")) { html in
            html.p(t("Move to"), .class("group"))
            for column in columns {
                html.button(
                    .class("item"), .type("button"), .data("to", column.stage), .style("--hue:var(--hue-\(column.hue))")
                ) { html in
                    html.span("", .class("dot"))
                    html.text(column.name)
                }
            }
            // Where closed sales have a column, that is where they go.
            let others = zones.filter { zone in !columns.contains { $0.stage == zone.stage } }
            if !others.isEmpty { html.hr() }
            for zone in others {
                html.button(.class("item"), .type("button"), .data("to", zone.stage)) { html in
                    html.icon(zone.icon, .small)
                    html.text(zone.label)
                }
            }
        }
    }
}
