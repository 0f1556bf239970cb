import Foundation
import Identity
import Localisation
import People
import Records
import Storage
import Web

/// What may be filled into a letter, and with which values: fields of the record it is about, of its contact and
/// account, of who writes, and the company. Read through the writer's eyes: what is hidden to them is not there.
package struct MergeFields {
    /// `contact`, `account`, `sender`: the kind, and the record if there is one.
    private(set) var roots: [(name: String, kind: Kind, record: Record?)] = []
    private let transaction: Transaction
    private let t: Translator
    private var titles: [Reference: Showing.Linked] = [:]

    static let company = "company.name"

    /// `t` speaks the recipient's language.
    package init(about: Reference?, contact: ID<Contact>?, _ t: Translator, in transaction: Transaction) throws {
        self.transaction = transaction
        self.t = t
        var account: Int64?, person = contact?.number
        if let about, let kind = transaction.schema[about.kind], kind.owner == nil {
            let record = try transaction.record(about.id, of: kind)
            if ![Account.name, Contact.name].contains(kind.name) { roots.append((kind.name, kind, record)) }
            if kind.name == Contact.name { person = person ?? about.id }
            account = kind.name == Account.name ? about.id : MergeFields.link(record, kind, to: Account.name)
            person = person ?? MergeFields.link(record, kind, to: Contact.name)
        }
        let contacts = transaction.schema.kind(of: Contact.self)
        let found = try person.flatMap { try transaction.records([$0], of: contacts)[$0] }
        roots.append((Contact.name, contacts, found))
        if account == nil, let found { account = MergeFields.link(found, contacts, to: Account.name) }
        let accounts = transaction.schema.kind(of: Account.self)
        roots.append((Account.name, accounts, try account.flatMap { try transaction.records([$0], of: accounts)[$0] }))
        let users = transaction.schema.kind(of: User.self)
        let sender = transaction.viewer.user
        roots.append(("sender", users, try transaction.asHouse.records([sender], of: users)[sender]))
        titles = try transaction.titles(
            roots.flatMap { root in
                root.record.map { MergeFields.references($0, root.kind) } ?? []
            }
        ).mapValues { Showing.Linked($0) }
    }

    private static func link(_ record: Record, _ kind: Kind, to target: String) -> Int64? {
        kind.declared.first { $0.shape.linkTarget == target }.flatMap { record.value($0.name, in: kind).integer }
    }

    private static func references(_ record: Record, _ kind: Kind) -> [Reference] {
        kind.declared.compactMap { field in
            guard let target = field.shape.linkTarget, let id = record.value(field.name, in: kind).integer else {
                return nil
            }
            return Reference(kind: target, id: id)
        }
    }

    /// Everything that may be filled in, with its words: what the composer offers, and what a refusal lists.
    package var known: [(path: String, label: String)] {
        roots.flatMap { root in
            MergeFields.offered(root.kind, transaction.viewer).map {
                ("\(root.name).\($0.name)", "\(MergeFields.label(root.name, root.kind, t)) – \(t($0.label))")
            }
        } + [(MergeFields.company, "\(t("Company")) – \(t("Name"))")]
    }

    static func label(_ root: String, _ kind: Kind, _ t: Translator) -> String {
        root == "sender" ? t("Sender") : t(kind.label)
    }

    static func offered(_ kind: Kind, _ viewer: Viewer) -> [FieldSpec] {
        if kind.name == User.name { return ["name", "email", "phone"].compactMap { kind[$0] } }
        return kind.declared.filter { field in
            viewer.sees(field, of: kind) && !field.isQuiet && field.permission.map(viewer.may) ?? true
                && field.shape != .boolean && field.shape != .reference
        }
    }

    /// Fills the words in. Refused, all at once: fields there are none of, and values that are missing without a word
    /// for that case.
    package func fill(_ typed: String, field: String) throws -> String {
        let (text, problems) = filled(typed, field: field)
        if !problems.isEmpty { throw Refusal(fields: problems) }
        return text
    }

    /// The same for looking at it: what is missing stands in brackets.
    package func filled(_ typed: String, field: String) -> (text: String, problems: [FieldRefusal]) {
        var out = "", problems: [FieldRefusal] = []
        for piece in MergeText(typed).pieces {
            switch piece {
            case .text(let text): out += text
            case .place(let path, let fallback):
                do throws(FieldRefusal) {
                    let value = try value(path, at: field)
                    if value.isEmpty, fallback == nil { throw missing(path, at: field) }
                    out += value.isEmpty ? fallback ?? "" : value
                } catch {
                    problems.append(error)
                    out += "[\(path)]"
                }
            }
        }
        return (out, problems)
    }

    private func value(_ path: String, at field: String) throws(FieldRefusal) -> String {
        if path == MergeFields.company { return transaction.settings.company }
        let names = path.split(separator: ".", maxSplits: 1).map(String.init)
        guard names.count == 2, let root = roots.first(where: { $0.name == names[0] }),
            let spec = MergeFields.offered(root.kind, transaction.viewer).first(where: { $0.name == names[1] })
        else { throw unknown(path, at: field) }
        guard let record = root.record else { return "" }
        return Showing(t: t, now: transaction.now, links: titles)
            .text(spec, record.values(spec.name, in: root.kind)).trimmingWhitespace()
    }

    private func unknown(_ path: String, at field: String) -> FieldRefusal {
        let list = known.map(\.path).joined(separator: ", ")
        return FieldRefusal(
            field, code: "unknown_merge_field",
            Message(
                "There is no field “{field}” to fill in here. These are known: {known}.",
                ["field": .text(path), "known": .text(list)]))
    }

    private func missing(_ path: String, at field: String) -> FieldRefusal {
        FieldRefusal(
            field, code: "merge_value_missing",
            Message(
                "“{field}” is empty here. Write what stands there instead, as {example}, or fill the record in.",
                ["field": .text(path), "example": .text("{\(path)|…}")]))
    }
}
