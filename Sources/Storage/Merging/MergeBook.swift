import Records

/// What modules say about records that become one. Links and references need nothing said: they are found in the
/// schema.
package struct MergeBook: Sendable {
    /// A merge as rules see it: all relations are moved already, in the same transaction, and what is saved here is
    /// taken back with it.
    package struct Work: Sendable {
        package let kind: Kind
        package let survivor: Int64
        /// Those that are gone.
        package let merged: [Int64]
        /// What it is called in the list of merges.
        package let merge: Int64
    }

    /// A text field that holds a condition as JSON, about records of a kind.
    struct ConditionField: Sendable {
        let kind: String
        let field: String
    }

    private(set) var apart: Set<String> = []
    private(set) var together: [String: [[String]]] = [:]
    private(set) var conditions: [ConditionField] = []
    private(set) var merged: [@Sendable (Work, Transaction) throws -> Void] = []
    private(set) var unmerged: [@Sendable (Merge, Transaction) throws -> Void] = []
    private(set) var fates: [String: MergeFate] = [:]

    /// Records of these kinds are never merged: people who sign in, stages, roles.
    package mutating func keepApart(_ kinds: String...) { apart.formUnion(kinds) }

    /// Fields that speak together, such as an address: an empty one is filled from another record only where that
    /// record says nothing else in the rest of them.
    package mutating func keepTogether(_ fields: [String], of kind: String) {
        together[kind, default: []].append(fields)
    }

    /// Conditions kept in this field name the survivor afterwards.
    package mutating func conditions(in field: String, of kind: String) {
        conditions.append(ConditionField(kind: kind, field: field))
    }

    /// Tidies up after a merge: two files that now have the same name, for example.
    package mutating func afterwards(_ tidy: @escaping @Sendable (Work, Transaction) throws -> Void) {
        merged.append(tidy)
    }

    /// The same when a merge was taken back, for tables that are no kinds and that the module has written itself.
    package mutating func afterUndoing(_ tidy: @escaping @Sendable (Merge, Transaction) throws -> Void) {
        unmerged.append(tidy)
    }

    /// Says for many tables at once what their declaration does not say.
    package mutating func tables(_ names: [String], _ fate: MergeFate) { for name in names { fates[name] = fate } }

    package func fate(of table: TableSpec) -> MergeFate? { table.merging ?? fates[table.name] }

    /// Whether records of a kind can become one: those that stand by themselves.
    package func mayMerge(_ kind: Kind) -> Bool {
        kind.owner == nil && kind.subjectField == nil && !apart.contains(kind.name)
    }
}

extension Transaction {
    /// What modules say about merging.
    package var mergeBook: MergeBook { rules.merging }
}
