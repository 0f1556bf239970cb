import Activities
import Localisation
import People
import Records
import Storage
import Web

/// Groups of companies on the screen: what they bring together on a company's page, the tree, the group as one
/// customer, and moving a branch.
enum GroupPages {
    static func register(in registry: inout Registry, _ timeline: Timeline) {
        registry.panels[Account.name, default: []].insert(panel, at: 0)
        registry.routes.get("/accounts/:id/group", [], tree)
        registry.routes.get("/accounts/:id/group/whole") { try await whole($0, $1, timeline) }
        registry.routes.get("/accounts/:id/move", [], askParent)
        registry.routes.post("/accounts/:id/parent", [], move)
    }

    /// On the page of a company that belongs to a group: two queries, and none for one that stands alone.
    private static let panel = Panel("group", column: .later) { record, kind, context, transaction in
        guard transaction.subtree(of: kind) != nil else { return nil }
        let hasParent = !record.value("parent", in: kind).isNull
        guard let rollUp = try GroupRollUp.load(record.id, evenAlone: hasParent, in: transaction) else { return nil }
        var html = HTML()
        html.div(.id("account-group"), .data("live-region")) { html in
            html.heading(context.t("Group"))
            GroupSwitch(account: record.id, here: .company).write(&html, context.t)
            rollUp.render(&html, context)
        }
        return html
    }

    @Sendable private static func tree(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: Account.plural), id = try request.identifier()
        let page = try await context.read { GroupTreePage(tree: try GroupTree.load(id, in: $0)) }
        context.note(.opened, kind, id)
        return PageFrame(request, context, live: "/live").page(page.title) { page.write(&$0, context) }
    }

    @Sendable private static func whole(
        _ request: Request, _ context: Context, _ timeline: Timeline
    ) async throws -> Response {
        let kind = try context.kind(plural: Account.plural), id = try request.identifier()
        let mark = request.query["before"].flatMap { Timeline.Mark($0) }
        let page = try await context.read {
            try GroupWholePage.load(id, timeline, before: mark, context, in: $0)
        }
        if request.isFetched, mark != nil { return .fragment { page.writeOlder(&$0, context) } }
        context.note(.opened, kind, id)
        return PageFrame(request, context, live: "/live").page(page.title) { page.write(&$0, context) }
    }

    // Moving a branch

    @Sendable private static func askParent(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        return try await form(id, request, context, nil)
    }

    private static func form(
        _ id: Int64, _ request: Request, _ context: Context, _ refusal: Refusal?
    ) async throws -> Response {
        _ = try context.kind(plural: Account.plural)
        let form = try await context.read { try BranchForm.load(id, in: $0) }
        let t = context.t, status = refusal == nil ? 200 : 422
        if request.isFetched {
            return .fragment(status: status) { html in
                html.sheetFragment(title: t("Move"), t) { form.write(&$0, refusal, context) }
            }
        }
        return PageFrame(request, context).page(t("Move"), status: status) { html in
            html.topbar(parent: form.name, href: "/accounts/\(id)/group", title: t("Move"), t)
            html.div(.class("content padded")) { html in
                html.div(.class("narrow")) { form.write(&$0, refusal, context) }
            }
        }
    }

    /// `parent`, empty for none, and perhaps `version`; from the form, a drag, or the address (so that undoing is one
    /// POST).
    @Sendable private static func move(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        var sent = request.query
        if request.contentType == "application/x-www-form-urlencoded" {
            sent = Form(try await request.form().items + request.query.items)
        }
        do {
            let moved = try await context.write { [sent] in try BranchMove(id, sent).perform(in: $0) }
            let words: Message =
                moved.above.map {
                    Message("“{name}” now belongs to {above}.", ["name": .text(moved.name), "above": .text($0)])
                }
                ?? Message("“{name}” now stands alone.", ["name": .text(moved.name)])
            let toast = Toast(context.t(words), undo: moved.undo)
            if request.isFetched || request.wantsJSON {
                return Response.json(.record(["id": .text(String(id)), "version": .text(String(moved.version))]))
                    .announcing(toast)
            }
            return Response.redirect(request.back(sent, or: "/accounts/\(id)/group")).saying(toast)
        } catch let refusal as Refusal
            where !request.isFetched && !request.wantsJSON && refusal.type == .invalidRequest
        {
            return try await form(id, request, context, refusal)
        }
    }
}

