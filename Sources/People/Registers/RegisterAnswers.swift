import Localisation
import Records
import Web

/// What the register found, to choose from: who, where, still there or not.
struct RegisterAnswers: Sendable {
    let found: FrenchRegister.Found?
    /// Why there is nothing to choose from.
    var trouble: RegisterTrouble?
    /// The account to be filled; nil for a new one.
    let account: Int64?
    let question: String

    static func load(_ question: String, page: Int = 1, account: Int64?, _ desk: RegisterDesk) async throws
        -> RegisterAnswers
    {
        do {
            let found = try await desk.french.search(question, page: page)
            return RegisterAnswers(found: found, account: account, question: question)
        } catch let trouble as RegisterTrouble {
            return RegisterAnswers(found: nil, trouble: trouble, account: account, question: question)
        }
    }

    func render(_ html: inout HTML, _ t: Translator) {
        if let trouble {
            html.notice(t(trouble.message), .warn)
            return
        }
        guard let found else { return }
        guard !found.entries.isEmpty else {
            html.p(t("The register knows nothing by that name or number."), .class("s muted"))
            return
        }
        html.p(
            t(Message("{count} company found", "{count} companies found", count: found.total)), .class("s muted"),
            .role("status"))
        html.ul(.class("register-answers"), .aria("label", t("What the register found"))) { html in
            for entry in found.entries { html.li { line(entry, &$0, t) } }
        }
        guard found.page > 1 || found.hasMore else { return }
        html.div(.class("row wrap")) { html in
            if found.page > 1 {
                html.action(Action(t("Previous page"), look: .quiet, small: true, href: address(page: found.page - 1)))
            }
            if found.hasMore {
                html.action(Action(t("Next page"), look: .quiet, small: true, href: address(page: found.page + 1)))
            }
        }
    }

    private func address(page: Int) -> String {
        let place = account.map { "/accounts/\($0)/register" } ?? "/registers/french"
        return "\(place)?q=\(percentEncoded(question))&page=\(page)"
    }

    private func line(_ entry: RegisterEntry, _ html: inout HTML, _ t: Translator) {
        html.a(.class("linked"), .href(choosing(entry)), .data("register-fill", filling(entry))) { html in
            html.span(.class("row wrap")) { html in
                html.span(entry.name ?? t("Name not public"), .class("strong grow"))
                if entry.isClosed { html.badge(Badge(t("Closed"), .bad, icon: "circle-x")) }
                if entry.diffusion == .partial {
                    html.badge(Badge(t("Opposed to publication"), .warn, icon: "shield-check"))
                }
            }
            let trade = entry.naf.flatMap { NAFTree.division(String($0.prefix(2))) }.map { t($0.label) }
            let place = [entry.postcode, entry.city].compactMap(\.self).joined(separator: " ")
            let facts = [place, "SIREN \(RegisterAnswers.grouped(entry.siren))", trade ?? ""].filter { !$0.isEmpty }
            html.span(facts.joined(separator: " · "), .class("xs muted"))
        }
    }

    private func choosing(_ entry: RegisterEntry) -> String {
        guard let account else { return "/accounts/new?" + entry.form.encoded }
        return "/accounts/\(account)/register?number=\(entry.siret ?? entry.siren)"
    }

    /// What our script puts into the open form.
    private func filling(_ entry: RegisterEntry) -> String {
        JSON.object(entry.form.items.map { JSON.Member($0.name, .text($0.value)) }).string
    }

    static func grouped(_ siren: String) -> String {
        do { return try SIREN(siren).formatted } catch { return siren }
    }
}

extension HTML {
    /// Where one types a name or a number. Works as a plain form; `registers.js` asks while one types.
    mutating func registerSearch(_ question: String, account: Int64?, answers: String? = nil, _ t: Translator) {
        let place = account.map { "/accounts/\($0)/register" } ?? "/registers/french"
        form(
            .class("register-search"), .method("get"), .action(place), .role("search"),
            .data("register-answers", answers)
        ) { html in
            html.label(t("Name, SIREN or SIRET"), .for("register-question"), .class("s"))
            html.div(.class("row wrap")) { html in
                html.input(
                    .class("input grow"), .id("register-question"), .type("search"), .name("q"), .value(question),
                    .attribute("autocomplete", "off"), .attribute("maxlength", "120"))
                html.action(Action(t("Search the register"), icon: "search", submit: true))
            }
        }
    }
}
