import Records
import Storage

/// Items become drafts, and drafts records.
extension ConfigurationWork {
    /// Everything that can be said before anything is written: unknown members, wrong types, names that lead nowhere.
    mutating func checkItems() throws {
        for item in file.items {
            var reader = ConfigurationReader(self, item)
            _ = reader.draft(over: records[item.path])
            faults += reader.faults
        }
        refuseCircles()
        try throwFaults()
    }

    /// Whoever is linked to is saved before; the links of one kind to itself decide the order within.
    mutating func save(_ section: ConfigurationSection) throws {
        var open = file.items.filter { $0.section.kind == section.kind }
        let kind = transaction.schema.kind(section.kind)
        let above = kind.declared.filter { $0.shape.linkTarget == kind.name }.map(\.name)
        while !open.isEmpty {
            let ready = open.filter { item in
                above.allSatisfy { name in item[name]?.text.map { index.id(of: $0, kind.name) != nil } ?? true }
                    && groups(namedBy: item).allSatisfy { index.id(of: $0, kind.name) != nil }
            }
            guard !ready.isEmpty else { throw circle(of: open) }
            let paths = Set(ready.map(\.path))
            open.removeAll { paths.contains($0.path) }
            let created = try write(ready, kind)
            // A rule may fill what a new record leaves open; what the file says counts.
            let found = try saving(section).records(created.compactMap { records[$0.path]?.id }, of: kind)
            for item in created { records[item.path] = records[item.path].flatMap { found[$0.id] } }
            _ = try write(created, kind)
            // What is saved next may ask for these groups.
            if kind.name == transaction.schema.groups.kind { transaction = try transaction.refreshed(registry) }
        }
    }

    /// Groups of the file that a group of the file is made of.
    private func groups(namedBy item: ConfigurationFile.Item) -> Set<String> {
        let groups = transaction.schema.groups.kind
        guard item.section.kind == groups, let condition = item["condition"],
            let about = transaction.schema[item["kind"]?.text ?? ""]
        else { return [] }
        var named: Set<String> = []
        _ = ConditionKeys(schema: transaction.schema).mapped(condition, about) { target, value in
            if target == groups, let key = value.text, brought[groups]?.contains(key) == true { named.insert(key) }
            return value
        }
        return named
    }

    /// Links in a circle were refused before; groups that are made of each other are refused here.
    private func circle(of items: [ConfigurationFile.Item]) -> Refusal {
        Refusal(
            fields: items.map { item in
                FieldRefusal(
                    "\(item.path).condition", code: "cycle",
                    Message("The group “{name}” is made of itself. Change its condition.", ["name": .text(item.key)]))
            })
    }

    /// Links to what was written only afterwards: a team's field that names a person.
    mutating func savePostponed() throws {
        for section in ConfigurationSection.all {
            let items = file.items.filter { $0.section.kind == section.kind && postponed.contains($0.path) }
            if items.isEmpty { continue }
            let kind = transaction.schema.kind(section.kind)
            let found = try saving(section).records(items.compactMap { records[$0.path]?.id }, of: kind)
            for item in items { records[item.path] = records[item.path].flatMap { found[$0.id] } }
            _ = try write(items, kind)
        }
    }

    /// Views are nobody's secret: who may change the configuration changes them, whoever made them.
    private func saving(_ section: ConfigurationSection) -> Transaction {
        section.conditions.isEmpty ? transaction : transaction.asHouse
    }

    /// The items that were new.
    private mutating func write(_ items: [ConfigurationFile.Item], _ kind: Kind) throws -> [ConfigurationFile.Item] {
        guard let section = items.first?.section else { return [] }
        var drafts: [(item: ConfigurationFile.Item, draft: Draft)] = [], created: [ConfigurationFile.Item] = []
        for item in items {
            var reader = ConfigurationReader(self, item)
            if let draft = reader.draft(over: records[item.path]) { drafts.append((item, draft)) }
            if reader.isPostponed { postponed.insert(item.path) }
            faults += reader.faults
        }
        try throwFaults()
        if drafts.isEmpty { return [] }
        let results: [Saved]
        do {
            results = try saving(section).save(drafts.map(\.draft), as: kind)
        } catch let refusal as Refusal {
            throw Refusal(fields: refusal.faults(at: section.name))
        }
        for (place, result) in zip(drafts, results) {
            switch result {
            case .created(let id):
                var record = Record(empty: kind)
                record.id = id
                records[place.item.path] = record
                index.add(id, as: place.item.key, kind.name)
                created.append(place.item)
            case .refused(let refusal): faults += refusal.faults(at: place.item.path)
            case .updated, .unchanged: break
            }
        }
        try throwFaults()
        return created
    }

    /// A team above itself, however long the way round.
    private mutating func refuseCircles() {
        for section in ConfigurationSection.all {
            let items = file.items.filter { $0.section.kind == section.kind }
            let byKey = Dictionary(items.map { ($0.key, $0) }) { first, _ in first }
            for field in transaction.schema.kind(section.kind).declared where field.shape.linkTarget == section.kind {
                for item in items {
                    var seen: Set<String> = [item.key], next = item[field.name]?.text
                    while let key = next, let above = byKey[key], seen.insert(key).inserted {
                        next = above[field.name]?.text
                    }
                    guard let next, seen.contains(next), next == item.key else { continue }
                    faults.append(
                        FieldRefusal(
                            "\(item.path).\(field.name)", code: "cycle",
                            Message("“{name}” would stand above itself.", ["name": .text(item.key)])))
                }
            }
        }
    }

    /// What the lists no longer name goes, the last section first; people only become inactive.
    mutating func remove(_ missing: [ConfigurationReport.Missing]) throws {
        for section in ConfigurationSection.all.reversed() {
            let ids = missing.filter { $0.section.kind == section.kind }.map(\.id)
            if ids.isEmpty { continue }
            let kind = transaction.schema.kind(section.kind)
            do {
                if section.isPeople {
                    let drafts = ids.map { Draft(id: $0, fields: ["is_active": [.boolean(false)]]) }
                    for case .refused(let refusal) in try transaction.save(drafts, as: kind) { throw refusal }
                } else {
                    try saving(section).delete(ids, of: kind)
                }
            } catch let refusal as Refusal {
                throw Refusal(fields: refusal.faults(at: section.name))
            }
        }
    }
}
