import Records

/// What becomes of a table's rows when records become one. Tables of kinds need not say it: their links and references
/// tell. A test refuses a table that says nothing.
package enum MergeFate: Sendable {
    /// Rows that point to a merged record point to the survivor from then on. Of rows that then say the same in the
    /// columns `once`, one stays, with the greater value of `stronger`.
    case moves([RecordPointer], once: [String] = [], stronger: String? = nil)
    /// Derived from the records themselves, and made anew with them.
    case rebuilt
    /// Stays as it is, for this reason.
    case stays(String)
}

/// A column that holds the identifier of a record.
package struct RecordPointer: Sendable {
    package enum Target: Sendable {
        /// Another column of the row names the kind.
        case column(String)
        /// Always of this kind.
        case kind(String)
    }

    package let column: String
    package let target: Target

    package init(_ column: String, kindIn other: String) { (self.column, target) = (column, .column(other)) }
    package init(_ column: String, of kind: String) { (self.column, target) = (column, .kind(kind)) }

    /// The rows that point to these records of a kind; nil where they never point to that kind.
    func condition(_ kind: Kind, _ ids: [Int64]) -> SQL? {
        let found: SQL = "\(name: column) IN (\(SQL.set(ids)))"
        switch target {
        case .column(let other): return "\(name: other) = \(kind.name) AND \(found)"
        case .kind(let name): return name == kind.name ? found : nil
        }
    }
}
