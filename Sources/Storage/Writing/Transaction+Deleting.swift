import Records

extension Transaction {
    /// Deletes records the viewer sees. They move, with parts and links, into the inverse journal; `Journal.undo`
    /// brings them back. Records that belong to them (`goesWithLink`) go along; other links to them are emptied.
    /// Refuses, naming what
    /// holds them, when a required link remains. Returns the journal's id.
    @discardableResult
    package func delete(_ ids: [Int64], of kind: Kind) throws -> Int64 {
        try refuse(.delete, kind)
        let found = try records(ids, of: kind)
        guard Set(ids).isSubset(of: found.keys) else { throw Refusal.notFound() }
        guard try allowed(ids, of: kind, to: .delete).isSuperset(of: ids) else {
            throw Refusal(
                .forbidden, code: "not_allowed",
                Message("You may look at this record but not delete it. Ask its owner or an administrator."))
        }
        let journal = try self.journal ?? Journal.begin("delete", kind: kind.name, in: self)
        try remove(ids.compactMap { found[$0] }, of: kind)
        return journal
    }

    func remove(_ records: [Record], of kind: Kind) throws {
        guard !records.isEmpty else { return }
        for rules in rules.rules(for: kind.name) { try rules.deleting(records, self) }
        let ids = records.map(\.id)
        for link in schema.incoming[kind.name] ?? [] where !link.isPart { try release(link, from: ids) }
        try removeReferring(to: kind, ids)
        try Journal.write(records.map { (kind.name, $0.id, "deleted", Journal.stored($0, kind).string, nil) }, in: self)
        try History.write(records.map { History.Line(kind: kind.name, id: $0.id, action: "deleted") }, in: self)
        for chunk in ids.chunked(by: 5000) {
            let list = SQL.set(chunk)
            for part in kind.parts {
                try connection.execute("DELETE FROM \(name: part.kind.table) WHERE \(name: kind.name) IN (\(list))")
            }
            try connection.execute("DELETE FROM \(name: kind.table) WHERE id IN (\(list))")
        }
        try MatchKeys.remove(ids, of: kind, in: self)
        try SearchIndex.remove(ids, in: self)
        try Outbox.write(ids.map { Event("\(kind.name).deleted", Reference(kind: kind.name, id: $0)) }, in: self)
    }

    /// What a link from elsewhere becomes when its target goes.
    private func release(_ link: Schema.ReverseLink, from ids: [Int64]) throws {
        let other = schema.kind(link.kind)
        guard let field = other[link.field] else { return }
        if field.name == "created_by" || field.name == "updated_by" {
            return try empty(field.columns[0].name, of: other, pointingTo: ids)
        }
        var holders: [Int64] = []
        for chunk in ids.chunked(by: 5000) {
            holders += try connection.integers(
                "SELECT id FROM \(name: other.table) WHERE \(name: field.columns[0].name) IN (\(SQL.set(chunk)))")
        }
        if holders.isEmpty { return }
        if let owner = other.owner { return try removePartRows(holders, of: other, owner: schema.kind(owner)) }
        let held = try asHouse.records(holders, of: other)
        let gone = Set(ids)
        let holding = holders.compactMap { held[$0] }.filter {
            !gone.contains($0.id) || other.name != schema.kind(field.shape.linkTarget ?? "").name
        }
        if field.goesWithLink { return try remove(holding, of: other) }
        if field.isRequired {
            throw Refusal(
                .conflict, code: "still_linked",
                Message(
                    "{count} {kind} still needs this record. Move or delete it first.",
                    "{count} {kinds} still need this record. Move or delete them first.",
                    count: holding.count, ["kind": .message(other.label), "kinds": .message(other.pluralLabel)]))
        }
        let emptied = holding.map { record -> Draft in
            Draft(id: record.id, fields: [field.name: field.columns.map { _ in .null }])
        }
        for case .refused(let refusal) in try asHouse.save(emptied, as: other) { throw refusal }
    }

    private func empty(_ column: String, of kind: Kind, pointingTo ids: [Int64]) throws {
        for chunk in ids.chunked(by: 5000) {
            try connection.execute(
                "UPDATE \(name: kind.table) SET \(name: column) = NULL WHERE \(name: column) IN (\(SQL.set(chunk)))")
        }
    }

    /// A contact's link to a deleted account: the contact stays, the item goes; undo restores the contact's items.
    private func removePartRows(_ rows: [Int64], of part: Kind, owner: Kind) throws {
        let owners = try connection.integers(
            "SELECT DISTINCT \(name: owner.name) FROM \(name: part.table) WHERE id IN (\(SQL.set(rows)))")
        guard let name = owner.parts.first(where: { $0.kind.name == part.name })?.name else { return }
        let gone = Set(rows), records = try asHouse.records(owners, of: owner)
        let drafts = owners.compactMap { records[$0] }.map { record in
            Draft(id: record.id, parts: [name: (record.parts[name] ?? []).filter { !gone.contains($0.id) }])
        }
        for case .refused(let refusal) in try asHouse.save(drafts, as: owner) { throw refusal }
    }

    /// Notes, activities, attachments about a deleted record go with it.
    private func removeReferring(to kind: Kind, _ ids: [Int64]) throws {
        for other in schema.entities {
            for field in other.fields where field.shape == .reference && field.goesWithLink {
                var about: [Int64] = []
                for chunk in ids.chunked(by: 5000) {
                    about += try connection.integers(
                        """
                        SELECT id FROM \(name: other.table)
                        WHERE \(name: field.columns[0].name) = \(kind.name)
                        AND \(name: field.columns[1].name) IN (\(SQL.set(chunk)))
                        """
                    )
                }
                let found = try asHouse.records(about, of: other)
                try remove(about.compactMap { found[$0] }, of: other)
            }
        }
    }
}
