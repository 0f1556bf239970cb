import Records
import Storage

/// Makes a company what a configuration file says, inside one transaction and through the one write path. Whatever is
/// refused takes everything back.
struct ConfigurationWork {
    let file: ConfigurationFile
    let registry: StorageRegistry
    /// Removes what the file's lists no longer name.
    let prune: Bool
    var transaction: Transaction
    var index: ConfigurationIndex
    /// The record each item of the file speaks of, by the item's path.
    var records: [String: Record] = [:]
    var faults: [FieldRefusal] = []
    /// Paths of the items with links to records that were not written yet.
    var postponed: Set<String> = []
    /// The keys that the file itself brings, by kind.
    let brought: [String: Set<String>]

    static func run(_ file: ConfigurationFile, _ transaction: Transaction, _ registry: StorageRegistry, prune: Bool)
        throws -> ConfigurationReport
    {
        let before = try ConfigurationWriter.snapshot(transaction, products: file.hasProducts)
        var work = try ConfigurationWork(file, transaction, registry, prune: prune)
        try work.takeSettings()
        try work.takeCustomFields()
        work.match()
        let missing = work.missing().filter { !prune || !$0.section.isProof }
        try work.checkItems()
        for section in ConfigurationSection.all { try work.save(section) }
        try work.savePostponed()
        try work.takeLinkedSettings()
        if prune { try work.remove(missing) }
        let after = try ConfigurationWriter.snapshot(work.transaction, products: file.hasProducts)
        return ConfigurationReport(
            before: before, after: after, kept: prune ? [] : missing, schema: work.transaction.schema)
    }

    private init(
        _ file: ConfigurationFile, _ transaction: Transaction, _ registry: StorageRegistry, prune: Bool
    ) throws {
        (self.file, self.transaction, self.registry, self.prune) = (file, transaction, registry, prune)
        index = try ConfigurationIndex(transaction, products: file.hasProducts)
        var brought: [String: Set<String>] = [:]
        for item in file.items { brought[item.section.kind, default: []].insert(item.key) }
        self.brought = brought
    }

    func throwFaults() throws {
        if !faults.isEmpty { throw Refusal(fields: faults) }
    }

    private mutating func takeSettings() throws {
        let known = Dictionary(uniqueKeysWithValues: ConfiguredSetting.all.map { ($0.name, $0) })
        for member in file.settings {
            guard let setting = known[member.name] else {
                faults.append(.notUnderstood(member.name, at: "settings"))
                continue
            }
            if let fault = setting.fault(member.value) {
                faults.append(fault.at("settings.\(member.name)"))
            } else if setting.links.isEmpty {
                try take(member.value, setting)
            }
        }
        try throwFaults()
    }

    private func take(_ value: JSON, _ setting: ConfiguredSetting) throws {
        let before = setting.read(transaction.settings), after = setting.isMerged ? before.with(value) : value
        if before != after { try WorkspaceSettings.save(setting.name, after, in: transaction) }
    }

    /// Settings that name a record, once every record is there.
    private mutating func takeLinkedSettings() throws {
        for setting in ConfiguredSetting.all where !setting.links.isEmpty {
            guard let value = file.settings.first(where: { $0.name == setting.name })?.value else { continue }
            let mapped = setting.mapped(value) { kind, key in
                guard let id = key.text.flatMap({ index.id(of: $0, kind) }) else {
                    faults.append(.noRecord(key, transaction.schema.kind(kind), at: "settings.\(setting.name)"))
                    return key
                }
                return .text(String(id))
            }
            if faults.isEmpty { try take(mapped, setting) }
        }
        try throwFaults()
        transaction = try transaction.refreshed(registry)
    }

    private mutating func takeCustomFields() throws {
        let there = Dictionary(
            try CustomField.all(in: transaction).map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        for (number, json) in (file.customFields ?? []).enumerated() {
            let path = "custom_fields[\(number)]"
            guard json.members != nil else {
                faults.append(FieldRefusal(path, code: "invalid_type", Message("An object is expected.")))
                continue
            }
            let before = there["\(json["kind"]?.text ?? "").\(json["name"]?.text ?? "")"], known = faults.count
            let field = CustomField(json, over: before, at: path, &faults)
            guard faults.count == known, field != before else { continue }
            do {
                if let before {
                    try field.change(from: before, in: transaction)
                } else {
                    try field.add(in: transaction)
                    // The next one may link to what this one is about, and must not take its name.
                    transaction = try transaction.refreshed(registry)
                }
            } catch let refusal as Refusal {
                faults += refusal.faults(at: path)
            }
        }
        try throwFaults()
        transaction = try transaction.refreshed(registry)
        index = try ConfigurationIndex(transaction, products: file.hasProducts)
    }

    /// Which record each item speaks of. Where several bear one name, the first of the file is the oldest here.
    private mutating func match() {
        var waiting: [String: [String: [Record]]] = [:]
        for (kind, entries) in index.entries {
            let byKey = Dictionary(grouping: entries, by: \.key)
            waiting[kind] = byKey.mapValues { $0.map(\.record).sorted { $0.id > $1.id } }
        }
        for item in file.items {
            records[item.path] = waiting[item.section.kind]?[item.key]?.popLast()
        }
    }

    /// What is here but not in the lists of the file.
    private func missing() -> [ConfigurationReport.Missing] {
        var named: [String: [Int64: String]] = [:]
        for item in file.items {
            if let record = records[item.path] { named[item.section.kind, default: [:]][record.id] = item.path }
        }
        return ConfigurationSection.all.flatMap { section -> [ConfigurationReport.Missing] in
            let entries = index.entries[section.kind] ?? []
            return entries.filter { entry in
                guard named[section.kind]?[entry.record.id] == nil else { return false }
                guard let outer = section.inside?.kind else { return file.lists.contains(section.name) }
                let place = entry.parent.flatMap { named[outer]?[$0] }
                return place.map { file.lists.contains("\($0).\(section.name)") } ?? false
            }.map { .init(section: section, id: $0.record.id, key: $0.key) }
        }
    }
}
