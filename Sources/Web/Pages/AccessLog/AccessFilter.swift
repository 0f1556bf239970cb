import Localisation
import Records
import Storage

/// What is asked of the access log, by a form or over REST.
struct AccessFilter: Sendable {
    static let names: Set<String> = ["user", "action", "kind", "record", "from", "to"]

    private(set) var query = AccessQuery()
    private(set) var refusals: [FieldRefusal] = []
    let form: Form

    init(_ form: Form, _ context: Context) {
        self.form = form
        query.user = number("user")
        query.record = number("record")
        if let text = text("action") {
            query.action = Access.Action(rawValue: text)
            if query.action == nil {
                let known = Access.Action.allCases.map(\.rawValue).joined(separator: ", ")
                refuse("action", Message("One of these is expected: {options}.", ["options": .text(known)]))
            }
        }
        if let text = text("kind") {
            query.kind = text
            if context.schema[text] == nil, text != "access_log" {
                refuse("kind", Message("“{value}” is not a kind of record.", ["value": .text(text)]))
            }
        }
        let zone = context.t.timeZone
        query.from = day("from").map { Instant(startOf: $0, in: zone) }
        // The last day counts whole.
        query.until = day("to").map { Instant(startOf: $0.adding(days: 1), in: zone) }
    }

    private func text(_ name: String) -> String? {
        let text = form[name]?.trimmingWhitespace() ?? ""
        return text.isEmpty ? nil : text
    }

    private mutating func number(_ name: String) -> Int64? {
        guard let text = text(name) else { return nil }
        guard let number = Int64(text) else {
            refuse(name, Message("The identifier of a record is expected."))
            return nil
        }
        return number
    }

    private mutating func day(_ name: String) -> Day? {
        guard let text = text(name) else { return nil }
        guard let day = Day(iso: text) else {
            refuse(name, Message("A day such as “2026-12-31” is expected."))
            return nil
        }
        return day
    }

    private mutating func refuse(_ name: String, _ message: Message) {
        refusals.append(FieldRefusal(name, code: "invalid_value", message))
    }
}
