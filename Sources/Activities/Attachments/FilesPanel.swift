import Localisation
import Records
import Storage
import Web

/// On every record's page: its files, and a place to drop more. On a file's own page: its versions and who fetched it.
package struct FilesPanel: Sendable {
    private struct File: Sendable {
        let id: Int64
        let name: String
        let type: String
        let bytes: Int
        let number: Int
        let at: Instant
    }

    let kind: String
    let plural: String
    let id: Int64
    private let files: [File]
    private static let shown = 20

    package static func register(in registry: inout Registry) {
        let panel = Panel("files") { record, kind, context, transaction in
            guard !context.viewer.grants(for: Attachment.name).isEmpty else { return nil }
            var html = HTML()
            try load(record.id, kind, in: transaction).render(&html, context)
            return html
        }
        let none: Set<String> = [
            "note", "attachment", "stage_change", "saved_view", "user", "team", "stage", "pipeline", "email",
            "email_template", "text_message", "library_document",
        ]
        for kind in registry.storage.kinds where !none.contains(kind.name) { registry.panel(on: kind.name, panel) }
        registry.panel(on: Attachment.name, AttachmentPage.panel)
    }

    /// One query: the current version of each file.
    private static func load(_ id: Int64, _ kind: Kind, in transaction: Transaction) throws -> FilesPanel {
        let place = ConditionCompiler.Place(transaction.schema.kind(of: Attachment.self))
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let columns = ["id", "name", "content_type", "bytes", "number", "created_at"].map { place.column($0) }
        let rows = try transaction.connection.rows(
            """
            SELECT \(SQL.joined(columns, ", ")) FROM \(place.from) WHERE \(place.column("about_kind")) = \(kind.name)
            AND \(place.column("about_id")) = \(id) AND \(place.column("is_current")) = TRUE\(rights)
            ORDER BY \(place.column("created_at")) DESC, \(place.column("id")) DESC LIMIT \(shown + 1)
            """, .integer, .text, .text, .integer, .integer, .instant)
        let files = rows.map {
            File(
                id: $0[0].integer ?? 0, name: $0[1].text ?? "", type: $0[2].text ?? "", bytes: Int($0[3].integer ?? 0),
                number: Int($0[4].integer ?? 1), at: $0[5].instant ?? transaction.now)
        }
        return FilesPanel(kind: kind.name, plural: kind.plural, id: id, files: files)
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t, address = "/attachments/about/\(plural)/\(id)"
        html.div(.id("files"), .data("live-region")) { html in
            html.heading(t("Files"), detail: files.isEmpty ? nil : t.number(min(files.count, FilesPanel.shown)))
            for file in files.prefix(FilesPanel.shown) { line(file, &html, context) }
            if files.count > FilesPanel.shown {
                html.p { $0.a(t("Show all"), .class("link s"), .href("/attachments?about=\(kind):\(id)")) }
            }
        }
        guard let kind = context.schema[Attachment.name], context.viewer.may(.create, kind) else { return }
        html.form(.method("post"), .action(address), .attribute("enctype", "multipart/form-data")) { html in
            html.csrfField(context.csrfToken ?? "")
            let limit = t.bytes(context.workspace.settings.maximumUploadBytes)
            html.dropZone(
                name: "file", title: t("Drop files here"),
                hint: t(Message("or choose them; {size} at most", ["size": .text(limit)])),
                multiple: true, slim: true, address: address)
            html.element("noscript", []) { $0.action(Action(t("Send"), icon: "upload", small: true, submit: true)) }
        }
    }

    private func line(_ file: File, _ html: inout HTML, _ context: Context) {
        let t = context.t
        html.div(.class("row s")) { html in
            html.icon(FilesPanel.icon(file.type), .small)
            html.a(file.name, .class("link cut grow"), .href("/attachments/\(file.id)/file"))
            html.span(t.bytes(file.bytes), .class("xs muted number"))
            html.time(
                t.relative(file.at, now: context.now), .class("xs muted"), .attribute("datetime", file.at.iso),
                .title(t.instant(file.at)))
            let version =
                file.number > 1
                ? t(Message("Version {number}", ["number": .number(file.number)])) : t("About this file")
            html.action(
                Action(
                    version, icon: "history", look: .quiet, small: true, iconOnly: true, href: "/attachments/\(file.id)"
                ))
        }
    }

    static func icon(_ type: String) -> String {
        if type.hasPrefix("image/") { return "image" }
        if type.contains("spreadsheet") || type == "text/csv" || type.contains("excel") { return "file-spreadsheet" }
        return type == "application/pdf" || type.contains("word") || type.hasPrefix("text/") ? "file-text" : "file"
    }
}
