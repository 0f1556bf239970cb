import Records

/// When two rows of a part say the same: the same address, the same account, whatever is noted beside it.
struct PartIdentity: Sendable {
    let part: Kind
    /// Links and what is compared when looking for duplicates; of nothing of the kind, the whole row.
    private let telling: [Int]
    private let primary: Int?
    private let inactive: Int?

    init(_ part: Kind) {
        self.part = part
        var telling: [Int] = [], primary: Int?, inactive: Int?, at = 0
        for field in part.declared {
            if field.match != nil || field.shape.linkTarget != nil || field.shape == .reference {
                telling += Array(at..<at + field.columns.count)
            }
            if field.shape == .boolean, field.name == "is_primary" { primary = at }
            if field.shape == .boolean, field.name == "is_inactive" { inactive = at }
            at += field.columns.count
        }
        (self.telling, self.primary, self.inactive) = (telling, primary, inactive)
    }

    func key(_ row: PartRow) -> [Value] {
        let values = telling.map { row.values[$0] }
        return values.allSatisfy(\.isNull) ? row.values : values
    }

    /// Of rows that say the same, the one that stays: still true, the main one, the one that says more, the first.
    func isBetter(_ row: PartRow, than other: PartRow) -> Bool { rank(row) > rank(other) }

    private func rank(_ row: PartRow) -> (Int, Int, Int) {
        let isActive = inactive.map { row.values[$0].boolean != true } ?? true
        let isPrimary = primary.map { row.values[$0].boolean == true } ?? false
        return (isActive ? 1 : 0, isPrimary ? 1 : 0, row.values.count { !$0.isNull })
    }

    /// The rows without those that say the same again, and those left out.
    func once(_ rows: [PartRow]) -> (kept: [PartRow], dropped: [PartRow]) {
        var kept: [PartRow] = [], dropped: [PartRow] = [], places: [[Value]: Int] = [:]
        for row in rows {
            guard let place = places[key(row)] else {
                places[key(row)] = kept.count
                kept.append(row)
                continue
            }
            if isBetter(row, than: kept[place]) {
                dropped.append(kept[place])
                kept[place] = row
            } else {
                dropped.append(row)
            }
        }
        return (kept, dropped)
    }

    /// Several records had a main one each: the first stays it.
    func withOnePrimary(_ rows: [PartRow]) -> [PartRow] {
        guard let primary, let first = rows.firstIndex(where: { $0.values[primary].boolean == true }) else {
            return rows
        }
        var rows = rows
        for index in rows.indices where index > first && rows[index].values[primary].boolean == true {
            rows[index].values[primary] = .boolean(false)
        }
        return rows
    }
}

/// A row of a part as it lies in its table.
struct LyingRow: Sendable {
    let owner: Int64
    let position: Int64
    var row: PartRow

    init(owner: Int64, position: Int64, row: PartRow) { (self.owner, self.position, self.row) = (owner, position, row) }

    init(_ stored: JSON, _ part: Kind) {
        let values = StoredJSON.values(stored, columns: part.columns)
        owner = values[1].integer ?? 0
        position = values[2].integer ?? 0
        row = PartRow(id: values[0].integer ?? 0, values: Array(values[3...]))
    }

    /// What is needed to lay it back.
    func stored(_ part: Kind) -> JSON {
        StoredJSON.encode(
            [.integer(row.id), .integer(owner), .integer(position)] + row.values,
            columns: part.columns)
    }
}

extension Transaction {
    /// The rows of a part, by owner, in their order.
    func lyingRows(of part: Kind, owners: [Int64]) throws -> [Int64: [LyingRow]] {
        guard let owner = part.owner else { return [:] }
        var found: [Int64: [LyingRow]] = [:]
        for chunk in owners.chunked(by: 5000) {
            let sql: SQL =
                """
                SELECT \(SQL.names(part.columns.map(\.name))) FROM \(name: part.table)
                WHERE \(name: owner) IN (\(SQL.set(chunk))) ORDER BY \(name: owner), position, id
                """
            try connection.each(sql, part.columns.map(\.type)) { values in
                let row = LyingRow(
                    owner: values[1].integer ?? 0, position: values[2].integer ?? 0,
                    row: PartRow(id: values[0].integer ?? 0, values: Array(values[3...])))
                found[row.owner, default: []].append(row)
                return true
            }
        }
        return found
    }
}
