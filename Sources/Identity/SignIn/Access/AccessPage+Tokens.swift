import Localisation
import Records
import Web

// Tokens for programs: those there are, and a form for a new one.
extension AccessPage {
    func writeTokens(_ html: inout HTML) {
        html.spacedCard(t("Tokens for programs")) { html in
            if let made {
                html.notice(t("Copy this token now: it is never shown again."), .good)
                html.p { $0.code(made) }
            }
            if keys.tokens.isEmpty { html.p(t("No program has a token of yours."), .class("muted s")) }
            html.ul(.class("stack")) { html in for token in keys.tokens { html.li { write(token, &$0) } } }
            writeForm(&html)
        }
    }

    private func write(_ token: Token, _ html: inout HTML) {
        html.div(.class("row wrap")) { html in
            html.icon("key-round", .small)
            html.div(.class("grow")) { html in
                html.p(token.name, .class("s strong"))
                html.p(facts(token).joined(separator: " · "), .class("muted xs"))
            }
            if let end = token.expiresAt, end <= now { html.badge(Badge(t("Expired"), .warn)) }
            html.postButton(
                Action(t("Revoke"), look: .danger, small: true), to: "\(AccessPages.path)/tokens/\(token.id)/revoke",
                csrf: csrf, ajax: false)
        }
    }

    private func facts(_ token: Token) -> [String] {
        var facts = [t(Message("since {instant}", ["instant": .instant(token.madeAt)]))]
        facts.append(
            token.expiresAt.map { t(Message("until {instant}", ["instant": .instant($0)])) } ?? t("without end"))
        facts.append(
            token.usedAt.map { t(Message("last used {when}", ["when": .text(t.relative($0, now: now))])) }
                ?? t("never used"))
        facts.append(token.scope.isReadOnly ? t("reads only") : t("reads and writes"))
        if let names = token.scope.kinds {
            facts.append(t.list(names.map { name in kinds.first { $0.name == name }?.label ?? name }))
        }
        return facts
    }

    private func writeForm(_ html: inout HTML) {
        html.form(.class("form"), .method("post"), .action(AccessPages.path + "/tokens")) { html in
            html.csrfField(csrf)
            html.credential(
                "name", "text", t("Name of the program"), value: typed["name"] ?? "", complete: "off",
                error: error("name"))
            html.field(field("access", Message("It may"), .choice(accesses), "write"), t)
            html.field(field("expires", Message("It ends"), .choice(ends), String(TokenForm.usualDays)), t)
            html.field(field("expires_on", Message("Last day, if you choose one"), .day, ""), t)
            html.details(.class("field wide")) { html in
                html.summary(t("Only some kinds of record"))
                html.p(t("Tick none to allow every kind you may see yourself."), .class("help"))
                let ticked = Set(typed.all("kinds"))
                for kind in kinds {
                    html.label(.class("tick")) { html in
                        html.input(
                            .type("checkbox"), .name("kinds"), .value(kind.name), .checked(ticked.contains(kind.name)))
                        html.span(kind.label)
                    }
                }
            }
            html.div { $0.action(Action(t("Make a token"), icon: "plus", submit: true)) }
        }
    }

    private var accesses: [ChoiceOption] {
        [ChoiceOption("write", Message("Read and write what I may")), ChoiceOption("read", Message("Only read"))]
    }

    private var ends: [ChoiceOption] {
        TokenForm.days.map { days in
            ChoiceOption(String(days), Message("after {count} day", "after {count} days", count: days))
        } + [ChoiceOption("date", Message("on a day I choose"))]
    }

    private func field(_ name: String, _ label: Message, _ shape: Shape, _ usual: String) -> FormField {
        let spec = FieldSpec(name: name, label: label, shape: shape, traits: shape == .day ? [] : [.required])
        var field = FormField(spec, name: name, text: typed[name] ?? usual)
        field.error = error(name)
        return field
    }
}
