import Records
import Storage

/// A list as somebody keeps it: which records, in what order, with which columns, as table, calendar or timeline.
/// Its owner is who created it; shared, everybody may look through it.
package struct SavedView: Entity {
    package static let name = "saved_view", plural = "saved_views"
    package static let label = "Saved view", pluralLabel = "Saved views"
    package static let icon = "bookmark"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    package var kind = ""
    package var condition: String?
    package var search: String?
    package var columns: String?
    package var sort: String?
    package var layout = ListLayout.list
    package var dateField: String?
    package var groups: String?
    package var figure: String?
    package var rank: String?
    package var isShared = false
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(80), .listed),
        Field("kind", \.kind, "Records", .required, .max(63), .listed),
        Field("condition", \.condition, "Condition", .shape(.longText), .max(20_000)),
        Field("search", \.search, "Searched words", .max(200)),
        Field("columns", \.columns, "Columns", .shape(.longText), .max(4000)),
        Field("sort", \.sort, "Order", .max(400)),
        Field("layout", \.layout, "Layout", .required, .listed),
        Field("date_field", \.dateField, "Day shown", .max(63)),
        Field("groups", \.groups, "Summed up by", .max(400)),
        Field("figure", \.figure, "Figure", .max(63)),
        Field("rank", \.rank, "Order of the summary", .max(200)),
        Field("is_shared", \.isShared, "Shared", .required, .listed),
    ]

    /// What a person may see of them: their own and those shared. For whoever makes a `Viewer`.
    package static func grants(for user: Int64) -> [Viewer.Grant] {
        [.owners([user]), .condition(.test(path: ["is_shared"], .equals(true)))]
    }
}

extension SavedView {
    /// Only its owner changes a view, and only to something that can be shown.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        for index in changes.indices {
            if let old = changes[index].old, !isOwn(old, changes[index].kind, transaction) {
                changes[index].refuse(notYours)
                continue
            }
            // Required fields may still be missing here; they are refused afterwards.
            let own = changes[index].kind
            let name = changes[index].new.value("kind", in: own).text ?? ""
            guard let kind = transaction.schema[name], kind.owner == nil else {
                changes[index].refuse(
                    "kind", code: "unknown_kind", Message("“{value}” is not a kind of record.", ["value": .text(name)]))
                continue
            }
            guard let text = changes[index].new.value("condition", in: own).text, changes[index].changes("condition")
            else { continue }
            do {
                _ = try ListParameters.condition(try JSON(parsing: text), "condition", kind, transaction.compiler)
            } catch let fault as FieldRefusal {
                changes[index].refuse(FieldRefusal("condition", code: fault.code, fault.message))
            } catch {
                changes[index].refuse("condition", code: "malformed_json", Message("The condition is not valid JSON."))
            }
        }
    }

    static func deleting(_ records: [Record], _ transaction: Transaction) throws {
        let kind = transaction.schema.kind(of: SavedView.self)
        for record in records where !isOwn(record, kind, transaction) { throw notYours }
    }

    private static func isOwn(_ record: Record, _ kind: Kind, _ transaction: Transaction) -> Bool {
        transaction.viewer.isHouse || record.value("created_by", in: kind).integer == transaction.viewer.user
    }

    private static let notYours = Refusal(
        .forbidden, code: "not_yours", Message("This view belongs to somebody else. Save it under a name of your own."))
}
