import Localisation
import Records
import Storage
import Web

/// A file's own page: fetch it, its other versions, and who fetched it when.
enum AttachmentPage {
    static let panel = Panel("file", column: .main) { record, kind, context, transaction in
        let file = try Attachment(record, kind: kind)
        let versions = try AttachmentPage.versions(of: file, kind, in: transaction)
        let accesses = try FileAccess.entries(record.id, in: transaction)
        var html = HTML()
        render(file, record.id, versions, accesses, &html, context)
        return html
    }

    private struct Version: Sendable {
        let id: Int64
        let number: Int
        let bytes: Int
        let at: Instant
    }

    private static func versions(of file: Attachment, _ kind: Kind, in transaction: Transaction) throws -> [Version] {
        guard let about = file.about else { return [] }
        let place = ConditionCompiler.Place(kind)
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let name: SQL =
            Attachment.isOneDocument(about.kind) ? "" : " AND \(place.column("name_key")) = \(folded(file.name))"
        return try transaction.connection.rows(
            """
            SELECT \(place.column("id")), \(place.column("number")), \(place.column("bytes")),
            \(place.column("created_at")) FROM \(place.from)
            WHERE \(place.column("about_kind")) = \(about.kind) AND \(place.column("about_id")) = \(about.id)
            \(name)\(rights) ORDER BY \(place.column("number")) DESC
            LIMIT 100
            """, .integer, .integer, .integer, .instant
        ).map {
            Version(
                id: $0[0].integer ?? 0, number: Int($0[1].integer ?? 1), bytes: Int($0[2].integer ?? 0),
                at: $0[3].instant ?? transaction.now)
        }
    }

    private static func render(
        _ file: Attachment, _ id: Int64, _ versions: [Version], _ accesses: [FileAccess.Entry], _ html: inout HTML,
        _ context: Context
    ) {
        let t = context.t, address = "/attachments/\(id)/file"
        html.div(.class("row wrap")) { html in
            html.action(Action(t("Download"), icon: "download", look: .primary, href: address))
            if FileSignature.shown.contains(file.contentType) {
                html.action(
                    Action(t("Look at it"), icon: "eye", href: address + "?show=1", [.attribute("target", "_blank")]))
            }
        }
        html.heading(t("Versions"))
        html.ul(.class("stack s")) { html in
            for version in versions {
                html.li { html in
                    let name = t(Message("Version {number}", ["number": .number(version.number)]))
                    html.a(name, .class(version.id == id ? "link strong" : "link"), .href("/attachments/\(version.id)"))
                    html.text(" · \(t.bytes(version.bytes)) · ")
                    html.time(t.instant(version.at), .attribute("datetime", version.at.iso))
                }
            }
        }
        html.heading(t("Who fetched it"))
        if accesses.isEmpty { html.p(t("Nobody has fetched this file yet."), .class("s muted")) }
        html.ul(.class("stack s")) { html in
            for access in accesses {
                html.li { html in
                    html.b(access.user ?? "Entregent")
                    html.text(" · \(t(access.door.label)) · ")
                    html.time(t.instant(access.at), .attribute("datetime", access.at.iso))
                }
            }
        }
    }
}
