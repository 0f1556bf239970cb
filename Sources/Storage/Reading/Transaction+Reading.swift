import Records

extension Transaction {
    /// The records with these ids that the viewer sees, parts included, by id. Two queries and one a part.
    package func records(_ ids: [Int64], of kind: Kind) throws -> [Int64: Record] {
        var found: [Int64: Record] = [:]
        let place = ConditionCompiler.Place(kind)
        let rights = try compiler.rights(at: place)
        for chunk in ids.chunked(by: 5000) {
            let seen: SQL = rights.map { " AND \($0)" } ?? ""
            let sql: SQL =
                """
                SELECT \(columns(of: place)) FROM \(place.from)
                WHERE \(place.column("id")) IN (\(SQL.set(chunk)))\(seen)
                """
            try connection.each(sql, kind.columns.map(\.type)) { values in
                let record = Record(values: values)
                found[record.id] = record
                return true
            }
        }
        try loadParts(of: kind, into: &found)
        return found
    }

    package func record(_ id: Int64, of kind: Kind) throws -> Record {
        guard let record = try records([id], of: kind)[id] else { throw Refusal.notFound() }
        return record
    }

    package func find<E: Entity>(_ id: ID<E>) throws -> E {
        let kind = schema.kind(of: E.self)
        return try E(record(id.number, of: kind), kind: kind)
    }

    /// All records that meet a condition, typed, ordered by id; for small sets (the stages of a pipeline).
    package func all<E: Entity>(_: E.Type, where condition: Condition = .everything) throws -> [E] {
        let kind = schema.kind(of: E.self)
        return try all(kind, where: condition).map { try E($0, kind: kind) }
    }

    package func all(_ kind: Kind, where condition: Condition = .everything, limit: Int = 10_000) throws -> [Record] {
        let place = ConditionCompiler.Place(kind)
        let predicate: SQL = try compiler.predicate(condition, at: place).map { " WHERE \($0)" } ?? ""
        var list: [Record] = []
        try connection.each(
            "SELECT \(columns(of: place)) FROM \(place.from)\(predicate) ORDER BY \(place.column("id")) LIMIT \(limit)",
            kind.columns.map(\.type)
        ) {
            list.append(Record(values: $0))
            return true
        }
        try fillParts(&list, of: kind)
        return list
    }

    /// Which of these ids exist for the viewer.
    package func existing(_ ids: [Int64], of kind: Kind) throws -> Set<Int64> {
        try existing(ids, of: kind, holding: false)
    }

    /// `holding`: until the end of this transaction none of them is merged or deleted; one that is being merged right
    /// now is waited for, and is gone then.
    func existing(_ ids: [Int64], of kind: Kind, holding: Bool) throws -> Set<Int64> {
        var found: Set<Int64> = []
        let place = ConditionCompiler.Place(kind)
        let seen: SQL = try compiler.rights(at: place).map { " AND \($0)" } ?? ""
        let held: SQL =
            holding && connection.dialect == .postgres
            ? " ORDER BY \(place.column("id")) FOR KEY SHARE OF \(name: place.alias)" : ""
        for chunk in ids.chunked(by: 5000) {
            found.formUnion(
                try connection.integers(
                    """
                    SELECT \(place.column("id")) FROM \(place.from)
                    WHERE \(place.column("id")) IN (\(SQL.set(chunk)))\(seen)\(held)
                    """
                ))
        }
        return found
    }

    /// Titles of records, whatever their kind, for showing links: one query for all. Unseen ones are absent.
    package func titles(_ references: some Sequence<Reference>) throws -> [Reference: String] {
        var byKind: [String: Set<Int64>] = [:]
        for reference in references { byKind[reference.kind, default: []].insert(reference.id) }
        var queries: [SQL] = []
        for (name, ids) in byKind.sorted(by: { $0.key < $1.key }) {
            guard let kind = schema[name] else { continue }
            let place = ConditionCompiler.Place(kind), title = place.column(kind.titleField.columns[0].name)
            let seen: SQL = try compiler.rights(at: place).map { " AND \($0)" } ?? ""
            queries.append(
                """
                SELECT \(name), \(place.column("id")), CAST(\(title) AS TEXT) FROM \(place.from)
                WHERE \(place.column("id")) IN (\(SQL.set(ids.sorted())))\(seen)
                """)
        }
        var titles: [Reference: String] = [:]
        guard !queries.isEmpty else { return titles }
        try connection.each(.joined(queries, "\nUNION ALL\n"), [.text, .integer, .text]) { row in
            titles[Reference(kind: row[0].text ?? "", id: row[1].integer ?? 0)] = row[2].text ?? ""
            return true
        }
        return titles
    }

    /// A new record of this kind with the defaults of its declaration.
    package func blank(_ kind: Kind) -> Record { rules.blank(kind) }

    func columns(of place: ConditionCompiler.Place, only fields: Set<String>? = nil) -> SQL {
        var text = ""
        for field in place.kind.fields {
            let isRead = fields.map { $0.contains(field.name) || field.name == "id" } ?? true
            for column in field.columns {
                if !text.isEmpty { text += ", " }
                text += isRead ? "\(place.alias).\(SQL.quoted(column.name))" : "NULL"
            }
        }
        return SQL(text: text)
    }

    func fillParts(_ records: inout [Record], of kind: Kind) throws {
        guard !kind.parts.isEmpty, !records.isEmpty else { return }
        let places = Dictionary(
            records.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        for part in kind.parts {
            var items = [[PartRow]](repeating: [], count: records.count)
            try eachItem(of: part, kind, owners: Array(places.keys)) { owner, item in
                if let place = places[owner] { items[place].append(item) }
            }
            for (place, items) in items.enumerated() where !items.isEmpty { records[place].parts[part.name] = items }
        }
    }

    func loadParts(of kind: Kind, into records: inout [Int64: Record]) throws {
        guard !kind.parts.isEmpty, !records.isEmpty else { return }
        var list = Array(records.values)
        try fillParts(&list, of: kind)
        for record in list { records[record.id] = record }
    }

    private func eachItem(
        of part: Kind.PartKind, _ kind: Kind, owners: [Int64], _ body: (Int64, PartRow) -> Void
    ) throws {
        let columns = part.kind.declared.flatMap(\.columns)
        let names = SQL.names(["id", kind.name] + columns.map(\.name))
        for chunk in owners.chunked(by: 5000) {
            let sql: SQL =
                """
                SELECT \(names) FROM \(name: part.kind.table)
                WHERE \(name: kind.name) IN (\(SQL.set(chunk)))
                ORDER BY \(name: kind.name), position
                """
            try connection.each(sql, [.integer, .integer] + columns.map(\.type)) { row in
                body(row[1].integer ?? 0, PartRow(id: row[0].integer ?? 0, values: Array(row[2...])))
                return true
            }
        }
    }
}
