import Records

/// A table as declared: derived from a `Kind`, or written out for what is no entity (history, outbox, jobs).
package struct TableSpec: Sendable {
    package let name: String
    package let columns: [ColumnSpec]
    package let primaryKey: [String]
    package let indexes: [IndexSpec]
    /// What becomes of its rows when records become one. Tables of kinds need not say it: their links tell.
    package let merging: MergeFate?

    package struct ColumnSpec: Sendable {
        package let name: String
        package let type: ColumnType
        package let isRequired: Bool
        package let references: String?

        package init(_ name: String, _ type: ColumnType, required: Bool = true, references: String? = nil) {
            self.name = name
            self.type = type
            isRequired = required
            self.references = references
        }
    }

    package struct IndexSpec: Sendable {
        package let name: String
        package let columns: [String]
        package let isUnique: Bool

        package init(_ name: String, _ columns: [String], unique: Bool = false) {
            self.name = name
            self.columns = columns
            isUnique = unique
        }
    }

    package init(
        _ name: String, _ columns: [ColumnSpec], primaryKey: [String], indexes: [IndexSpec] = [],
        merging: MergeFate? = nil
    ) {
        self.name = name
        self.columns = columns
        self.primaryKey = primaryKey
        self.indexes = indexes
        self.merging = merging
    }

    /// What a kind stores: its columns, the derived ones it sorts by, and its indexes.
    package init(_ kind: Kind) {
        var columns: [ColumnSpec] = [], indexes: [IndexSpec] = []
        for field in kind.fields {
            let required = (field.isRequired && !field.isCustom) || TableSpec.alwaysSet.contains(field.name)
            for column in field.columns {
                columns.append(
                    ColumnSpec(column.name, column.type, required: required, references: field.shape.linkTarget))
            }
            if let derived = field.derivedColumn {
                columns.append(ColumnSpec(derived.name, derived.type, required: required))
            }
            indexes += TableSpec.indexes(of: field, in: kind)
        }
        self.init(kind.table, columns, primaryKey: ["id"], indexes: indexes)
    }

    /// The same table with further indexes.
    func adding(_ further: [IndexSpec]) -> TableSpec {
        TableSpec(name, columns, primaryKey: primaryKey, indexes: indexes + further, merging: merging)
    }

    private static let alwaysSet: Set<String> = ["id", "created_at", "updated_at", "version"]

    private static func indexes(of field: FieldSpec, in kind: Kind) -> [IndexSpec] {
        var indexes: [IndexSpec] = []
        let base = "\(kind.table)_\(field.name)"
        if field.isUnique { indexes.append(IndexSpec("\(base)_unique", [field.columns[0].name], unique: true)) }
        if kind.keepsLinks(field) {
            // The records of one account, the parts of one contact.
            indexes.append(IndexSpec("\(base)_link", [field.columns[0].name, "id"]))
        }
        if field.shape == .reference { indexes.append(IndexSpec("\(base)_link", field.columns.map(\.name) + ["id"])) }
        if field.isSorted {
            // Pages in this order, by keyset.
            indexes.append(IndexSpec("\(base)_order", [field.orderColumn, "id"]))
            if kind.keepsByOwner(field) {
                // The same page for one owner's records.
                indexes.append(IndexSpec("\(base)_owned", ["owner", field.orderColumn, "id"]))
            }
        }
        return indexes
    }
}

extension Kind {
    /// Whether the records that this field links to one other stand together in an index.
    func keepsLinks(_ field: FieldSpec) -> Bool {
        field.shape.linkTarget != nil && (field.reverse != "" || field.name == owner)
    }

    /// Whether each owner's records stand in the order of this field in an index.
    func keepsByOwner(_ field: FieldSpec) -> Bool {
        field.isSorted && self["owner"] != nil && !field.isReadOnly && field.name != "owner"
    }
}

extension FieldSpec {
    /// A column we keep beside the value: text sorts by its folded key, money by its amount in company currency.
    package var derivedColumn: Column? {
        if hasSortKey { return Column(name: name + "_key", type: .text) }
        if shape == .money { return Column(name: name + "_base", type: .integer) }
        return nil
    }

    /// The column that sorts, compares and adds up.
    package var orderColumn: String { derivedColumn?.name ?? columns[0].name }
}
