import Localisation
import Records
import Storage
import Web

/// On the page of a company or a person: the envelopes to them, ready to copy.
enum AddressesPanel {
    static func register(in registry: inout Registry) {
        registry.panel(on: Account.name, Panel("addresses", render: account))
        registry.panel(on: Contact.name, Panel("addresses", render: contact))
    }

    @Sendable private static func account(
        _ record: Record, _ kind: Kind, _ context: Context, _ transaction: Transaction
    ) throws -> HTML? {
        let account = try Account(record, kind: kind)
        var shown: [(label: String, envelope: Envelope)] = []
        // The main address stands first; in the list it would stand twice.
        let main = account.mainPlace
        if let envelope = Envelope.of(account, for: nil, in: transaction) {
            let label = main.map { account.addresses[$0].use.label } ?? "Main address"
            shown.append((context.t(label), envelope))
        }
        for (place, item) in account.addresses.enumerated() where place != main {
            var single = account
            single.addresses = [item]
            if let envelope = Envelope.of(single, for: item.use, in: transaction), envelope.use != nil {
                shown.append((context.t(item.use.label), envelope))
            }
        }
        return html(shown, context)
    }

    @Sendable private static func contact(
        _ record: Record, _ kind: Kind, _ context: Context, _ transaction: Transaction
    ) throws -> HTML? {
        guard let envelope = try Envelope.of(try Contact(record, kind: kind), in: transaction) else { return nil }
        return html([(context.t("Postal address"), envelope)], context)
    }

    private static func html(_ shown: [(label: String, envelope: Envelope)], _ context: Context) -> HTML? {
        if shown.isEmpty { return nil }
        let t = context.t
        var html = HTML()
        html.div(.id("addresses"), .data("live-region")) { html in
            html.heading(t("Addresses"))
            for (place, item) in shown.enumerated() {
                html.div(.class("postal")) { html in
                    html.p(item.label, .class("xs muted"))
                    html.element(
                        "textarea",
                        [
                            .class("plain"), .id("postal-\(place)"), .attribute("readonly", ""),
                            .attribute("rows", String(item.envelope.postal.lines.count)),
                            .aria("label", t(Message("Postal address: {use}", ["use": .text(item.label)]))),
                        ], text: item.envelope.postal.text)
                    html.action(
                        Action(
                            t("Copy postal address"), icon: "copy", look: .quiet, small: true,
                            [.data("copy", "postal-\(place)"), .data("copied", t("Address copied."))]))
                }
            }
        }
        return html
    }
}
