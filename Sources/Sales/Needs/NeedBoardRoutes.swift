import Localisation
import Records
import Storage
import Web

/// The board of needs over HTTP: the page, the next cards of a column, and a card that moves.
enum NeedBoardRoutes {
    static func register(in registry: inout Registry) {
        registry.boards[Need.name] = Board(path: NeedBoard.path)
        registry.routes.get(NeedBoard.path, [], show)
        registry.routes.get(NeedBoard.path + "/cards", [], more)
        registry.routes.post("/needs/:id/status", [], move)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: Need.plural), query = request.query, t = context.t
        let board = try await context.read { try NeedBoard.load(where: query, in: $0) }
        context.note(.listed, kind, condition: board.question.condition)
        let wording = NeedBoardWording(context: context, query: query, kind: kind)
        return PageFrame(request, context, live: "/live?topics=need").page(t(kind.pluralLabel)) { html in
            html.topbar(title: t(kind.pluralLabel)) { html in
                html.span("", .class("grow"))
                html.segments(
                    t("Layout"),
                    [
                        (t("List"), "list", "/needs" + wording.suffix, false),
                        (t("Board"), "kanban", NeedBoard.path + wording.suffix, true),
                    ])
                guard context.viewer.may(.create, kind) else { return }
                html.action(
                    Action(
                        t(Message("New: {kind}", ["kind": .message(kind.label)])), icon: "plus", look: .primary,
                        key: "n", href: "/needs/new"))
            }
            wording.toolbar(board, &html)
            html.board(board.columns.map { wording.column($0, board) }, zones: [], assets: PageFrame.assets, t)
        }
    }

    /// The cards that did not fit: a fragment that takes the place of its button; without script a page of its own.
    @Sendable private static func more(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: Need.plural), query = request.query, t = context.t
        guard let status = query["status"].flatMap({ NeedStatus(rawValue: $0) }),
            let from = query["from"].flatMap({ Int($0) }), (0...1_000_000).contains(from)
        else { return .redirect(NeedBoard.path) }
        let board = try await context.read { try NeedBoard.load([status], from: from, where: query, in: $0) }
        let column = NeedBoardWording(context: context, query: query, kind: kind).column(board.columns[0], board)
        if request.isFetched { return .fragment { $0.boardCards(column.cards, more: column.more, t) } }
        return PageFrame(request, context).page(t(status.label)) { html in
            html.topbar(parent: t("Board"), href: NeedBoard.path, title: t(status.label), t)
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack")) { $0.boardCards(column.cards, more: column.more, t) }
            }
        }
    }

    /// `stage` is the status: what the board sends for any card.
    @Sendable private static func move(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: Need.plural, to: .change), id = try request.identifier()
        let isForm = request.contentType == "application/x-www-form-urlencoded"
        let form = isForm ? Form(try await request.form().items + request.query.items) : request.query
        guard let status = form["stage"].flatMap({ NeedStatus(rawValue: $0) }) else {
            throw Refusal(fields: [FieldRefusal("stage", code: "required", Message("Say to which stage it moves."))])
        }
        let query = request.query.setting("stage", to: nil)
        let (title, before, board) = try await context.write { transaction in
            let record = try transaction.record(id, of: kind)
            let before = record.value("status", in: kind).text ?? NeedStatus.open.rawValue
            try transaction.save(Draft(id: id, fields: ["status": [.text(status.rawValue)]]), as: kind)
            return (record.title(in: kind), before, try NeedBoard.load(where: query, in: transaction))
        }
        let t = context.t, wording = NeedBoardWording(context: context, query: query, kind: kind)
        let words = Message(
            "“{record}” is now in {stage}.", ["record": .text(title), "stage": .text(t(status.label))])
        let toast = Toast(t(words), undo: "/needs/\(id)/status?stage=\(before)")
        let columns = board.columns.map { JSON.Member($0.status.rawValue, wording.json($0)) }
        if request.isFetched || request.wantsJSON {
            return .json(.record(["columns": .object(columns), "id": .text(String(id))])).announcing(toast)
        }
        return Response.redirect(request.back(form, or: NeedBoard.path)).saying(toast)
    }
}

/// Words for what the board of needs shows.
struct NeedBoardWording: Sendable {
    let context: Context
    let query: Form
    let kind: Kind

    private var t: Translator { context.t }
    private var own: Form { Form(query.items.filter { !["status", "from", "stage"].contains($0.name) }) }
    var suffix: String { own.items.isEmpty ? "" : "?" + own.encoded }

    func column(_ column: NeedBoard.Column, _ board: NeedBoard) -> BoardColumn {
        let all = board.columns.reduce(0) { $0 + $1.count }
        var shown = BoardColumn(
            stage: column.status.rawValue, name: t(column.status.label), size: t.number(column.count),
            amount: amount(column), weighted: nil, meter: all == 0 ? 0 : column.count * 100 / all,
            hue: column.status.hue, cards: column.needs.map { card($0, board) })
        if let next = column.next {
            let place = own.setting("status", to: column.status.rawValue).setting("from", to: String(next))
            shown.more = "\(NeedBoard.path)/cards?\(place.encoded)"
        }
        if column.status == .open, context.viewer.may(.create, kind) { shown.add = "/needs/new?dialog=1" }
        return shown
    }

    func json(_ column: NeedBoard.Column) -> JSON {
        .record(["size": .text(t.number(column.count)), "amount": .text(amount(column))])
    }

    private func amount(_ column: NeedBoard.Column) -> String {
        column.budgets.map {
            t.moneyRounded(Money(minor: $0, currency: context.workspace.settings.currency))
        } ?? "–"
    }

    private func card(_ need: Need, _ board: NeedBoard) -> BoardCard {
        let path = "/needs/\(need.id.number)"
        var card = BoardCard(
            id: need.id.number, title: need.title, href: path, move: path + "/status" + suffix,
            company: need.account.flatMap { board.accounts[$0.number] }, amount: need.budget.map { t.moneyRounded($0) })
        if need.priority != .normal { card.tags = [Badge(t(need.priority.label), need.priority.tone)] }
        if let day = need.wishedOn {
            let isLate = need.status == .open && day < context.today
            card.next = Badge(t.shortDay(day, today: context.today), isLate ? .bad : .neutral, icon: "calendar")
        }
        return card
    }

    func toolbar(_ board: NeedBoard, _ html: inout HTML) {
        html.div(.class("toolbar")) { html in
            html.form(
                .method("get"), .action(NeedBoard.path), .role("search"), .style("flex:none;width:190px")
            ) { html in
                for item in own.items where item.name != "q" {
                    html.input(.type("hidden"), .name(item.name), .value(item.value))
                }
                html.input(
                    .class("input"), .type("search"), .name("q"), .value(query["q"]),
                    .aria("label", t("Search in this board")), .placeholder(t("Search…")))
            }
            guard query["where"] != nil || query["view"] != nil else { return }
            let rest = own.setting("where", to: nil).setting("view", to: nil)
            let without = NeedBoard.path + (rest.items.isEmpty ? "" : "?" + rest.encoded)
            html.span(.class("chip")) { html in
                html.a(.href("/needs" + suffix)) { html in
                    html.icon("list-filter", .small)
                    html.span(board.question.viewName ?? t("Filtered"))
                }
                html.a(.href(without), .aria("label", t("Remove the filter"))) { $0.icon("x", .small) }
            }
        }
    }
}

extension NeedStatus {
    /// The colour of its column.
    fileprivate var hue: Int {
        switch self {
        case .open: 1
        case .answered: 4
        case .dropped: 6
        }
    }
}
