import Activities
import Localisation
import Records
import Storage
import Web

/// The board of a pipeline: its open stages as columns, and what was won this month.
struct BoardPage: Sendable {
    let pipeline: Pipeline
    let pipelines: [Pipeline]
    let stages: [Stage]
    let totals: [ID<Stage>: StageTotals]
    let cards: BoardCards
    let question: ListQuestion
    /// The filter as it stands in the address, for links that keep it.
    let query: Form

    var address: String { "/board/\(pipeline.id.number)" }

    /// What a page shows of a column, and what a move answers.
    static func parameters(_ query: Form) -> Form {
        Form(query.items.filter { $0.name != "after" && $0.name != "stage" })
    }

    /// Six questions to the database, whatever the number of sales.
    static func load(_ pipeline: Int64?, _ query: Form, in transaction: Transaction) throws -> BoardPage? {
        let known = try Pipelines(seenBy: transaction)
        guard let first = known.pipelines.first else { return nil }
        let chosen = pipeline.map { id in known.pipelines.first { $0.id.number == id } } ?? first
        guard let chosen else { throw Refusal.notFound() }
        let question = try ListQuestion(
            transaction.schema.kind(of: Opportunity.self), query, besides: BoardPage.ownParameters, in: transaction)
        let columns = known.columns(of: chosen.id, today: transaction.today, all: showsAllClosed(query))
        let stages = columns.compactMap { known.stage($0.stage) }
        let since = BoardPage.since(columns)
        return BoardPage(
            pipeline: chosen, pipelines: known.pipelines, stages: known.stages(of: chosen.id),
            totals: try StageTotals.of(stages, where: question.condition, since: since, in: transaction),
            cards: try BoardCards.load(columns, where: question.condition, in: transaction), question: question,
            query: parameters(query))
    }

    /// Whether all that was ever won and lost is asked for, not only what was won this month.
    static func showsAllClosed(_ query: Form) -> Bool { query["closed"] == "all" }

    static let ownParameters: Set<String> = [
        "closed", "version", "lost_reason", "closed_on", "before", "stage", "board", "back", "_csrf",
    ]

    static func since(_ columns: [BoardCards.Column]) -> [ID<Stage>: Day] {
        Dictionary(uniqueKeysWithValues: columns.compactMap { column in column.closedSince.map { (column.stage, $0) } })
    }
}

extension Pipelines {
    /// Through the viewer's eyes, for pages.
    init(seenBy transaction: Transaction) throws {
        pipelines = try transaction.all(Pipeline.self).sorted {
            ($0.position, $0.id.number) < ($1.position, $1.id.number)
        }
        stages = try transaction.all(Stage.self).sorted { ($0.position, $0.id.number) < ($1.position, $1.id.number) }
    }

    /// Open stages in order, then what was won this month: lost sales leave the board. Or, with `all`, whatever closed.
    func columns(of pipeline: ID<Pipeline>, today: Day, all: Bool = false) -> [BoardCards.Column] {
        let monthStart = Day(year: today.parts.year, month: today.parts.month, day: 1)
        let own = stages(of: pipeline)
        if all {
            return
                (own.filter { $0.outcome == .open } + own.filter { $0.outcome == .won }
                + own.filter { $0.outcome == .lost }).map { BoardCards.Column(stage: $0.id) }
        }
        return own.filter { $0.outcome == .open }.map { BoardCards.Column(stage: $0.id) }
            + own.filter { $0.outcome == .won }.map { BoardCards.Column(stage: $0.id, closedSince: monthStart) }
    }
}

