import Localisation
import Records
import Storage
import Web

/// A role as it is set up: how far each act reaches for each kind of record, which fields are hidden, what else is
/// allowed. A form that works without script.
struct RolePage: Sendable {
    let role: Role
    let holders: Int
    let permissions: [(name: String, sentence: Message)]
    let context: Context
    var refusal: Refusal?

    private var t: Translator { context.t }
    private var address: String { "/settings/roles/\(role.id.number)" }
    private var matrix: RoleMatrix { RoleMatrix(context.schema) }

    func write(_ html: inout HTML) {
        head(&html)
        html.form(
            .class("stack wizard"), .style("min-width:0"), .method("post"), .action(address), .data("keep")
        ) { html in
            html.csrfField(context.csrfToken ?? "")
            refused(&html)
            names(&html)
            if role.isAdministrator {
                html.notice(t("This role may do everything, today and with everything that is added later."))
            } else {
                html.card(t("Records")) { rights(&$0) }
                html.card(t("Fields")) { fields(&$0) }
                html.card(t("Permissions")) { others(&$0) }
            }
            html.div(.class("row wrap")) { html in
                html.action(Action(t("Save"), icon: "check", look: .primary, submit: true))
            }
        }
        html.hr()
        ending(&html)
    }

    private func head(_ html: inout HTML) {
        html.div(.class("row wrap")) { html in
            html.span(
                t(Message("{count} person has this role", "{count} people have this role", count: holders)),
                .class("grow muted s"))
            html.action(
                Action(t("What would this role see?"), icon: "eye", small: true, href: address + "/preview"))
        }
    }

    private func refused(_ html: inout HTML) {
        guard let refusal else { return }
        html.div(.class("summary"), .role("alert")) { html in
            html.p(t(refusal.message), .class("strong"))
            html.ul { html in for field in refusal.fields { html.li(t(field.message)) } }
        }
    }

    private func names(_ html: inout HTML) {
        let name = FieldSpec(name: "name", label: Message("Name"), shape: .text, traits: [.required, .max(120)])
        let description = FieldSpec(
            name: "description", label: Message("Description"), shape: .longText, traits: [.max(2000)])
        html.div(.class("form two")) { html in
            html.field(FormField(name, text: role.name), t)
            html.field(FormField(description, text: role.description ?? ""), t)
        }
    }

    // Kinds and acts

    private func rights(_ html: inout HTML) {
        html.p(
            t(
                "Own: theirs, and what is shared with them. Team: of the people in their team. Teams below: of the "
                    + "team and of every team below it. Notes, activities and files are seen with what they are about."
            ), .class("s muted"))
        html.div(
            .class("scroll"), .style("max-height:none"), .role("group"), .aria("label", t("Records")), .tabindex(0)
        ) { html in
            html.table(.class("table plain")) { html in
                html.thead { html in
                    html.tr { html in
                        html.th(t("Records"), .attribute("scope", "col"))
                        for act in RoleMatrix.acts { html.th(t(act.label), .attribute("scope", "col")) }
                    }
                }
                html.tbody { html in
                    for kind in matrix.kinds { row(kind, &html) }
                    line(
                        RoleRight.everyKind, t("Every other kind of record"),
                        RoleMatrix.every(in: role) ?? RoleRight(), isShown: false, &html)
                }
            }
        }
    }

    private func row(_ kind: Kind, _ html: inout HTML) {
        line(
            kind.name, t(kind.pluralLabel), RoleMatrix.line(kind, in: role), isShown: RoleMatrix.isShownToAll(kind),
            &html)
    }

    private func line(_ entity: String, _ name: String, _ right: RoleRight, isShown: Bool, _ html: inout HTML) {
        html.tr { html in
            html.th(name, .attribute("scope", "row"))
            for act in RoleMatrix.acts {
                html.td(.style("padding-inline:3px;height:38px")) { html in
                    if isShown, act.name == "read" { return html.span(t(RightScope.all.word), .class("muted")) }
                    let label = Message(
                        "{kind}: {act}", ["kind": .text(name), "act": .text(t(act.label))])
                    html.select(
                        .class("input"), .name("right[\(entity)].\(act.name)"), .aria("label", t(label)),
                        .style("min-width:104px")
                    ) { html in
                        for scope in RightScope.allCases {
                            html.option(
                                t(scope.word), .value(scope.rawValue),
                                .selected(scope == right[act.name]))
                        }
                    }
                }
            }
        }
    }

    // Fields

    private func fields(_ html: inout HTML) {
        html.p(
            t("A hidden field does not exist for these people: not in lists, filters, search, exports nor history."),
            .class("s muted"))
        for kind in matrix.kinds where !Rights.structure.contains(kind.name) {
            let narrowed = role.fieldRights.filter { $0.entity == kind.name }.count
            html.details { html in
                html.summary(.style("padding-block:4px")) { html in
                    html.span(t(kind.pluralLabel))
                    if narrowed > 0 {
                        html.text(" ")
                        html.span(
                            t(Message("{count} narrowed", "{count} narrowed", count: narrowed)), .class("muted xs"))
                    }
                }
                html.div(.class("choices")) { html in
                    for field in RoleMatrix.fields(of: kind) { self.field(field, kind, &html) }
                }
            }
        }
    }

    private func field(_ field: (name: String, label: Message, isWritten: Bool), _ kind: Kind, _ html: inout HTML) {
        let name = "field[\(kind.name)].\(field.name)", access = RoleMatrix.access(kind, field.name, in: role)
        html.div(.class("field")) { html in
            html.label(t(field.label), .for(name))
            html.select(.class("input"), .id(name), .name(name)) { html in
                for choice in [FieldAccess.write, .read, .hidden] {
                    if choice == .hidden, field.name == kind.title { continue }
                    if choice == .read, !field.isWritten { continue }
                    let label = choice == .write && !field.isWritten ? FieldAccess.read.label : choice.label
                    html.option(t(label), .value(choice.rawValue), .selected(choice == access))
                }
            }
        }
    }

    private func others(_ html: inout HTML) {
        let given = Set(role.permissions.map(\.permission))
        for permission in permissions {
            html.label(.class("tick")) { html in
                html.input(
                    .type("checkbox"), .name("permission"), .value(permission.name),
                    .checked(given.contains(permission.name)))
                html.span(t(permission.sentence))
            }
        }
    }

    private func ending(_ html: inout HTML) {
        html.div(.class("row wrap")) { html in
            html.postButton(
                Action(t("Copy this role"), icon: "copy"), to: address + "/copy", csrf: context.csrfToken ?? "",
                ajax: false)
            if !role.isAdministrator, holders == 0 {
                html.postButton(
                    Action(t("Delete this role"), icon: "trash-2", look: .danger), to: address + "/delete",
                    csrf: context.csrfToken ?? "", ajax: false)
            }
        }
    }
}

extension RightScope {
    /// One word, for a narrow column.
    var word: String {
        // translated
        switch self {
        case .none: "None"
        case .own: "Own"
        case .team: "Team"
        case .subtree: "Teams below"
        case .all: "All"
        }
    }
}
