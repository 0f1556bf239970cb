import Localisation
import Records
import Storage

/// With whom a record is shared, and a form to share it further.
struct SharePage: Sendable {
    private struct Line: Sendable {
        let share: Share
        let name: String
        let by: String?
        /// One's own shares, those one made, and all for whoever may change the record.
        let mayTakeBack: Bool
    }

    let title: String
    var refusal: Message?
    private let address: String
    private let lines: [Line]
    private let people: [(value: String, name: String)]
    private let teams: [(value: String, name: String)]
    private let mayChange: Bool
    private let t: Translator
    private let csrf: String

    init(_ id: Int64, of kind: Kind, _ context: Context, in transaction: Transaction) throws {
        let record = try transaction.record(id, of: kind)
        t = context.t
        csrf = context.csrfToken ?? ""
        title = record.shownTitle(in: kind, context.t)
        address = "/\(kind.plural)/\(id)/shares"
        mayChange = try transaction.allowed([id], of: kind, to: .change).contains(id)
        let shares = try transaction.shares(of: id, kind), mayChange = mayChange
        let named = try transaction.titles(
            Set(shares.map(\.holder.reference) + shares.compactMap { $0.by.map { Reference(kind: "user", id: $0) } }))
        lines = shares.map { share in
            Line(
                share: share, name: named[share.holder.reference] ?? context.t("Somebody"),
                by: share.by.flatMap { named[Reference(kind: "user", id: $0)] },
                mayTakeBack: mayChange || share.holder == .user(transaction.viewer.user)
                    || share.by == transaction.viewer.user)
        }
        let taken = Set(shares.filter { $0.mayChange || !mayChange }.map(\.holder.reference))
        people = try SharePage.choices("user", transaction).filter { !taken.contains($0.reference) }
            .filter { $0.reference.id != transaction.viewer.user }.map { ($0.value, $0.name) }
        teams = try SharePage.choices("team", transaction).filter { !taken.contains($0.reference) }
            .map { ($0.value, $0.name) }
    }

    private struct Choice {
        let reference: Reference
        let name: String
        var value: String { "\(reference.kind):\(reference.id)" }
    }

    private static func choices(_ name: String, _ transaction: Transaction) throws -> [Choice] {
        guard let kind = transaction.schema[name] else { return [] }
        let active: Condition =
            kind["is_active"] == nil ? .everything : .test(path: ["is_active"], .equals(.boolean(true)))
        return try transaction.all(kind, where: active)
            .map { Choice(reference: Reference(kind: name, id: $0.id), name: $0.title(in: kind)) }
            .sorted { (folded($0.name), $0.reference.id) < (folded($1.name), $1.reference.id) }
    }

    func write(_ html: inout HTML) {
        html.div(.class("stack")) { html in
            if let refusal { html.notice(t(refusal), .bad) }
            if lines.isEmpty { html.p(t("Not shared with anybody yet."), .class("muted")) }
            html.ul(.class("stack"), .id("shares")) { html in
                for line in lines { html.li(.class("row wrap")) { self.line(line, &$0) } }
            }
            form(&html)
        }
    }

    private func line(_ line: Line, _ html: inout HTML) {
        html.icon(line.share.holder.reference.kind == "team" ? "users" : "user", .small)
        html.span(line.name, .class("strong"))
        html.badge(Badge(line.share.mayChange ? t("sees and changes it") : t("sees it")))
        let since = t.instant(line.share.since)
        html.span(line.by.map { "\($0) · \(since)" } ?? since, .class("muted xs grow"))
        guard line.mayTakeBack else { return }
        html.postButton(
            Action(t("Take back"), icon: "x", look: .quiet, small: true), to: "\(address)/\(line.share.id)/delete",
            csrf: csrf, ajax: false)
    }

    private func form(_ html: inout HTML) {
        html.form(.class("stack"), .method("post"), .action(address), .data("ajax")) { html in
            html.csrfField(csrf)
            html.refusals(nil, [], t)
            html.div(.class("field"), .data("field", "with")) { html in
                html.label(t("Share with"), .for("share-with"))
                html.select(.class("input"), .id("share-with"), .name("with"), .required()) { html in
                    html.option(t("Choose a person or a team"), .value(""))
                    group(t("People"), people, &html)
                    group(t("Teams"), teams, &html)
                }
                html.refusalPlace(id: nil, nil)
            }
            html.div(.class("field")) { html in
                html.label(t("Who may"), .for("share-may"))
                html.select(.class("input"), .id("share-may"), .name("may")) { html in
                    html.option(t("see it"), .value("see"))
                    if mayChange { html.option(t("see and change it"), .value("change")) }
                }
            }
            html.div(.class("row")) { html in
                html.action(Action(t("Share", context: "verb"), icon: "share-2", look: .primary, submit: true))
            }
        }
    }

    private func group(_ label: String, _ choices: [(value: String, name: String)], _ html: inout HTML) {
        guard !choices.isEmpty else { return }
        html.element("optgroup", [.attribute("label", label)]) { html in
            for choice in choices { html.option(choice.name, .value(choice.value)) }
        }
    }
}
