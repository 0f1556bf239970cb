import Localisation
import Records
import Storage
import Web

/// All source files that somebody sees, newest first, and the form that sends one.
struct InventoryListPage: Sendable {
    private let files: [SourceFile]
    private let owners: [Reference: String]
    private let next: String?
    var refusal: Refusal?

    static func load(after: String?, in transaction: Transaction) throws -> InventoryListPage {
        let kind = transaction.schema.kind(of: SourceFile.self)
        var query = ListQuery(.everything, sort: [.init("created_at", descending: true)], limit: 50)
        if let after { query.after = try transaction.cursor(after, for: kind, sort: query.sort) }
        let page = try transaction.page(kind, query)
        let files = try page.records.map { try SourceFile($0, kind: kind) }
        return InventoryListPage(
            files: files,
            owners: try transaction.titles(
                files.compactMap { $0.owner.map { Reference(kind: "user", id: $0.number) } }),
            next: page.next?.text)
    }

    func answer(_ request: Request, _ context: Context) -> Response {
        let t = context.t, title = t("Source files")
        return PageFrame(request, context).page(title, status: refusal == nil ? 200 : 422) { html in
            html.topbar(parent: t("Quality"), href: CockpitPages.path, title: title, t) { html in
                html.action(
                    Action(t("As a list"), icon: "list", look: .quiet, small: true, href: "/\(SourceFile.plural)"))
            }
            html.div(.class("content padded stack quality")) { html in
                html.p(
                    t(
                        "Before a take-over: which files hold customers, how good each is, and whether it is kept, "
                            + "repaired first or dropped."), .class("prose muted"))
                if let refusal { html.notice(t(refusal.message), .bad) }
                if context.schema[SourceFile.name].map({ context.viewer.may(.create, $0) }) ?? false {
                    send(&html, context)
                }
                if files.isEmpty {
                    html.emptyState(t("No source file has been taken in yet."), icon: SourceFile.icon)
                } else {
                    table(&html, context)
                }
                if let next {
                    html.p { $0.a(t("Show older"), .class("link"), .href("\(InventoryPages.path)?after=\(next)")) }
                }
            }
        }
    }

    private func send(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.card(t("Measure a file")) { html in
            html.fileForm(
                to: InventoryPages.path, hint: t("CSV, TSV, XLSX, XLS or ODS."),
                accept: ".csv,.tsv,.txt,.xlsx,.xls,.ods,.xlsb",
                button: Action(t("Measure it"), icon: "arrow-right", look: .primary, submit: true),
                csrf: context.csrfToken ?? "", t
            ) { html in
                html.field(
                    FormField(
                        FieldSpec(
                            name: "system", label: Message("System of origin"), shape: .text,
                            traits: [.max(120), .help("Such as the old CRM, the accounts, somebody’s address book.")])),
                    t)
            }
        }
    }

    private func table(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.div(.class("scroll")) { html in
            html.table(.class("table plain"), .aria("label", t("Source files"))) { html in
                html.thead { html in
                    html.tr { html in
                        for label in [
                            t("File"), t("System of origin"), t("Owner"), t("Rows"), t("Filled in"), t("Valid"),
                            t("Doubles"), t("Decision"),
                        ] { html.th(label, .attribute("scope", "col")) }
                    }
                }
                html.tbody { html in for file in files { row(file, &html, t) } }
            }
        }
    }

    private func row(_ file: SourceFile, _ html: inout HTML, _ t: Translator) {
        html.tr { html in
            html.th(.attribute("scope", "row")) {
                $0.a(file.name, .class("link cut"), .href("\(InventoryPages.path)/\(file.id.number)"))
            }
            html.td(file.system ?? "")
            html.td(file.owner.flatMap { owners[Reference(kind: "user", id: $0.number)] } ?? "")
            guard file.state == .measured else {
                html.td(.attribute("colspan", "4")) {
                    $0.badge(Badge(t(file.state.label), file.state == .failed ? .bad : .neutral))
                }
                html.td { $0.badge(InventoryWords.badge(file.decision, t)) }
                return
            }
            html.td(file.rowCount.map { t.number($0) } ?? "", .class("amount"))
            html.td(InventoryWords.percent(file.completeness, t), .class("amount"))
            html.td(InventoryWords.percent(file.validity, t), .class("amount"))
            html.td(
                t(
                    Message(
                        "{inside} inside, {base} with the base",
                        ["inside": .number(file.doublesInside ?? 0), "base": .number(file.doublesInBase ?? 0)])))
            html.td { $0.badge(InventoryWords.badge(file.decision, t)) }
        }
    }
}

/// How source files are spoken of.
enum InventoryWords {
    static func percent(_ share: Int?, _ t: Translator) -> String {
        share.map { t(Message("{share} %", ["share": .number($0)])) } ?? "–"
    }

    static func badge(_ decision: SourceDecision, _ t: Translator) -> Badge {
        switch decision {
        case .open: Badge(t(decision.label))
        case .keep: Badge(t(decision.label), .good, icon: "check")
        case .repair: Badge(t(decision.label), .warn, icon: "wand-sparkles")
        case .drop: Badge(t(decision.label), .bad, icon: "x")
        }
    }
}
