import Localisation
import Records
import Storage

/// The list of deletions that can still be taken back.
struct TrashPage: Sendable {
    let deletions: [Trash.Deletion]
    let hasMore: Bool
    let names: [Reference: String]
    let context: Context

    private var t: Translator { context.t }

    func write(_ html: inout HTML) {
        html.topbar(title: t("Trash"))
        html.div(.class("content padded")) { html in
            html.div(.class("narrow stack")) { html in
                let days = context.workspace.settings.trashDays
                html.p(
                    t(
                        Message(
                            "What was deleted stays here for {count} day.",
                            "What was deleted stays here for {count} days.", count: days)), .class("muted s"))
                if deletions.isEmpty {
                    html.emptyState(t("The trash is empty."), icon: "trash-2")
                } else {
                    writeList(&html)
                }
                TrashPages.days.write(&html, context)
            }
        }
    }

    private func writeList(_ html: inout HTML) {
        html.form(.class("stack"), .method("post"), .action("\(TrashPages.path)/restore")) { html in
            html.csrfField(context.csrfToken ?? "")
            html.ul(.class("stack")) { html in for deletion in deletions { html.li { write(deletion, &$0) } } }
            html.div(.class("row wrap")) { html in
                html.action(Action(t("Restore what is chosen"), icon: "undo-2", look: .primary, submit: true))
                if hasMore, let last = deletions.last {
                    html.action(
                        Action(t("Show older"), look: .quiet, href: "\(TrashPages.path)?before=\(last.id)"))
                }
            }
        }
    }

    private func write(_ deletion: Trash.Deletion, _ html: inout HTML) {
        let words = TrashWords(context: context, names: names)
        html.div(.class("row")) { html in
            html.label(.class("tick grow")) { html in
                html.input(.type("checkbox"), .name("deletion"), .value(String(deletion.id)))
                html.span(.class("grow lines")) { html in
                    html.span(words.title(deletion), .class("strong"))
                    html.span(words.along(deletion), .class("s"))
                    html.span(words.when(deletion), .class("muted xs"))
                }
            }
            if deletion.isPartial { html.badge(Badge(t("Partly restored"), .warn, icon: "triangle-alert")) }
            html.action(
                Action(
                    t(Message("Look at {name}", ["name": .text(words.title(deletion))])), icon: "chevron-right",
                    look: .quiet, small: true, iconOnly: true, href: "\(TrashPages.path)/\(deletion.id)"))
        }
    }
}

/// One deletion: everything it took along, and why something could not come back.
struct DeletionPage: Sendable {
    let deletion: Trash.Deletion
    let items: [(id: Int64, item: Trash.Item)]
    let hasMore: Bool
    let names: [Reference: String]
    let context: Context

    private var t: Translator { context.t }
    private var words: TrashWords { TrashWords(context: context, names: names) }
    var title: String { words.title(deletion) }

    func write(_ html: inout HTML) {
        html.topbar(parent: t("Trash"), href: TrashPages.path, title: title, t)
        html.div(.class("content padded")) { html in
            html.div(.class("narrow stack")) { html in
                html.p(words.when(deletion), .class("muted s"))
                for problem in items.compactMap(\.item.problem) {
                    html.notice(t(problem.message(context.schema)), .warn)
                }
                writeItems(t("Deleted"), items.filter { $0.item.isDeleted }, &html)
                writeItems(t("Links that were emptied"), items.filter { !$0.item.isDeleted }, &html)
                html.form(.class("row wrap"), .method("post"), .action("\(TrashPages.path)/restore")) { html in
                    html.csrfField(context.csrfToken ?? "")
                    html.input(.type("hidden"), .name("deletion"), .value(String(deletion.id)))
                    html.action(Action(t("Restore"), icon: "undo-2", look: .primary, submit: true))
                    if hasMore, let last = items.last {
                        html.action(
                            Action(
                                t("Show more"), look: .quiet,
                                href: "\(TrashPages.path)/\(deletion.id)?after=\(last.id)"))
                    }
                }
            }
        }
    }

    private func writeItems(_ title: String, _ items: [(id: Int64, item: Trash.Item)], _ html: inout HTML) {
        guard !items.isEmpty else { return }
        html.heading(title, detail: t.number(items.count))
        html.ul(.class("stack")) { html in
            for (_, item) in items {
                let kind = context.schema[item.record.kind]
                html.li(.class("row s")) { html in
                    html.icon(kind?.icon ?? "file", .small)
                    html.span(.class("grow")) { html in
                        let name = item.title.isEmpty ? String(item.record.id) : String(item.title.prefix(120))
                        if !item.isDeleted, let kind, !item.title.isEmpty {
                            html.a(name, .class("link"), .href("/\(kind.plural)/\(item.record.id)"))
                        } else {
                            html.span(name)
                        }
                    }
                    html.span(kind.map { t($0.label) } ?? item.record.kind, .class("muted xs"))
                }
            }
        }
    }
}

/// How deletions are spoken of.
struct TrashWords: Sendable {
    let context: Context
    let names: [Reference: String]

    private var t: Translator { context.t }

    func title(_ deletion: Trash.Deletion) -> String {
        let count = deletion.deleted[deletion.kind] ?? 0
        if count == 1, !deletion.title.isEmpty { return String(deletion.title.prefix(120)) }
        return counted(deletion.kind, count)
    }

    /// What went with it, by kind.
    func along(_ deletion: Trash.Deletion) -> String {
        let isOne = deletion.deleted[deletion.kind] == 1
        var words = isOne ? [context.schema[deletion.kind].map { t($0.label) } ?? deletion.kind] : []
        for (kind, count) in deletion.deleted.sorted(by: { $0.key < $1.key }) where kind != deletion.kind {
            words.append(counted(kind, count))
        }
        if deletion.emptied > 0 {
            words.append(t(Message("{count} link emptied", "{count} links emptied", count: deletion.emptied)))
        }
        return words.joined(separator: " · ")
    }

    func when(_ deletion: Trash.Deletion) -> String {
        let who = deletion.user.flatMap { names[Reference(kind: "user", id: $0)] } ?? t("Entregent")
        return "\(who) · \(t.instant(deletion.at))"
    }

    private func counted(_ kind: String, _ count: Int) -> String {
        t.counted(context.schema[kind], kind, count)
    }
}
