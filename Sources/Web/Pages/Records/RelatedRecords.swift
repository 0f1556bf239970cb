import Localisation
import Records
import Storage

/// Records of one kind that point to the record shown: the first few, how many there are, where all of them are.
struct RelatedRecords: Sendable {
    static let shown = 5
    static let counted = 100

    /// One way in which records of a kind reach another record.
    struct Way: Sendable, Hashable {
        let kind: String
        /// `account`, or `accounts.account` through a part.
        let path: [String]
        /// The link's own label, where it is not simply “belongs to”.
        let label: Message?

        func condition(_ id: Int64) -> Condition { .test(path: path, .equals(.number(String(id)))) }

        func list(_ plural: String, _ id: Int64) -> String { "/\(plural)?\(path.joined(separator: "."))=\(id)" }

        /// The form of a new one with the link filled in.
        func new(_ plural: String, _ id: Int64) -> String? {
            path.count == 1 ? "/\(plural)/new?\(path[0])=\(id)&dialog=1" : nil
        }
    }

    let way: Way
    let kind: Kind
    let records: [Record]
    /// Nil beyond the number that is counted.
    let count: Int?

    /// Every way that leads here, in the order of the product's kinds. References (notes, activities, files) have
    /// panels of their own.
    static func ways(to kind: Kind, _ schema: Schema, _ viewer: Viewer) -> [Way] {
        var ways: [Way] = []
        for entity in schema.entities where entity.title != "id" && !viewer.grants(for: entity.name).isEmpty {
            let through = parts(of: entity, to: kind).filter { viewer.sees(part: $0.path[0], of: entity) }
            ways += through
            for field in entity.declared where field.shape.linkTarget == kind.name && field.reverse != "" {
                guard viewer.sees(field, of: entity) else { continue }
                // Those reached through a part are among them already: a contact's main account is one of its accounts.
                if field.reverse == nil, !through.isEmpty { continue }
                ways.append(Way(kind: entity.name, path: [field.name], label: field.reverse.map { _ in field.label }))
            }
        }
        return ways
    }

    private static func parts(of entity: Kind, to kind: Kind) -> [Way] {
        entity.parts.flatMap { part in
            part.kind.declared.filter { $0.shape.linkTarget == kind.name }
                .map { Way(kind: entity.name, path: [part.name, $0.name], label: nil) }
        }
    }

    static func load(_ way: Way, of id: Int64, in transaction: Transaction) throws -> RelatedRecords {
        let kind = transaction.schema.kind(way.kind), condition = way.condition(id)
        var query = ListQuery(condition, sort: [.init("id", descending: true)], limit: shown)
        query.withParts = false
        let page = try transaction.page(kind, query)
        var count: Int? = page.records.count
        if page.hasMore {
            let counted = try transaction.count(kind, where: condition, cap: RelatedRecords.counted + 1)
            count = counted > RelatedRecords.counted ? nil : counted
        }
        return RelatedRecords(way: way, kind: kind, records: page.records, count: count)
    }
}

extension Kind {
    /// Nobody can write one: the house does, when something happens.
    var isMadeByRules: Bool { declared.allSatisfy(\.isReadOnly) }
}

extension RelatedRecords {
    func write(_ html: inout HTML, of id: Int64, _ showing: Showing, _ viewer: Viewer) {
        // What only the house writes is shown when there is something to show.
        if records.isEmpty, kind.isMadeByRules { return }
        let t = showing.t
        let title = way.label.map { "\(t(kind.pluralLabel)) · \(t($0))" } ?? t(kind.pluralLabel)
        var add: Action?
        if let sheet = way.new(kind.plural, id), viewer.may(.create, kind), viewer.mayWrite(kind.titleField, of: kind) {
            let label = t(Message("New: {kind}", ["kind": .message(kind.label)]))
            let href = sheet.replacing("&dialog=1", with: "")
            add = Action(
                label, icon: "plus", look: .quiet, small: true, iconOnly: true, href: href, [.data("sheet", sheet)])
        }
        html.heading(
            title, detail: records.isEmpty ? nil : count.map { t.number($0) } ?? "\(t.number(RelatedRecords.counted))+",
            add)
        if records.isEmpty { html.p(t("None yet."), .class("s muted")) }
        for record in records { write(record, &html, showing, viewer) }
        if count.map({ $0 > records.count }) ?? true {
            html.action(Action(t("Show all"), look: .quiet, small: true, href: way.list(kind.plural, id)))
        }
    }

    private func write(_ record: Record, _ html: inout HTML, _ showing: Showing, _ viewer: Viewer) {
        let title = record.shownTitle(in: kind, showing.t), href = "/\(kind.plural)/\(record.id)"
        let amount = shownFields(viewer) { if case .money = $0.shape { true } else { false } }.first
        let details = shownFields(viewer) { if case .money = $0.shape { false } else { $0.shape != .boolean } }
            .map { showing.text($0, record.values($0.name, in: kind)) }.filter { !$0.isEmpty }
        let detail = details.prefix(2).joined(separator: " · ")
        if kind["first_name"] != nil {
            html.personLine(name: title, detail: detail.isEmpty ? nil : detail, href: href)
        } else {
            let money = amount.map { showing.text($0, record.values($0.name, in: kind)) } ?? ""
            html.linkedRecord(
                title: title, href: href, amount: money.isEmpty ? nil : money, detail: detail.isEmpty ? nil : detail)
        }
    }

    /// Listed fields that say something new here: not the title, not the link back.
    private func shownFields(_ viewer: Viewer, _ isWanted: (FieldSpec) -> Bool) -> [FieldSpec] {
        kind.declared.filter {
            $0.isListed && $0.name != kind.title && $0.name != way.path[0] && viewer.sees($0, of: kind) && isWanted($0)
                && $0.shape.linkTarget != "account"
        }
    }
}
