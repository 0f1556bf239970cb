import Localisation
import Records
import Storage

/// Somebody who opened a record, and when: told on its page to whoever manages the settings.
struct LastSeen: Sendable {
    let name: String
    let at: Instant

    static func of(_ record: Reference, in transaction: Transaction) throws -> [LastSeen] {
        guard !transaction.viewer.isHouse, transaction.viewer.may(Settings.permission) else { return [] }
        let seen = try AccessQuery.lastSeen(record, in: transaction)
        let names = try transaction.titles(seen.map { Reference(kind: "user", id: $0.user) })
        return seen.compactMap { seen in
            names[Reference(kind: "user", id: seen.user)].map { LastSeen(name: $0, at: seen.at) }
        }
    }
}

extension HTML {
    mutating func lastSeen(_ seen: [LastSeen], of record: Reference, _ showing: Showing) {
        guard !seen.isEmpty else { return }
        let t = showing.t
        p(.class("xs muted")) { html in
            html.a(
                t("Last seen by"), .class("link"),
                .href("\(AccessLogPages.path)?kind=\(record.kind)&record=\(record.id)"))
            for (index, one) in seen.enumerated() {
                html.text(index == 0 ? " " : ", ")
                html.span(one.name)
                html.text(" ")
                html.time(
                    t.relative(one.at, now: showing.now), .attribute("datetime", one.at.iso),
                    .title(t.instant(one.at)))
            }
        }
    }
}
