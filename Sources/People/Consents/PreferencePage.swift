import Localisation
import Records
import Storage
import Web

/// What one person agreed to, purpose by purpose and way by way, as they see and change it.
struct PreferencePage: Sendable {
    struct Line: Sendable {
        let purpose: ConsentPurpose
        let text: ConsentText?
        let words: [(channel: ContactChannel, word: ConsentWords.Word?)]
    }

    let address: String
    let here: ContactChannel
    let about: Reference?
    let lines: [Line]
    /// The ways by which we could reach them, each with its address.
    let reached: [ContactChannel: String]
    private let opposed: Set<ContactChannel>

    static func load(_ address: String, in house: Transaction) throws -> PreferencePage {
        let here: ContactChannel = address.contains("@") ? .email : .sms
        let about = try Addressee.holder(of: address, here, in: house)
        var reached: [ContactChannel: String] = here == .email ? [.email: address] : [.sms: address, .call: address]
        for channel in ContactChannel.allCases where reached[channel] == nil {
            if let about { reached[channel] = try Addressee.address(of: about, channel, in: house) }
        }
        let words = try ConsentWords.load(
            about, keys: Set(reached.values).sorted().map(Opposition.fingerprint), in: house)
        let lines = try ConsentPurpose.active(in: house).compactMap { purpose -> Line? in
            let channels = purpose.channels.filter { reached[$0] != nil }
            if channels.isEmpty { return nil }
            return Line(
                purpose: purpose, text: try ConsentText.current(of: purpose.id, in: house),
                words: channels.map { ($0, words.word(on: purpose, by: $0)) })
        }
        return PreferencePage(
            address: address, here: here, about: about, lines: lines, reached: reached,
            opposed: Set(ContactChannel.allCases.filter { words.opposesAll(by: $0) }))
    }

    /// No to all prospecting, by every way or by this one. What was said already is not said again.
    func withdrawAll(onlyHere: Bool, source: ConsentSource, in transaction: Transaction) throws {
        for channel in ContactChannel.allCases {
            guard let reached = reached[channel], !onlyHere || channel == here else { continue }
            let isSaid =
                opposed.contains(channel)
                && lines.allSatisfy { line in
                    line.purpose.kind != .prospecting
                        || line.words.allSatisfy { $0.channel != channel || $0.word?.state != .given }
                }
            if isSaid { continue }
            try write(nil, channel, .withdrawn, reached, nil, source, transaction)
        }
    }

    /// One answer a purpose and way; what was not answered stays as it is.
    func take(_ form: Form, in transaction: Transaction) throws {
        for line in lines {
            for (channel, word) in line.words {
                guard let answer = form[PreferencePage.name(line.purpose, channel)], let reached = reached[channel]
                else {
                    continue
                }
                if answer == "yes", word?.state != .given {
                    try write(line.purpose.id, channel, .given, reached, line.text?.id, .page, transaction)
                } else if answer == "no", !(word?.state.isOpposed ?? false) {
                    let state: ConsentState = word?.state == .given ? .withdrawn : .refused
                    try write(line.purpose.id, channel, state, reached, line.text?.id, .page, transaction)
                }
            }
        }
    }

    private static func name(_ purpose: ConsentPurpose, _ channel: ContactChannel) -> String {
        "p\(purpose.id.number)_\(channel.rawValue)"
    }

    private func write(
        _ purpose: ID<ConsentPurpose>?, _ channel: ContactChannel, _ state: ConsentState, _ reached: String,
        _ text: ID<ConsentText>?, _ source: ConsentSource, _ transaction: Transaction
    ) throws {
        var consent = Consent()
        (consent.purpose, consent.channel, consent.state, consent.address) = (purpose, channel, state, reached)
        (consent.about, consent.text, consent.source) = (about, text, source)
        consent.ipAddress = transaction.origin
        try Consents.record(consent, in: transaction)
    }

    func answer(_ request: Request, _ t: Translator, _ context: Context) -> Response {
        let company = context.workspace.settings.company, frame = BarePage(t: t, assets: PageFrame.assets, wide: true)
        let bytes = frame.page(title: t("Your preferences")) { html in
            html.p(
                t(
                    Message(
                        "What {company} may send to {address}.",
                        ["company": .text(company), "address": .text(address)])), .class("muted s"))
            if request.query["saved"] != nil { html.notice(t("Saved. It holds from now on."), .good) }
            let language = request.query["language"].map { "?language=\(percentEncoded($0))" } ?? ""
            html.form(.class("card form"), .method("post"), .action(request.path + language)) { html in
                for line in lines { write(line, &html, t) }
                if lines.isEmpty { html.p(t("There is nothing to choose at the moment."), .class("muted")) }
                if !lines.isEmpty {
                    html.div { $0.action(Action(t("Save"), icon: "check", look: .primary, submit: true)) }
                }
            }
            html.form(.class("card form"), .method("post"), .action(request.path + language)) { html in
                html.input(.type("hidden"), .name("all"), .value("1"))
                html.p(
                    t("Messages that your contract or a request of yours needs still reach you."), .class("s muted"))
                html.div {
                    $0.action(Action(t("Receive no advertising at all"), icon: "circle-x", submit: true))
                }
            }
        }
        return Response.html(bytes).with("Cache-Control", "no-store").with("X-Robots-Tag", "noindex")
    }

    private func write(_ line: Line, _ html: inout HTML, _ t: Translator) {
        html.div(.class("stack")) { html in
            html.h2(line.purpose.name(t.language.rawValue))
            if let text = line.text { html.p(text.text(t.language.rawValue), .class("s muted")) }
            for (channel, word) in line.words {
                let name = PreferencePage.name(line.purpose, channel)
                html.fieldset(.class("row wrap preference")) { html in
                    html.legend(t(channel.label), .class("s"))
                    for (value, label) in [("yes", t("Yes, please")), ("no", t("No, thank you"))] {
                        let isChosen = value == "yes" ? word?.state == .given : word?.state.isOpposed ?? false
                        html.label(.class("tick")) { html in
                            html.input(.type("radio"), .name(name), .value(value), .checked(isChosen))
                            html.span(label)
                        }
                    }
                    if let word, word.state != .given || word.consent?.expiresAt != nil {
                        html.span(told(word, t), .class("xs muted"))
                    }
                }
            }
        }
    }

    private func told(_ word: ConsentWords.Word, _ t: Translator) -> String {
        if word.state == .given, let until = word.consent?.expiresAt {
            return t(Message("until {instant}", ["instant": .instant(until)]))
        }
        return t(
            Message("{state}, {instant}", ["state": .message(Message(word.state.label)), "instant": .instant(word.at)]))
    }
}
