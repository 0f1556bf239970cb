import Localisation
import Records
import Storage
import Web

/// On the page of a document: its versions, with who brought each and when, and the place to bring the next.
enum LibraryPanel {
    static let panel = Panel("versions", column: .main, replacing: ["attachment"]) {
        record, kind, context, transaction in
        let document = try LibraryDocument(record.seen(by: transaction.viewer, kind), kind: kind)
        let versions = try LibraryVersion.all(of: record.id, in: transaction)
        let users = transaction.schema.kind("user")
        let people = try transaction.records(versions.compactMap(\.by), of: users).mapValues { $0.title(in: users) }
        let mayBring = try transaction.allowed([record.id], of: kind, to: .change).contains(record.id)
        let isExpired = document.isExpired(on: LibraryFiles.today(transaction))
        var html = HTML()
        html.div(.class("stack")) { html in
            if isExpired, let day = document.validUntil {
                let text = Message(
                    "Expired: valid until {day}. It is not offered for mails.", ["day": .text(context.t.day(day))])
                html.notice(context.t(text), .warn)
            }
            list(versions, people, of: record.id, isSendable: !versions.isEmpty && !isExpired, &html, context)
            if mayBring { bring(record.id, isFirst: versions.isEmpty, &html, context) }
        }
        return html
    }

    private static func list(
        _ versions: [LibraryVersion], _ people: [Int64: String], of document: Int64, isSendable: Bool,
        _ html: inout HTML, _ context: Context
    ) {
        let t = context.t
        let send = Action(t("Send by mail"), icon: "mail", small: true, href: "/emails/new?document=\(document)")
        html.div(.id("versions"), .class("stack s"), .data("live-region")) { html in
            html.heading(
                t("Versions"), detail: versions.isEmpty ? nil : t.number(versions.count),
                isSendable && context.viewer.may(Emails.sending) ? send : nil)
            if versions.isEmpty {
                html.p(t("No file yet: it is offered for mails once its file is here."), .class("s muted"))
            }
            for version in versions {
                html.div(.class("row s wrap")) { html in
                    html.badge(
                        Badge(
                            t(Message("Version {number}", ["number": .number(version.number)])),
                            version.isCurrent ? .good : .neutral, icon: version.isCurrent ? "check" : nil,
                            title: version.isCurrent ? t("Current") : nil))
                    html.a(
                        version.name, .class("link cut grow"),
                        .href("/attachments/\(version.attachment.number)/file"))
                    html.span(t.bytes(version.bytes), .class("xs muted number"))
                    if let name = version.by.flatMap({ people[$0] }) { html.span(name, .class("xs muted cut")) }
                    html.time(
                        t.relative(version.at, now: context.now), .class("xs muted"),
                        .attribute("datetime", version.at.iso), .title(t.instant(version.at)))
                    html.action(
                        Action(
                            t("About this file"), icon: "history", look: .quiet, small: true, iconOnly: true,
                            href: "/attachments/\(version.attachment.number)"))
                }
            }
        }
    }

    private static func bring(_ id: Int64, isFirst: Bool, _ html: inout HTML, _ context: Context) {
        guard let files = context.schema["attachment"], context.viewer.may(.create, files) else { return }
        let t = context.t, address = "/attachments/about/\(LibraryDocument.plural)/\(id)"
        html.form(.method("post"), .action(address), .attribute("enctype", "multipart/form-data")) { html in
            html.csrfField(context.csrfToken ?? "")
            let limit = t.bytes(context.workspace.settings.maximumUploadBytes)
            html.dropZone(
                name: "file", title: isFirst ? t("Drop the file here") : t("Drop a new version here"),
                hint: t(Message("or choose it; {size} at most", ["size": .text(limit)])), slim: true, address: address)
            html.element("noscript", []) { $0.action(Action(t("Send"), icon: "upload", small: true, submit: true)) }
        }
    }
}
