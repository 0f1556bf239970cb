import Activities
import Localisation
import Records
import Storage
import Web

/// Leads as columns by status: what is new and how long it has waited, what is being spoken about, what is ripe.
struct LeadBoard: Sendable {
    static let path = "/lead-board"
    private static let shown = 40
    private static let columns: [LeadStatus] = [.new, .recycled, .contacted, .qualified]

    private let leads: [LeadStatus: [Lead]]
    /// Where the cards of a column end that did not all fit.
    private let ends: [LeadStatus: Cursor]
    private let counts: [LeadStatus: (all: Int, late: Int)]
    private let pulses: [Int64: ActivityPulse]
    private let owners: [Reference: String]
    private let query: Form

    static func register(in registry: inout Registry) {
        registry.boards[Lead.name] = Board(path: path)
        // The newest of each column first.
        registry.storage.index(Lead.self, "lead_board", ["status", "received_at", "id"])
        registry.routes.get(path, [], show)
        registry.routes.get(path + "/columns/:status", [], more)
        registry.routes.post("/leads/:id/status", [], move)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        _ = try context.kind(plural: Lead.plural)
        let query = parameters(request.query)
        let page = try await context.read { try LeadBoard.load(query, in: $0) }
        return PageFrame(request, context, live: "/live?topics=lead").page(context.t(Lead.pluralLabel)) {
            page.render(&$0, context)
        }
    }

    private static func parameters(_ query: Form) -> Form {
        Form(query.items.filter { $0.name != "stage" && $0.name != "after" })
    }

    /// Five questions, whatever the number of leads; one for the further cards of a column.
    static func load(
        _ query: Form, only: LeadStatus? = nil, after: String? = nil, in transaction: Transaction
    ) throws -> LeadBoard {
        let kind = transaction.schema.kind(of: Lead.self)
        let question = try ListQuestion(kind, query, besides: ["board", "back", "_csrf"], in: transaction)
        var leads: [LeadStatus: [Lead]] = [:], ends: [LeadStatus: Cursor] = [:]
        for status in only.map({ [$0] }) ?? columns {
            var page = ListQuery(
                question.condition.and(.test(path: ["status"], .equals(.text(status.rawValue)))),
                sort: [.init("received_at", descending: true)], limit: shown)
            page.withParts = false
            if let after { page.after = try transaction.cursor(after, for: kind, sort: page.sort) }
            let found = try transaction.page(kind, page)
            leads[status] = try found.records.map { try Lead($0, kind: kind) }
            ends[status] = found.next
        }
        let all = leads.values.flatMap(\.self)
        return LeadBoard(
            leads: leads, ends: ends, counts: only == nil ? try counts(kind, question.condition, transaction) : [:],
            pulses: try ActivityPulse.of(all.map(\.id.number), kind, in: transaction),
            owners: try transaction.titles(
                Set(all.compactMap { $0.owner.map { Reference(kind: "user", id: $0.number) } })),
            query: query)
    }

    private static func counts(
        _ kind: Kind, _ condition: Condition, _ transaction: Transaction
    ) throws -> [LeadStatus: (all: Int, late: Int)] {
        let place = ConditionCompiler.Place(kind)
        let predicate = try transaction.refusing { () throws(ConditionFault) in
            try transaction.compiler.predicate(condition, at: place)
        }
        let filter = predicate.map { " AND \($0)" as SQL } ?? ""
        var counts: [LeadStatus: (all: Int, late: Int)] = [:]
        for row in try transaction.connection.rows(
            """
            SELECT \(place.column("status")), COUNT(*),
            SUM(CASE WHEN \(place.column("first_responded_at")) IS NULL
            AND \(place.column("respond_by")) < \(transaction.now) THEN 1 ELSE 0 END)
            FROM \(place.from) WHERE \(place.column("status")) IN (\(LeadStatus.openSQL))\(filter)
            GROUP BY \(place.column("status"))
            """, .text, .integer, .integer)
        {
            guard let status = row[0].text.flatMap({ LeadStatus(rawValue: $0) }) else { continue }
            counts[status] = (Int(row[1].integer ?? 0), Int(row[2].integer ?? 0))
        }
        return counts
    }

