import Exchange
import Identity
import Records
import Storage

/// A file that customers lie in before a take-over: whose it is, where it comes from, how good it is, and whether it is
/// kept, repaired first, or dropped.
package struct SourceFile: Entity {
    package static let name = "source_file", plural = "source_files"
    package static let label = "Source file", pluralLabel = "Source files"
    package static let icon = "file-spreadsheet"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    package var owner: ID<User>?
    package var system: String?
    package var state = SourceState.described
    package var holds: String?
    package var bytes: Int?
    package var rowCount: Int?
    package var columnCount: Int?
    package var completeness: Int?
    package var validity: Int?
    package var doublesInside: Int?
    package var doublesInBase: Int?
    package var unreadableRows: Int?
    package var encoding: String?
    package var measuredAt: Instant?
    package var decision = SourceDecision.open
    package var reason: String?
    package var decidedOn: Day?
    package var description: String?
    package var file: String?
    package var original: String?
    package var sheet: String?
    package var format: String?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(200), .searched, .listed, .sorted),
        Field("owner", \.owner, "Owner", .listed),
        Field("system", \.system, "System of origin", .max(120), .searched, .listed),
        Field("state", \.state, "State", .required, .readOnly, .listed),
        Field("holds", \.holds, "Seems to hold", .readOnly, .max(63)),
        Field("bytes", \.bytes, "Size", .readOnly, .sorted),
        Field("row_count", \.rowCount, "Rows", .readOnly, .listed, .sorted),
        Field("column_count", \.columnCount, "Number of columns", .readOnly),
        Field("completeness", \.completeness, "Filled in (%)", .readOnly, .listed, .sorted),
        Field("validity", \.validity, "Valid (%)", .readOnly, .listed, .sorted),
        Field("doubles_inside", \.doublesInside, "Doubles inside", .readOnly, .sorted),
        Field("doubles_in_base", \.doublesInBase, "Doubles with the base", .readOnly, .sorted),
        Field("unreadable_rows", \.unreadableRows, "Unreadable rows", .readOnly, .sorted),
        Field("encoding", \.encoding, "Encoding", .readOnly, .max(40)),
        Field("measured_at", \.measuredAt, "Measured", .readOnly, .sorted),
        Field("decision", \.decision, "Decision", .required, .listed),
        Field("reason", \.reason, "Reason of the decision", .shape(.longText), .max(2000)),
        Field("decided_on", \.decidedOn, "Decided on", .readOnly, .listed, .sorted),
        Field("description", \.description, "Description", .shape(.longText)),
        Field("file", \.file, "File key", .readOnly, .needs("house.files"), .max(255)),
        Field("original", \.original, "Original file", .readOnly, .needs("house.files"), .max(255)),
        Field("sheet", \.sheet, "Sheet", .readOnly, .max(255)),
        Field("format", \.format, "Way of writing", .readOnly, .needs("house.files"), .max(1000)),
    ]
}

package enum SourceState: String, Choice {
    /// Written down without the file itself.
    case described
    case waiting, measured, failed

    package var label: String {
        switch self {
        case .described: "Without its file"
        case .waiting: "Being measured"
        case .measured: "Measured"
        case .failed: "Could not be measured"
        }
    }
}

package enum SourceDecision: String, Choice {
    case open, keep, repair, drop

    package var label: String {
        switch self {
        case .open: "Not decided"
        case .keep: "Keep"
        case .repair: "Repair first"
        case .drop: "Drop"
        }
    }
}

extension SourceFile {
    /// A decision has its day, and one against the file its reason; whoever describes a file owns it.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        for index in changes.indices {
            let kind = changes[index].kind
            if changes[index].isNew, changes[index].new.value("owner", in: kind).isNull, let author = transaction.author
            {
                changes[index].new.set("owner", [.integer(author)], in: kind)
            }
            let decision = changes[index].new.value("decision", in: kind).text
            let isNewDecision =
                changes[index].old.map { $0.value("decision", in: kind).text != decision }
                ?? (decision != SourceDecision.open.rawValue)
            if isNewDecision {
                let day: Value = decision == SourceDecision.open.rawValue ? .null : .day(transaction.today)
                changes[index].new.set("decided_on", [day], in: kind)
            }
            let needsReason = decision == SourceDecision.repair.rawValue || decision == SourceDecision.drop.rawValue
            if needsReason, changes[index].new.value("reason", in: kind).isNull {
                changes[index].refuse(
                    "reason", code: "required", Message("Say why this file is not taken as it is."))
            }
        }
    }

    /// What was measured goes with the file.
    static func deleting(_ records: [Record], _ transaction: Transaction) throws {
        let ids = SQL.set(records.map(\.id))
        try transaction.connection.execute("DELETE FROM inventory_key WHERE source IN (\(ids))")
    }
}
