import Localisation
import Records
import Storage
import Web

/// On the page of a contact or a lead: what they agreed to, how it is known, and a way to write down what they say now.
struct ConsentPanel: Sendable {
    private let page: [(purpose: ConsentPurpose, words: [(channel: ContactChannel, word: ConsentWords.Word?)])]
    private let lines: [Consent]
    private let names: [Int64: String]
    private let link: String?
    private let mayWrite: Bool
    private let base: String

    static func register(in registry: inout Registry) {
        for kind in [Contact.name, "lead"] {
            registry.panel(
                on: kind,
                Panel("consents", column: .later, replacing: [Consent.name]) { record, kind, context, transaction in
                    guard let panel = try load(record, kind, context, in: transaction) else { return nil }
                    var html = HTML()
                    panel.render(&html, context)
                    return html
                })
        }
        registry.routes.post("/consents/about/:plural/:id", [], write)
    }

    private static func load(_ record: Record, _ kind: Kind, _ context: Context, in transaction: Transaction) throws
        -> ConsentPanel?
    {
        guard !transaction.viewer.grants(for: Consent.name).isEmpty else { return nil }
        let house = transaction.asHouse, about = Reference(kind: kind.name, id: record.id)
        let mail = try Addressee.address(of: about, .email, in: house)
        let number = try Addressee.address(of: about, .call, in: house)
        let words = try ConsentWords.load(
            about, keys: [mail, number].compactMap { $0.map(Opposition.fingerprint) }, in: house)
        let language = context.t.language.rawValue, purposes = try house.all(ConsentPurpose.self)
        let page = try ConsentPurpose.active(in: house).map { purpose in
            (purpose, purpose.channels.map { ($0, words.word(on: purpose, by: $0)) })
        }
        let schema = transaction.schema.kind(of: Consent.self)
        return ConsentPanel(
            page: page, lines: words.lines.suffix(30).reversed(),
            names: Dictionary(uniqueKeysWithValues: purposes.map { ($0.id.number, $0.name(language)) }),
            link: try mail.map { try Preferences.path(for: $0, in: house) },
            mayWrite: transaction.viewer.may(.create, schema), base: "/consents/about/\(kind.plural)/\(record.id)")
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t, language = t.language.rawValue
        html.div(.id("record-consents"), .class("stack"), .data("live-region")) { html in
            html.heading(t("Consents"))
            if page.isEmpty {
                html.p(t("No purpose is defined yet. An administrator does it in the settings."), .class("s muted"))
            }
            for entry in page {
                html.div(.class("stack")) { html in
                    html.p(entry.purpose.name(language), .class("s strong"))
                    html.div(.class("row wrap")) { html in
                        for (channel, word) in entry.words { html.badge(badge(channel, word, t)) }
                    }
                }
            }
            history(&html, t)
            if mayWrite, !page.isEmpty { form(&html, context) }
            if let link {
                html.div { html in
                    html.action(
                        Action(
                            t("Their preference page"), icon: "external-link", look: .quiet, small: true, href: link,
                            [.attribute("target", "_blank"), .attribute("rel", "noopener")]))
                }
            }
        }
    }

    private func badge(_ channel: ContactChannel, _ word: ConsentWords.Word?, _ t: Translator) -> Badge {
        let way = t(channel.label)
        guard let word else { return Badge("\(way) · \(t("not asked"))") }
        let text = "\(way) · \(t(word.state.label))", told = t.instant(word.at)
        switch word.state {
        case .given: return Badge(text, .good, icon: "check", title: told)
        case .asked, .expired: return Badge(text, .warn, icon: "clock", title: told)
        case .refused, .withdrawn: return Badge(text, .bad, icon: "circle-x", title: told)
        }
    }

    private func history(_ html: inout HTML, _ t: Translator) {
        guard !lines.isEmpty else { return }
        html.details(.class("s")) { html in
            html.summary(t("What was said, with proof"))
            html.ul(.class("stack")) { html in
                for line in lines {
                    let purpose = line.purpose.flatMap { names[$0.number] } ?? t("All prospecting")
                    let when = line.saidAt.map { t.instant($0) } ?? ""
                    html.li { html in
                        html.a(
                            "\(when) · \(purpose) · \(t(line.channel.label)) · \(t(line.state.label)) · "
                                + t(line.source.label), .class("link xs target"), .href("/consents/\(line.id.number)"))
                    }
                }
            }
        }
    }

    private func form(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.details(.class("s")) { html in
            html.summary(t("Write down what they say"))
            html.form(.class("form"), .method("post"), .action(base)) { html in
                html.csrfField(context.csrfToken ?? "")
                for spec in ConsentPanel.fields(page.map(\.purpose), t.language.rawValue) {
                    html.field(FormField(spec), t)
                }
                html.div { $0.action(Action(t("Save"), icon: "check", look: .primary, small: true, submit: true)) }
            }
        }
    }

    private static func fields(_ purposes: [ConsentPurpose], _ language: String) -> [FieldSpec] {
        let kind = Kind(Consent.self)
        let choices = purposes.map { ChoiceOption(String($0.id.number), .verbatim($0.name(language))) }
        let states = [ConsentState.given, .refused, .withdrawn].map { ChoiceOption($0.rawValue, Message($0.label)) }
        let sources = [ConsentSource.phone, .paper, .mail].map { ChoiceOption($0.rawValue, Message($0.label)) }
        func spec(_ name: String, _ shape: Shape, _ traits: [Trait] = []) -> FieldSpec {
            FieldSpec(name: name, label: kind[name]?.label ?? .verbatim(name), shape: shape, traits: traits)
        }
        return [
            spec("purpose", .choice(choices), [.help("Empty: all prospecting.")]),
            spec("channel", ContactChannel.shape, [.required]), spec("state", .choice(states), [.required]),
            spec("source", .choice(sources), [.required]), spec("proof", .longText, [.max(4000)]),
        ]
    }

    /// What somebody was told, by telephone or on paper, written down in their name.
    @Sendable private static func write(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural")), id = try request.identifier()
        let form = try await request.form(limit: 20_000)
        var consent = Consent()
        consent.about = Reference(kind: kind.name, id: id)
        consent.purpose = form["purpose"].flatMap { Int64($0) }.map { ID($0) }
        guard let channel = form["channel"].flatMap({ ContactChannel(rawValue: $0) }),
            let state = form["state"].flatMap({ ConsentState(rawValue: $0) }),
            let source = form["source"].flatMap({ ConsentSource(rawValue: $0) })
        else {
            throw Refusal(fields: [
                FieldRefusal(
                    "state", code: "required", Message("Say what was said, by which way, and how you know it."))
            ])
        }
        (consent.channel, consent.state, consent.source) = (channel, state, source)
        consent.proof = form["proof"].flatMap { $0.trimmingWhitespace().isEmpty ? nil : $0 }
        let line = consent
        _ = try await context.write { transaction in
            _ = try transaction.record(id, of: transaction.schema.kind(kind.name))
            return try transaction.save(line)
        }
        return Response.accepted(request, next: "/\(kind.plural)/\(id)").saying(Toast(context.t("Written down.")))
    }
}