/// A company put under another one, by the one write path.
struct BranchMove: Sendable {
    struct Moved: Sendable {
        let name: String
        let above: String?
        let version: Int64
        let undo: String
    }

    private let account: Int64
    private let parent: Int64?
    private let version: Int64?

    init(_ account: Int64, _ form: Form) throws(Refusal) {
        self.account = account
        version = form["version"].flatMap { Int64($0) }
        let text = form["parent"] ?? ""
        parent = Int64(text)
        let typed = (form["parent_text"] ?? "").trimmingWhitespace()
        guard form["parent"] != nil, parent != nil || text.isEmpty && typed.isEmpty else {
            throw Refusal(fields: [
                FieldRefusal("parent", code: "unknown_record", Message("Choose a company from the list."))
            ])
        }
    }

    func perform(in transaction: Transaction) throws -> Moved {
        let kind = transaction.schema.kind(of: Account.self)
        let before = try transaction.record(account, of: kind)
        var draft = Draft(id: account, fields: ["parent": [parent.map(Value.integer) ?? .null]])
        draft.expectedVersion = version
        try transaction.save(draft, as: kind)
        let after = try transaction.record(account, of: kind)
        let above = try parent.map { try transaction.titles([Reference(kind: Account.name, id: $0)]) } ?? [:]
        let old = before.value("parent", in: kind).integer.map(String.init) ?? ""
        return Moved(
            name: after.title(in: kind), above: above.values.first, version: after.version,
            undo: "/accounts/\(account)/parent?parent=\(old)&version=\(after.version)")
    }
}

/// Under which company a branch is to stand.
struct BranchForm: Sendable {
    let account: Int64
    let name: String
    private let parent: Int64?
    private let parentName: String?
    private let version: Int64

    static func load(_ id: Int64, in transaction: Transaction) throws -> BranchForm {
        let kind = transaction.schema.kind(of: Account.self)
        let record = try transaction.record(id, of: kind)
        guard try transaction.allowed([id], of: kind, to: .change).contains(id),
            let field = kind["parent"], transaction.viewer.mayWrite(field, of: kind)
        else { throw Refusal.notAllowed(to: .change) }
        let parent = record.value("parent", in: kind).integer
        let titles = try parent.map { try transaction.titles([Reference(kind: Account.name, id: $0)]) } ?? [:]
        return BranchForm(
            account: id, name: record.title(in: kind), parent: parent, parentName: titles.values.first,
            version: record.version)
    }

    func write(_ html: inout HTML, _ refusal: Refusal?, _ context: Context) {
        let t = context.t
        html.form(.class("stack"), .method("post"), .action("/accounts/\(account)/parent"), .data("ajax")) { html in
            html.csrfField(context.csrfToken ?? "")
            html.input(.type("hidden"), .name("version"), .value(String(version)))
            html.refusals(nil, [], t)
            html.p(
                t(Message("All that belongs to “{name}” moves along.", ["name": .text(name)])), .class("s muted"))
            var field = FormField(
                FieldSpec(name: "parent", label: Message("Parent account"), shape: .link(Account.name)),
                text: parentName == nil ? "" : parent.map(String.init) ?? "", linkTitle: parentName ?? "")
            field.picker = "/pick/\(Account.name)"
            field.error = refusal.map { t($0.fields.first?.message ?? $0.message) }
            field.hasFocus = true
            html.field(field, t)
            html.div(.class("row wrap")) { html in
                html.action(Action(t("Move"), icon: "git-branch", look: .primary, submit: true))
            }
        }
        if parent != nil {
            html.postButton(
                Action(t("It belongs to nobody"), icon: "x", look: .quiet, small: true),
                to: "/accounts/\(account)/parent?parent=&version=\(version)", csrf: context.csrfToken ?? "")
        }
    }
}