extension BoardPage {
    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t, wording = BoardWording(context: context, query: query)
        html.topbar(title: pipeline.name) { html in
            html.span("", .class("grow"))
            html.segments(
                t("Layout"),
                [
                    (t("List"), "list", "/opportunities" + suffix(listQuery), false),
                    (t("Board"), "kanban", address + suffix(query), true),
                ])
            guard wording.mayAdd else { return }
            html.action(
                Action(
                    t(Message("New: {kind}", ["kind": .message(Message(Opportunity.label))])), icon: "plus",
                    look: .primary, key: "n",
                    href: "/opportunities/new?pipeline=\(pipeline.id.number)"))
        }
        toolbar(&html, context, wording)
        let columns = stages.filter { $0.outcome != .lost || showsAllClosed }.enumerated().map { index, stage in
            wording.column(stage, hue: index % 6 + 1, totals[stage.id] ?? StageTotals(), cards, board: address)
        }
        html.board(columns, zones: zones(t), assets: PageFrame.assets, t)
    }

    private var showsAllClosed: Bool { BoardPage.showsAllClosed(query) }

    private func suffix(_ form: Form) -> String { form.items.isEmpty ? "" : "?" + form.encoded }

    private var listQuery: Form {
        let own = "{\"field\":\"pipeline\",\"is\":\"\(pipeline.id.number)\"}"
        return query.items.isEmpty && pipelines.count > 1
            ? Form([.init("where", own)]) : query.setting("closed", to: nil)
    }

    private func switcher(_ html: inout HTML, _ t: Translator) {
        html.segments(
            t("Pipelines"),
            pipelines.map { ($0.name, "kanban", "/board/\($0.id.number)" + suffix(query), $0.id == pipeline.id) })
    }

    private func zones(_ t: Translator) -> [DropZone] {
        stages.compactMap { stage in
            let id = String(stage.id.number)
            switch stage.outcome {
            case .open: return nil
            case .won: return DropZone(stage: id, label: stage.name, icon: "trophy", tone: .good)
            case .lost:
                return DropZone(
                    stage: id, label: stage.name, icon: "circle-x", tone: .bad,
                    sheet: "/opportunities/{id}/lose?stage=\(id)")
            }
        }
    }

    private func toolbar(_ html: inout HTML, _ context: Context, _ wording: BoardWording) {
        let t = context.t, mine = query["owner[is_me]"] == "true"
        html.div(.class("toolbar")) { html in
            if pipelines.count > 1 { switcher(&html, t) }
            html.form(
                .method("get"), .action(address), .role("search"), .style("flex:none;width:190px")
            ) { html in
                for item in query.items where item.name != "q" {
                    html.input(.type("hidden"), .name(item.name), .value(item.value))
                }
                html.input(
                    .class("input"), .type("search"), .name("q"), .value(query["q"]),
                    .aria("label", t("Search in this board")),
                    .placeholder(t("Search…")))
            }
            let link = address + suffix(query.setting("owner[is_me]", to: mine ? nil : "true"))
            html.a(.class("chip"), .href(link), .aria("current", mine ? "true" : nil)) { html in
                html.span { html in
                    html.icon("user", .small)
                    html.text(t("Mine only"))
                }
            }
            let closed = address + suffix(query.setting("closed", to: showsAllClosed ? nil : "all"))
            html.a(.class("chip"), .href(closed), .aria("current", showsAllClosed ? "true" : nil)) { html in
                html.span { html in
                    html.icon("archive", .small)
                    html.text(t("All won and lost"))
                }
            }
            filterChip(&html, context)
            html.span("", .class("grow"))
            let open = stages.filter { $0.outcome == .open }.compactMap { totals[$0.id] }.reduce(StageTotals(), +)
            html.span(.class("s"), .id("board-total"), .data("live-region")) { html in
                html.span(t(Message("{count} open deal", "{count} open deals", count: open.count)), .class("muted"))
                html.text(" · ")
                html.b(wording.amount(open), .class("number"))
            }
        }
    }

    /// The filter read back as a sentence, with the way out of it.
    private func filterChip(_ html: inout HTML, _ context: Context) {
        guard query["where"] != nil || query["view"] != nil else { return }
        let t = context.t
        let sentence = question.viewName ?? t("Filtered")
        let without = query.setting("where", to: nil).setting("view", to: nil)
        html.span(.class("chip")) { html in
            html.a(.href("/opportunities" + suffix(query))) { html in
                html.icon("list-filter", .small)
                html.span(sentence)
            }
            html.a(.href(address + suffix(without)), .aria("label", t("Remove the filter"))) { $0.icon("x", .small) }
        }
    }
}
