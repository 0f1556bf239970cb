import Records

/// Conditions that somebody kept (a saved view, a group) and that name a merged record name the survivor afterwards.
struct MergeConditions {
    let kind: Kind
    let survivor: Int64
    let merged: [Int64]

    func rename(in transaction: Transaction) throws {
        for place in transaction.rules.merging.conditions {
            guard let holder = transaction.schema[place.kind], let field = holder[place.field] else { continue }
            let column = field.columns[0].name
            let named = SQL.joined(merged.map { "\(name: column) LIKE \("%\($0)%")" as SQL }, " OR ")
            let ids = try transaction.connection.integers("SELECT id FROM \(name: holder.table) WHERE \(named)")
            let records = try transaction.records(ids, of: holder)
            for id in ids.sorted() {
                guard let text = records[id]?.value(place.field, in: holder).text else { continue }
                let changed = renamed(try JSON(parsing: text)).string
                if changed == text { continue }
                let draft = Draft(id: id, fields: [place.field: [.text(changed)]])
                // What no longer makes sense for another reason stays as it is.
                _ = try transaction.save([draft], as: holder)
            }
        }
    }

    /// An identifier has up to nineteen digits and names one record of all: where it stands, it is meant.
    private func renamed(_ json: JSON) -> JSON {
        switch json {
        case .text(let text): return Int64(text).map { merged.contains($0) } == true ? .text(String(survivor)) : json
        case .number(let digits):
            return Int64(digits).map { merged.contains($0) } == true ? .number(String(survivor)) : json
        case .array(let items):
            var seen: Set<String> = []
            return .array(
                items.map(renamed).filter { item in
                    // The two stand in one list: once is enough.
                    item.text == nil && item.integer == nil || seen.insert(item.string).inserted
                })
        case .object(let members): return .object(members.map { JSON.Member($0.name, renamed($0.value)) })
        default: return json
        }
    }
}
