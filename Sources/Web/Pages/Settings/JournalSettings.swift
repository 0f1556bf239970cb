import Localisation
import Records
import Storage

/// Everything that can be taken back: deletions, imports, mass edits, the newest first.
enum JournalSettings {
    private static let limit = 50

    static func register(in registry: inout Registry) { registry.routes.get("/settings/journal", [], show) }

    private struct Entry: Sendable {
        let id: Int64
        let operation: String
        let kind: String
        let at: Instant
        let user: Int64?
        let isUndone: Bool
        let records: Int
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let before = request.query["before"].flatMap { Int64($0) }
        let (entries, names) = try await context.read { transaction in
            let entries = try load(before, transaction)
            let users = Set(entries.compactMap(\.user).map { Reference(kind: "user", id: $0) })
            return (entries, try transaction.titles(users))
        }
        let t = context.t
        return SettingsFrame(request, context).page(t("Trash and undo")) { html in
            if entries.isEmpty {
                html.emptyState(
                    t("Nothing to take back: nothing was deleted, imported or changed in bulk yet."), icon: "undo-2")
            }
            html.ul(.class("stack")) { html in
                for entry in entries.prefix(limit) { html.li { write(entry, names, &$0, context) } }
            }
            if entries.count > limit, let last = entries.prefix(limit).last {
                html.p { $0.a(t("Show older"), .class("link"), .href("/settings/journal?before=\(last.id)")) }
            }
        }
    }

    /// One's own, or everybody's for whoever manages the settings.
    private static func load(_ before: Int64?, _ transaction: Transaction) throws -> [Entry] {
        let whose: SQL = transaction.viewer.may(Settings.permission) ? "1 = 1" : "user_id = \(transaction.viewer.user)"
        return try transaction.connection.rows(
            """
            SELECT id, operation, kind, at, user_id, state, records FROM journal
            WHERE id < \(before ?? .max) AND \(whose) ORDER BY id DESC LIMIT \(limit + 1)
            """, .integer, .text, .text, .instant, .integer, .text, .integer
        ).map { row in
            Entry(
                id: row[0].integer ?? 0, operation: row[1].text ?? "", kind: row[2].text ?? "",
                at: row[3].instant ?? transaction.now, user: row[4].integer, isUndone: row[5].text == "undone",
                records: Int(row[6].integer ?? 0))
        }
    }

    private static func write(_ entry: Entry, _ names: [Reference: String], _ html: inout HTML, _ context: Context) {
        let t = context.t
        html.div(.class("row wrap")) { html in
            html.icon(entry.operation == "delete" ? "trash-2" : "pencil", .small)
            html.div(.class("grow")) { html in
                html.p(sentence(entry, context), .class("strong s"))
                let who = entry.user.flatMap { names[Reference(kind: "user", id: $0)] } ?? t("Entregent")
                html.p("\(who) · \(t.instant(entry.at))", .class("muted xs"))
            }
            if entry.isUndone {
                html.badge(Badge(t("Undone"), .neutral, icon: "check"))
            } else if entry.records > 0 {
                html.postButton(
                    Action(t("Undo"), icon: "undo-2", small: true), to: "/journal/\(entry.id)/undo",
                    csrf: context.csrfToken ?? "", ajax: false)
            }
        }
    }

    private static func sentence(_ entry: Entry, _ context: Context) -> String {
        let t = context.t, kind = context.schema[entry.kind].map { t($0.pluralLabel) } ?? entry.kind
        let records = t(Message("{count} record", "{count} records", count: entry.records))
        let operation =
            switch entry.operation {
            case "delete": t("Deleted")
            case "import": t("Imported")
            case "bulk_edit": t("Changed in bulk")
            case "bulk_delete": t("Deleted in bulk")
            case "merge": t("Merged")
            case "demo": t("Sample data made")
            default: entry.operation
            }
        return "\(operation) · \(kind) · \(records)"
    }
}
