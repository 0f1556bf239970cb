import Records
import Storage

/// Columns that follow from others, keys that sort and amounts in company currency, written anew where they do not
/// agree with what they follow from.
struct DerivedColumns: Sendable {
    let workspace: Workspace
    private static let chunk = 1000

    /// How many values were wrong. `progress` hears how many rows were looked at.
    func mend(
        where isWanted: @Sendable (FieldSpec) -> Bool = { _ in true }, progress: (Int) async throws -> Void = { _ in }
    ) async throws -> Int {
        var mended = 0, seen = 0
        for kind in workspace.schema.entities.flatMap({ [$0] + $0.parts.map(\.kind) }) {
            let fields = kind.fields.filter { $0.derivedColumn != nil && isWanted($0) }
            guard !fields.isEmpty else { continue }
            var after: Int64? = 0
            while let from = after {
                let done = try await workspace.write(.house, .command) { transaction in
                    try DerivedColumns.mend(kind, fields, after: from, in: transaction)
                }
                mended += done.mended
                seen += done.seen
                after = done.last
                try await progress(seen)
            }
        }
        return mended
    }

    private static func mend(_ kind: Kind, _ fields: [FieldSpec], after: Int64, in transaction: Transaction) throws -> (
        mended: Int, seen: Int, last: Int64?
    ) {
        let columns = fields.flatMap { $0.columns + [$0.derivedColumn].compactMap(\.self) }
        let rows = try transaction.connection.rows(
            """
            SELECT id, \(SQL.names(columns.map(\.name))) FROM \(name: kind.table)
            WHERE id > \(after) ORDER BY id LIMIT \(chunk)
            """, [.integer] + columns.map(\.type))
        var mended = 0
        for row in rows {
            var place = 1, assignments: [SQL] = []
            for field in fields {
                let values = Array(row[place..<place + field.columns.count]), stored = row[place + field.columns.count]
                let value = expected(values, field, transaction.settings)
                if value != stored, let column = field.derivedColumn {
                    assignments.append("\(name: column.name) = \(value)")
                }
                place += field.columns.count + 1
            }
            guard !assignments.isEmpty else { continue }
            mended += assignments.count
            try transaction.connection.execute(
                "UPDATE \(name: kind.table) SET \(SQL.joined(assignments, ", ")) WHERE id = \(row[0])")
        }
        return (mended, rows.count, rows.count < chunk ? nil : rows.last?[0].integer)
    }

    static func expected(_ values: [Value], _ field: FieldSpec, _ settings: WorkspaceSettings) -> Value {
        if field.hasSortKey { return values[0].text.map { .text(folded($0)) } ?? .null }
        guard let minor = values[0].integer, let currency = values[1].text else { return .null }
        return settings.inCompanyCurrency(Money(minor: minor, currency: currency)).map(Value.integer) ?? .null
    }
}
