import Records
import Storage

/// What one person chose for one list: its columns, and the view it opens with. Kept beside the user, not in the
/// records.
enum ListPreference {
    static let table = TableSpec(
        "list_preference",
        [
            .init("user_id", .integer), .init("kind", .text), .init("columns", .text, required: false),
            .init("default_view", .integer, required: false),
        ], primaryKey: ["user_id", "kind"], merging: .stays("names columns and saved views, which are not merged"))

    static func setColumns(_ columns: String?, of kind: Kind, in transaction: Transaction) throws {
        try transaction.connection.execute(
            """
            INSERT INTO list_preference (user_id, kind, columns)
            VALUES (\(transaction.viewer.user), \(kind.name), \(columns))
            ON CONFLICT (user_id, kind) DO UPDATE SET columns = excluded.columns
            """)
    }

    static func setDefaultView(_ view: Int64?, of kind: Kind, in transaction: Transaction) throws {
        try transaction.connection.execute(
            """
            INSERT INTO list_preference (user_id, kind, default_view)
            VALUES (\(transaction.viewer.user), \(kind.name), \(view))
            ON CONFLICT (user_id, kind) DO UPDATE SET default_view = excluded.default_view
            """)
    }
}

/// The views a person can open a list with, and their own choices for it: one query.
struct ListViews: Sendable {
    struct View: Sendable, Hashable {
        let id: Int64
        let name: String
        let condition: String?
        let search: String?
        let columns: String?
        let sort: String?
        let layout: ListLayout
        let by: String?
        let groups: String?
        let figure: String?
        let rank: String?
        let isShared: Bool
        let isMine: Bool
    }

    private(set) var views: [View] = []
    private(set) var columns: String?
    private(set) var defaultView: Int64?

    subscript(_ id: Int64) -> View? { views.first { $0.id == id } }

    init(of kind: Kind, in transaction: Transaction) throws {
        let user = transaction.viewer.user
        let rows = try transaction.connection.rows(
            """
            SELECT id, name, condition, search, columns, sort, layout, date_field, is_shared, created_by,
            groups, figure, rank
            FROM saved_view WHERE kind = \(kind.name) AND (created_by = \(user) OR is_shared)
            UNION ALL
            SELECT 0, '', NULL, NULL, columns, NULL, '', NULL, FALSE, default_view, NULL, NULL, NULL
            FROM list_preference WHERE user_id = \(user) AND kind = \(kind.name)
            """, .integer, .text, .text, .text, .text, .text, .text, .text, .boolean, .integer,
            .text, .text, .text)
        for row in rows {
            if row[0].integer == 0 {
                columns = row[4].text
                defaultView = row[9].integer
                continue
            }
            views.append(
                View(
                    id: row[0].integer ?? 0, name: row[1].text ?? "", condition: row[2].text, search: row[3].text,
                    columns: row[4].text, sort: row[5].text, layout: row[6].text.flatMap(ListLayout.init) ?? .list,
                    by: row[7].text, groups: row[10].text, figure: row[11].text, rank: row[12].text,
                    isShared: row[8].boolean ?? false, isMine: row[9].integer == user))
        }
        views.sort { (folded($0.name), $0.id) < (folded($1.name), $1.id) }
    }
}
