import Records
import Storage

/// The records of the configuration as the company has them, found by the words that name them.
struct ConfigurationIndex {
    struct Entry {
        let key: String
        /// The record it stands in.
        let parent: Int64?
        var record: Record
    }

    /// By kind, in the order of the file.
    private(set) var entries: [String: [Entry]] = [:]
    private var keys: [String: [Int64: String]] = [:]
    private var ids: [String: [String: Int64]] = [:]

    /// Products are read only where they are asked for.
    init(_ transaction: Transaction, products: Bool) throws {
        for section in ConfigurationSection.all where !section.isOptional || products {
            try load(section, transaction)
        }
    }

    mutating func load(_ section: ConfigurationSection, _ transaction: Transaction) throws {
        let kind = transaction.schema.kind(section.kind)
        let records = try transaction.all(kind, where: section.condition(), limit: 1_000_000)
        var found: [(position: Int64, entry: Entry)] = []
        for record in records {
            let parent = section.inside.flatMap { record.value($0.link, in: kind).integer }
            let key = section.key(inside: parent.flatMap { keys[section.inside?.kind ?? ""]?[$0] }) {
                record.value($0, in: kind).text
            }
            let position = section.order.flatMap { record.value($0, in: kind).integer } ?? 0
            found.append((position, Entry(key: key ?? String(record.id), parent: parent, record: record)))
        }
        found.sort { ($0.position, $0.entry.key, $0.entry.record.id) < ($1.position, $1.entry.key, $1.entry.record.id) }
        entries[section.kind] = found.map(\.entry)
        keys[section.kind] = Dictionary(found.map { ($0.entry.record.id, $0.entry.key) }) { first, _ in first }
        ids[section.kind] = Dictionary(found.map { ($0.entry.key, $0.entry.record.id) }) { min($0, $1) }
    }

    func key(of id: Int64, _ kind: String) -> String? { keys[kind]?[id] }
    func id(of key: String, _ kind: String) -> Int64? { ids[kind]?[key] }

    mutating func add(_ id: Int64, as key: String, _ kind: String) {
        keys[kind, default: [:]][id] = key
        if ids[kind]?[key] == nil { ids[kind, default: [:]][key] = id }
    }
}
