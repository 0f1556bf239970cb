import Localisation
import Records
import Storage

/// What was merged: one’s own merges, all of them for whoever manages the settings; each can be undone for some time.
enum MergesPages {
    static let path = "/settings/merges"
    private static let limit = 50
    private static let days = DaysSetting(
        name: WorkspaceSettings.mergeDays, path: path, heading: Message("How long it can be undone"),
        help: "Older merges are final; the old addresses go on working.", days: { $0.mergeDays })

    static func register(in registry: inout Registry) {
        registry.routes.get(path, [], show)
        registry.routes.get(path + "/:id", [], one)
        registry.routes.post(path + "/:id/undo", [], undo)
        days.register(in: &registry)
        registry.settings.append(SettingsEntry(label: Message("Merges"), icon: "merge", path: path))
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let before = request.query["before"].flatMap { Int64($0) }
        let (merges, names) = try await context.read { transaction in
            let merges = try Merge.list(before: before, limit: limit + 1, in: transaction)
            return (merges, try MergeWords.names(merges, in: transaction))
        }
        let t = context.t, words = MergeWords(context: context, names: names)
        return SettingsFrame(request, context).page(t("Merges")) { html in
            let kept = Message(
                "A merge can be undone for {count} day.", "A merge can be undone for {count} days.",
                count: context.workspace.settings.mergeDays)
            html.p(t(kept), .class("muted s"))
            if merges.isEmpty { html.emptyState(t("Nothing has been merged yet."), icon: "merge") }
            html.ul(.class("stack")) { html in
                for merge in merges.prefix(limit) { html.li { words.line(merge, &$0) } }
            }
            if merges.count > limit, let last = merges.prefix(limit).last {
                html.p { $0.a(t("Show older"), .class("link"), .href("\(path)?before=\(last.id)")) }
            }
            days.write(&html, context)
        }
    }

    /// What would come back, and what has changed since.
    @Sendable private static func one(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier(), t = context.t
        let (merge, preview, refusal, names) = try await context.read { transaction in
            let merge = try Merge.find(id, in: transaction)
            var preview: Unmerged?, refusal: Refusal?
            do { preview = try transaction.unmergePreview(id) } catch let told as Refusal { refusal = told }
            var names = try MergeWords.names([merge], in: transaction)
            names.merge(try transaction.titles(preview?.changed.map(\.record) ?? [])) { first, _ in first }
            return (merge, preview, refusal, names)
        }
        let words = MergeWords(context: context, names: names)
        return SettingsFrame(request, context).page(words.title(merge)) { html in
            html.p(words.when(merge), .class("muted s"))
            if merge.state == .undone {
                html.notice(t("This merge has been undone already."), .neutral)
            } else if let refusal {
                html.notice(t(refusal.message), .warn)
            }
            if let preview { words.preview(preview, &html) }
        }
    }

    @Sendable private static func undo(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let done = try await context.write { try $0.unmerge(id) }
        let t = context.t
        var text = t(
            Message(
                "Undone: {count} record stands for itself again.",
                "Undone: {count} records stand for themselves again.",
                count: done.restored.count))
        if !done.changed.isEmpty {
            text +=
                " "
                + t(
                    Message(
                        "{count} thing had changed since and stays as it is.",
                        "{count} things had changed since and stay as they are.", count: done.changed.count))
        }
        let plural = context.schema[done.merge.kind]?.plural ?? ""
        return Response.accepted(request, next: "/\(plural)/\(done.merge.survivor)", MergeApi.json(done, [:], context))
            .saying(Toast(text, tone: done.changed.isEmpty ? .good : .warn))
    }
}

/// How merges are spoken of.
struct MergeWords: Sendable {
    let context: Context
    let names: [Reference: String]

    private var t: Translator { context.t }

    /// The users who merged, and the records that are still there.
    static func names(_ merges: [Merge], in transaction: Transaction) throws -> [Reference: String] {
        var wanted = Set(merges.compactMap(\.user)).map { Reference(kind: "user", id: $0) }
        for merge in merges {
            wanted.append(Reference(kind: merge.kind, id: merge.survivor))
            wanted += merge.merged.map { Reference(kind: merge.kind, id: $0.id) }
        }
        return try transaction.titles(wanted)
    }

    /// Titles of records somebody no longer sees are not told.
    private func name(_ id: Int64, _ title: String, _ merge: Merge) -> String {
        let isSeen = names[Reference(kind: merge.kind, id: merge.survivor)] != nil
        if !isSeen { return t("a record you do not see") }
        return title.isEmpty ? String(id) : title
    }

    func title(_ merge: Merge) -> String {
        let merged = merge.merged.map { name($0.id, $0.title, merge) }
        return t(
            Message(
                "{records} merged into “{name}”",
                ["records": .text(t.list(merged)), "name": .text(name(merge.survivor, merge.title, merge))]))
    }

    func when(_ merge: Merge) -> String {
        let who = merge.user.flatMap { names[Reference(kind: "user", id: $0)] } ?? t("Entregent")
        let kind = context.schema[merge.kind].map { t($0.pluralLabel) } ?? merge.kind
        return "\(kind) · \(who) · \(t.instant(merge.at))"
    }

    func line(_ merge: Merge, _ html: inout HTML) {
        html.div(.class("row wrap")) { html in
            html.icon("merge", .small)
            html.div(.class("grow")) { html in
                html.p(.class("strong s")) { html in
                    html.a(title(merge), .class("link"), .href("\(MergesPages.path)/\(merge.id)"))
                }
                html.p(when(merge), .class("muted xs"))
            }
            switch merge.state {
            case .undone: html.badge(Badge(t("Undone"), .neutral, icon: "check"))
            case .forgotten: html.badge(Badge(t("Final"), .neutral))
            case .done:
                html.action(
                    Action(t("Undo…"), icon: "undo-2", small: true, href: "\(MergesPages.path)/\(merge.id)"))
            }
        }
    }

    func preview(_ preview: Unmerged, _ html: inout HTML) {
        let merge = preview.merge
        html.heading(t("What comes back"))
        html.ul(.class("s")) { html in
            for former in merge.merged { html.li(name(former.id, former.title, merge)) }
            for (kind, count) in preview.moved.sorted(by: { $0.key < $1.key }) {
                html.li(t.counted(context.schema[kind], kind, count))
            }
        }
        if !preview.added.isEmpty {
            html.heading(
                t(
                    Message(
                        "Added since, and staying with “{name}”",
                        ["name": .text(name(merge.survivor, merge.title, merge))])))
            html.ul(.class("s")) { html in
                for (kind, count) in preview.added.sorted(by: { $0.key < $1.key }) {
                    html.li(t.counted(context.schema[kind], kind, count))
                }
            }
        }
        if !preview.changed.isEmpty {
            html.heading(t("Changed since"), detail: t.number(preview.changed.count))
            html.ul(.class("s")) { html in
                for change in preview.changed.prefix(100) {
                    html.li(t(change.message(names[change.record], context.schema)))
                }
            }
        }
        html.postButton(
            Action(t("Undo this merge"), icon: "undo-2", look: .primary), to: "\(MergesPages.path)/\(merge.id)/undo",
            csrf: context.csrfToken ?? "", ajax: false)
    }
}
