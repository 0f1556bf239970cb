import Localisation
import Records
import Storage

/// A line of the access log as a person reads it.
struct AccessWording: Sendable {
    let context: Context
    /// Names of people and of records that the reader may see.
    let titles: [Reference: String]

    private var t: Translator { context.t }

    static func titles(of entries: [AccessQuery.Entry], in transaction: Transaction) throws -> [Reference: String] {
        var wanted: Set<Reference> = []
        for entry in entries {
            if let user = entry.access.user { wanted.insert(Reference(kind: "user", id: user)) }
            if let record = entry.access.reference, transaction.schema[record.kind] != nil { wanted.insert(record) }
        }
        return try transaction.titles(wanted)
    }

    func who(_ entry: AccessQuery.Entry) -> String {
        guard let user = entry.access.user else {
            return entry.access.action == .signInFailed ? t("A stranger") : t("Entregent")
        }
        return titles[Reference(kind: "user", id: user)] ?? t("Somebody")
    }

    static func label(_ action: Access.Action) -> Message {
        switch action {
        case .opened: Message("Record opened")
        case .listed: Message("List shown")
        case .searched: Message("Search made")
        case .exported: Message("Records exported")
        case .downloaded: Message("File downloaded")
        case .signedIn: Message("Signed in")
        case .signInFailed: Message("Sign-in refused")
        case .signedOut: Message("Signed out")
        }
    }

    static func icon(_ action: Access.Action) -> String {
        switch action {
        case .opened: "eye"
        case .listed: "list"
        case .searched: "search"
        case .exported, .downloaded: "download"
        case .signedIn: "log-in"
        case .signInFailed: "triangle-alert"
        case .signedOut: "log-out"
        }
    }

    /// What it was about: a record by its name, a kind, how many, filtered by which fields.
    func what(_ entry: AccessQuery.Entry) -> (text: String, href: String?) {
        let access = entry.access
        let kind = access.kind.flatMap { context.schema[$0] }
        if let record = access.reference, let kind {
            let name = titles[record] ?? "\(t(kind.label)) \(record.id)"
            return (name, titles[record] == nil ? nil : "/\(kind.plural)/\(record.id)")
        }
        var words: [String] = []
        if access.kind == AccessLogPages.kind { words.append(t("Access log")) }
        if let kind { words.append(t(kind.pluralLabel)) }
        if let count = access.count { words.append(t(Message("{count} record", "{count} records", count: count))) }
        let fields = fields(entry.condition, kind)
        if !fields.isEmpty {
            words.append(t(Message("filtered by {fields}", ["fields": .text(t.list(fields))])))
        }
        return (words.joined(separator: " · "), nil)
    }

    /// The fields a condition speaks of, by their labels where they are the kind's own.
    private func fields(_ condition: JSON?, _ kind: Kind?) -> [String] {
        guard let condition else { return [] }
        var found: [String] = []
        func collect(_ json: JSON) {
            if let name = json["field"]?.text ?? json["related"]?.text {
                let label = kind?[name].map { t($0.label) } ?? name
                if !found.contains(label) { found.append(label) }
            }
            for member in json.members ?? [] where ["all", "any", "not", "where"].contains(member.name) {
                for inner in member.value.array ?? [member.value] { collect(inner) }
            }
        }
        collect(condition)
        return found
    }
}

extension Access {
    var reference: Reference? {
        guard let kind, let record, action != .exported else { return nil }
        return Reference(kind: kind, id: record)
    }
}
