import Activities
import Identity
import People
import Records
import Sales
import Storage

/// Who may be at the other end of a number: everybody we know with it, and what one wants to know before speaking.
package struct Caller: Sendable {
    package struct Known: Sendable {
        package let reference: Reference
        package let title: String
        /// Where they work.
        package var company: String?
        package var lastSaid: [Said] = []
        package var deals: [Deal] = []
        package var pulse = ActivityPulse()
    }

    package struct Said: Sendable {
        package let subject: String
        package let type: ActivityType
        package let at: Instant
    }

    package struct Deal: Sendable {
        package let id: Int64
        package let title: String
        package let stage: String
        package let amount: Money?
    }

    /// E.164; nil where what was typed is no number.
    package let number: String?
    package let typed: String
    package var known: [Known] = []

    private static let kinds = [Contact.name, Lead.name, Account.name]
    private static let shown = 8

    /// On every telephone of everybody the viewer sees. Eight queries, whatever the number of matches.
    package static func find(_ typed: String, in transaction: Transaction) throws -> Caller {
        let text = typed.trimmingWhitespace()
        var caller = Caller(
            number: PhoneNumber.normalised(text, country: transaction.settings.country), typed: text)
        guard let number = caller.number else { return caller }
        for name in kinds where !transaction.viewer.grants(for: name).isEmpty {
            let ids = try transaction.connection.integers(
                """
                SELECT record_id FROM match_key WHERE kind = \(name) AND key = 'phone' AND value = \(number)
                ORDER BY record_id DESC LIMIT 50
                """)
            guard !ids.isEmpty else { continue }
            caller.known += try read(ids, transaction.schema.kind(name), transaction)
        }
        caller.known = Array(caller.known.prefix(shown))
        return caller
    }

    private static func read(_ ids: [Int64], _ kind: Kind, _ transaction: Transaction) throws -> [Known] {
        var records = try transaction.records(ids, of: kind)
        // What a lead became is shown instead of it.
        if kind.name == Lead.name {
            records = records.filter { $0.value.value("status", in: kind).text != LeadStatus.converted.rawValue }
        }
        let seen = ids.filter { records[$0] != nil }
        guard !seen.isEmpty else { return [] }
        let references = seen.map { Reference(kind: kind.name, id: $0) }
        let accounts =
            kind.name == Contact.name
            ? records.compactMapValues { $0.value("account", in: kind).integer } : [:]
        let titles = try transaction.titles(
            references + accounts.values.map { Reference(kind: Account.name, id: $0) })
        let pulses = try ActivityPulse.of(seen, kind, in: transaction)
        let said = try lastSaid(seen, kind, transaction), deals = try deals(seen, kind, transaction)
        return seen.map { id in
            var known = Known(
                reference: Reference(kind: kind.name, id: id),
                title: titles[Reference(kind: kind.name, id: id)] ?? "")
            known.company =
                kind.name == Lead.name
                ? records[id]?.value("company", in: kind).text
                : accounts[id].flatMap { titles[Reference(kind: Account.name, id: $0)] }
            known.pulse = pulses[id] ?? ActivityPulse()
            known.lastSaid = said[id] ?? []
            known.deals = deals[id] ?? []
            return known
        }
    }

    private static func lastSaid(_ ids: [Int64], _ kind: Kind, _ transaction: Transaction) throws -> [Int64: [Said]] {
        guard !transaction.viewer.grants(for: Activity.name).isEmpty else { return [:] }
        let place = ConditionCompiler.Place(transaction.schema.kind(of: Activity.self))
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let rows = try transaction.connection.rows(
            """
            SELECT about_id, subject, type, done_at FROM (
            SELECT \(place.column("about_id")) AS about_id, \(place.column("subject")) AS subject,
            \(place.column("type")) AS type, \(place.column("done_at")) AS done_at,
            ROW_NUMBER() OVER (PARTITION BY \(place.column("about_id"))
            ORDER BY \(place.column("done_at")) DESC) AS place
            FROM \(place.from) WHERE \(place.column("about_kind")) = \(kind.name)
            AND \(place.column("about_id")) IN (\(SQL.set(ids))) AND \(place.column("is_done")) = TRUE
            AND \(place.column("done_at")) IS NOT NULL\(rights)) AS last WHERE place <= 3 ORDER BY done_at DESC
            """, .integer, .text, .text, .instant)
        var said: [Int64: [Said]] = [:]
        for row in rows {
            guard let id = row[0].integer, let at = row[3].instant else { continue }
            said[id, default: []].append(
                Said(
                    subject: row[1].text ?? "", type: row[2].text.flatMap { ActivityType(rawValue: $0) } ?? .task,
                    at: at))
        }
        return said
    }

    private static func deals(_ ids: [Int64], _ kind: Kind, _ transaction: Transaction) throws -> [Int64: [Deal]] {
        let sales = transaction.schema.kind(of: Opportunity.self)
        guard kind.name != Lead.name, !transaction.viewer.grants(for: sales.name).isEmpty else { return [:] }
        let link = kind.name == Contact.name ? "contact" : "account"
        var query = ListQuery(
            .all([
                .test(path: [link], .among(ids.map { .text(String($0)) })),
                .test(path: ["outcome"], .equals(.text("open"))),
            ]), limit: 20)
        query.withParts = false
        let records = try transaction.page(sales, query).records
        let stages = try transaction.titles(
            records.compactMap { $0.value("stage", in: sales).integer.map { Reference(kind: Stage.name, id: $0) } })
        let seesAmount = sales["amount"].map { transaction.viewer.sees($0, of: sales) } ?? false
        var deals: [Int64: [Deal]] = [:]
        for record in records {
            let sale = try Opportunity(record, kind: sales)
            guard let id = record.value(link, in: sales).integer else { continue }
            deals[id, default: []].append(
                Deal(
                    id: record.id, title: sale.title,
                    stage: sale.stage.flatMap { stages[Reference(kind: Stage.name, id: $0.number)] } ?? "",
                    amount: seesAmount ? sale.amount : nil))
        }
        return deals
    }
}
