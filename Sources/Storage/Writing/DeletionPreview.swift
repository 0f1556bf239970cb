import Records

/// What deleting would take along, counted without doing it: the same walk as `Transaction.delete`.
package struct DeletionPreview: Sendable {
    /// A link from records of a kind that would be emptied.
    package struct Emptied: Sendable, Hashable {
        package let kind: String
        /// The field, or the part whose row would go.
        package let field: String
        package let count: Int

        package init(kind: String, field: String, count: Int) {
            (self.kind, self.field, self.count) = (kind, field, count)
        }
    }

    /// Records that would go along, by kind; those asked about are not among them.
    package private(set) var taken: [String: Int] = [:]
    package private(set) var emptied: [Emptied] = []
    /// Records that still need one of these, by kind: the deletion would be refused.
    package private(set) var holding: [String: Int] = [:]

    package var isPossible: Bool { holding.isEmpty }

    /// Counts are the house's: what goes along goes whoever sees it.
    package static func of(_ ids: [Int64], _ kind: Kind, in transaction: Transaction) throws -> DeletionPreview {
        try transaction.refuse(.delete, kind)
        let found = try transaction.existing(ids, of: kind)
        guard found.isSuperset(of: ids) else { throw Refusal.notFound() }
        guard try transaction.allowed(ids, of: kind, to: .delete).isSuperset(of: ids) else {
            throw Refusal(
                .forbidden, code: "not_allowed",
                Message("You may look at this record but not delete it. Ask its owner or an administrator."))
        }
        var walk = Walk(transaction: transaction)
        try walk.take(ids, kind)
        return walk.preview(asked: kind.name, ids.count)
    }

    private struct Walk {
        let transaction: Transaction
        var gone: [String: Set<Int64>] = [:]
        var emptied: [String: [String: Set<Int64>]] = [:]
        var holding: [String: Set<Int64>] = [:]

        mutating func take(_ ids: [Int64], _ kind: Kind) throws {
            let fresh = ids.filter { gone[kind.name]?.contains($0) != true }
            if fresh.isEmpty { return }
            gone[kind.name, default: []].formUnion(fresh)
            for link in transaction.schema.incoming[kind.name] ?? [] where !link.isPart { try follow(link, fresh) }
            for other in transaction.schema.entities {
                for field in other.fields where field.shape == .reference && field.goesWithLink {
                    try take(referring(other, field, to: kind.name, fresh), other)
                }
            }
        }

        private mutating func follow(_ link: Schema.ReverseLink, _ ids: [Int64]) throws {
            let other = transaction.schema.kind(link.kind)
            guard let field = other[link.field], field.name != "created_by", field.name != "updated_by" else { return }
            let column = other.owner ?? "id"
            var holders: [Int64] = []
            for chunk in ids.chunked(by: 5000) {
                holders += try transaction.connection.integers(
                    """
                    SELECT \(name: column) FROM \(name: other.table)
                    WHERE \(name: field.columns[0].name) IN (\(SQL.set(chunk)))
                    """)
            }
            if holders.isEmpty { return }
            if let owner = other.owner {
                let part = transaction.schema.kind(owner).parts.first { $0.kind.name == other.name }?.name ?? ""
                emptied[owner, default: [:]][part, default: []].formUnion(holders)
            } else if field.goesWithLink {
                try take(holders, other)
            } else if field.isRequired {
                holding[other.name, default: []].formUnion(holders)
            } else {
                emptied[other.name, default: [:]][field.name, default: []].formUnion(holders)
            }
        }

        private func referring(_ other: Kind, _ field: FieldSpec, to kind: String, _ ids: [Int64]) throws -> [Int64] {
            var found: [Int64] = []
            for chunk in ids.chunked(by: 5000) {
                found += try transaction.connection.integers(
                    """
                    SELECT id FROM \(name: other.table) WHERE \(name: field.columns[0].name) = \(kind)
                    AND \(name: field.columns[1].name) IN (\(SQL.set(chunk)))
                    """)
            }
            return found
        }

        /// What goes itself is neither emptied nor in the way.
        func preview(asked kind: String, _ count: Int) -> DeletionPreview {
            var preview = DeletionPreview()
            for (name, ids) in gone {
                let along = ids.count - (name == kind ? count : 0)
                if along > 0 { preview.taken[name] = along }
            }
            for (name, ids) in holding {
                let staying = ids.subtracting(gone[name] ?? [])
                if !staying.isEmpty { preview.holding[name] = staying.count }
            }
            for (name, fields) in emptied.sorted(by: { $0.key < $1.key }) {
                for (field, ids) in fields.sorted(by: { $0.key < $1.key }) {
                    let staying = ids.subtracting(gone[name] ?? [])
                    if !staying.isEmpty {
                        preview.emptied.append(Emptied(kind: name, field: field, count: staying.count))
                    }
                }
            }
            return preview
        }
    }
}
