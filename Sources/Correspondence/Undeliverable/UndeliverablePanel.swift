import Localisation
import Records
import Storage
import Web

/// On the page of a contact, a lead or an account: which of its addresses mail comes back from, and how to lift that.
enum UndeliverablePanel {
    static let panel = Panel("undeliverable", column: .later) { record, kind, context, transaction in
        guard !transaction.viewer.grants(for: UndeliverableAddress.name).isEmpty else { return nil }
        let found = try UndeliverableAddress.holding(addresses(record, kind), in: transaction.asHouse)
        if found.isEmpty { return nil }
        let seen = try transaction.records(
            found.map(\.id.number), of: transaction.schema.kind(of: UndeliverableAddress.self))
        var html = HTML()
        html.div(.id("undeliverable"), .class("stack"), .data("live-region")) { html in
            for line in found { write(line, mayLift: seen[line.id.number] != nil, &html, context) }
        }
        return html
    }

    private static func addresses(_ record: Record, _ kind: Kind) -> [String] {
        let rows = (record.parts["emails"] ?? []).flatMap { $0.values.compactMap(\.text) }
        let own = kind["email"] == nil ? nil : record.value("email", in: kind).text
        return (rows + [own].compactMap(\.self)).filter { $0.contains("@") }
    }

    private static func write(
        _ line: UndeliverableAddress, mayLift: Bool, _ html: inout HTML, _ context: Context
    ) {
        let t = context.t, address = line.address ?? ""
        html.notice(
            t(
                Message(
                    "Mail to {address} comes back: {reason}",
                    ["address": .text(address), "reason": .text(line.reason ?? "")])), .bad)
        guard mayLift, context.viewer.may(Emails.sending) else { return }
        html.details(.class("s")) { html in
            html.summary(t("Write there again"))
            html.form(
                .class("form"), .method("post"), .action("/undeliverable_addresses/\(line.id.number)/lift")
            ) { html in
                html.csrfField(context.csrfToken ?? "")
                let spec = FieldSpec(
                    name: "reason", label: Message("Why mail will arrive now"), shape: .text,
                    traits: [.required, .max(500)])
                html.field(FormField(spec), t)
                html.div { $0.action(Action(t("Lift the block"), icon: "check", small: true, submit: true)) }
            }
        }
    }
}