    /// The cards that did not fit: a fragment that takes the place of its button. Without script it is a page of its
    /// own.
    @Sendable private static func more(_ request: Request, _ context: Context) async throws -> Response {
        _ = try context.kind(plural: Lead.plural)
        guard let status = LeadStatus(rawValue: request.parameter("status")), columns.contains(status) else {
            throw Refusal.notFound()
        }
        guard let after = request.query["after"] else { return .redirect(path) }
        let query = parameters(request.query)
        let board = try await context.read { try LeadBoard.load(query, only: status, after: after, in: $0) }
        let cards = (board.leads[status] ?? []).map { board.card($0, context) }, more = board.more(status)
        if request.isFetched { return .fragment { $0.boardCards(cards, more: more, context.t) } }
        let name = context.t(status.label)
        return PageFrame(request, context).page(name) { html in
            html.topbar(parent: context.t(Lead.pluralLabel), href: path, title: name, context.t)
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack")) { $0.boardCards(cards, more: more, context.t) }
            }
        }
    }

    private func more(_ status: LeadStatus) -> String? {
        ends[status].map {
            LeadBoard.path + "/columns/\(status.rawValue)" + suffix(query.setting("after", to: $0.text))
        }
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t, mayAdd = context.schema[Lead.name].map { context.viewer.may(.create, $0) } ?? false
        html.topbar(title: t(Lead.pluralLabel)) { html in
            html.span("", .class("grow"))
            html.segments(
                t("Layout"),
                [
                    (t("List"), "list", "/leads" + suffix(query), false),
                    (t("Board"), "kanban", LeadBoard.path + suffix(query), true),
                ])
            guard mayAdd else { return }
            html.action(
                Action(
                    t(Message("New: {kind}", ["kind": .message(Message(Lead.label))])), icon: "plus", look: .primary,
                    key: "n", href: "/leads/new"))
        }
        html.div(.class("toolbar")) { html in
            chip(t("Mine only"), "user", "owner[is_me]", "true", &html)
            chip(t("In the pool"), "inbox", "owner[empty]", "true", &html)
        }
        let columns = LeadBoard.columns.enumerated().map { index, status in
            let count = counts[status] ?? (0, 0)
            var column = BoardColumn(
                stage: status.rawValue, name: t(status.label), size: t.number(count.all), amount: late(count.late, t),
                weighted: nil, meter: 0, hue: index + 1,
                cards: (leads[status] ?? []).map { card($0, context) }, more: more(status))
            if mayAdd, status == .new { column.add = "/leads/new?dialog=1" }
            return column
        }
        html.board(
            columns,
            zones: [
                DropZone(
                    stage: LeadStatus.converted.rawValue, label: t("Convert"), icon: "arrow-right", tone: .good,
                    sheet: "/leads/{id}/convert"),
                DropZone(
                    stage: LeadStatus.lost.rawValue, label: t(LeadStatus.lost.label), icon: "circle-x", tone: .bad),
            ], assets: PageFrame.assets, t)
    }

    private func late(_ count: Int, _ t: Translator) -> String {
        count == 0 ? "" : t(Message("{count} late", "{count} late", count: count))
    }

    private func suffix(_ form: Form) -> String { form.items.isEmpty ? "" : "?" + form.encoded }

    private func chip(_ label: String, _ icon: String, _ name: String, _ value: String, _ html: inout HTML) {
        let isOn = query[name] == value
        let link = LeadBoard.path + suffix(query.setting(name, to: isOn ? nil : value))
        html.a(.class("chip"), .href(link), .aria("current", isOn ? "true" : nil)) { html in
            html.span { html in
                html.icon(icon, .small)
                html.text(label)
            }
        }
    }

    private func card(_ lead: Lead, _ context: Context) -> BoardCard {
        let t = context.t, path = "/leads/\(lead.id.number)"
        var card = BoardCard(
            id: lead.id.number, title: lead.name, href: path, move: path + "/status",
            company: lead.company == lead.name ? nil : lead.company,
            owner: lead.owner.flatMap { owners[Reference(kind: "user", id: $0.number)] })
        let clock = ResponseClock(lead, context.workspace.settings, now: context.now)
        if lead.firstRespondedAt == nil, let clock {
            card.next = clock.badge(t)
            if case .late = clock.state { card.isRotting = true }
        } else {
            card.next = (pulses[lead.id.number] ?? ActivityPulse()).badge(t, today: context.today)
        }
        if let source = lead.source { card.tags.append(Badge(source)) }
        if lead.account != nil || lead.contact != nil {
            card.tags.append(Badge(t("Known customer"), .accent, icon: "building-2"))
        }
        if lead.owner == nil { card.tags.append(Badge(t("In the pool"), .warn, icon: "inbox")) }
        if let at = lead.receivedAt { card.days = (t.relative(at, now: context.now), t.instant(at)) }
        return card
    }

    /// A card dragged to another column, or let fall on “Lost”.
    @Sendable private static func move(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier(), form = try await request.form()
        let sent = form["stage"] ?? request.query["stage"]
        guard let status = sent.flatMap({ LeadStatus(rawValue: $0) }) else {
            throw Refusal(fields: [FieldRefusal("stage", code: "required", Message("Say to which column it moves."))])
        }
        if status == .converted {
            throw Refusal(
                code: "verb_needs", Message("Say what the lead becomes."),
                details: ["verb": "convert", "sheet": .text("/leads/\(id)/convert")])
        }
        let (name, old, columns) = try await context.write { transaction -> (String, LeadStatus, JSON) in
            let kind = transaction.schema.kind(of: Lead.self), lead = try transaction.find(ID<Lead>(id))
            try transaction.save(Draft(id: id, fields: ["status": status.values]), as: kind)
            let board = try LeadBoard.load(Form(), in: transaction)
            let heads = LeadBoard.columns.map { status -> JSON.Member in
                let count = board.counts[status] ?? (0, 0)
                return .init(
                    status.rawValue,
                    .record([
                        "size": .text(context.t.number(count.all)), "amount": .text(board.late(count.late, context.t)),
                        "weighted": .text(""), "meter": .number("0"),
                    ]))
            }
            return (lead.name, lead.status, .object(heads))
        }
        let words = Message(
            "“{record}” is now in {stage}.", ["record": .text(name), "stage": .message(Message(status.label))])
        let toast = Toast(context.t(words), undo: "/leads/\(id)/status?stage=\(old.rawValue)")
        if request.isFetched || request.wantsJSON {
            return .json(.record(["columns": columns, "id": .text(String(id))])).announcing(toast)
        }
        return Response.redirect(request.back(form, or: LeadBoard.path)).saying(toast)
    }
}
