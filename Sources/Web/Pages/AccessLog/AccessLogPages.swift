import Exchange
import Jobs
import Localisation
import Records
import Storage

/// The access log for whoever manages the settings: looked through, taken out, and how long it is kept.
enum AccessLogPages {
    static let path = "/settings/access-log"
    /// What an export of the log itself is written down as.
    static let kind = "access_log"
    private static let exportLimit = 100_000

    static func register(in registry: inout Registry) {
        registry.routes.get(path) { try await show($0, $1) }
        registry.routes.get(path + "/export", [], export)
        registry.routes.post(path + "/retention", [], keep)
        registry.jobs.add(AccessRetention.job, "Remove old lines of the access log", work: AccessRetention.run)
        registry.jobs.schedule(AccessRetention.job, everySeconds: 86_400)
    }

    private static func show(
        _ request: Request, _ context: Context, refusal: FieldRefusal? = nil
    ) async throws -> Response {
        try context.demand(Settings.permission)
        let filter = AccessFilter(request.method == .get ? request.query : Form([]), context)
        var query = filter.query
        query.before = request.query["before"].flatMap { Int64($0) }
        query.limit += 1
        await context.product.accessLog.flush(context.workspace)
        let asked = query
        let (entries, titles, everybody) = try await context.read { transaction in
            let entries = filter.refusals.isEmpty ? try asked.entries(in: transaction) : []
            return (
                entries, try AccessWording.titles(of: entries, in: transaction),
                try AccessLogPages.people(in: transaction)
            )
        }
        let page = AccessLogPage(
            entries: entries, filter: filter, people: everybody,
            wording: AccessWording(context: context, titles: titles), context: context, refusal: refusal)
        let status = filter.refusals.isEmpty && refusal == nil ? 200 : 422
        return SettingsFrame(request, context).page(context.t("Access log"), status: status) { page.write(&$0) }
    }

    private static func people(in transaction: Transaction) throws -> [ChoiceOption] {
        guard let kind = transaction.schema["user"] else { return [] }
        var query = ListQuery(.everything, limit: 500)
        query.withParts = false
        let named = try transaction.page(kind, query).records.map { ($0.id, $0.title(in: kind)) }
        return named.sorted { folded($0.1) < folded($1.1) }.map { ChoiceOption(String($0.0), .verbatim($0.1)) }
    }

    @Sendable private static func export(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(Settings.permission)
        let filter = AccessFilter(request.query, context)
        if !filter.refusals.isEmpty { throw Refusal(fields: filter.refusals) }
        await context.product.accessLog.flush(context.workspace)
        var query = filter.query
        query.limit = exportLimit
        let asked = query
        let (bytes, count) = try await context.read { transaction in
            let entries = try asked.entries(in: transaction)
            let titles = try AccessWording.titles(of: entries, in: transaction)
            return (table(entries, AccessWording(context: context, titles: titles)), entries.count)
        }
        var access = context.access(.exported, count: count)
        access.kind = kind
        context.note(access)
        return .bytes(
            bytes, contentType: "text/csv; charset=utf-8", downloadName: "access-log-\(context.today.iso).csv")
    }

    private static func table(_ entries: [AccessQuery.Entry], _ wording: AccessWording) -> [UInt8] {
        var writer = CSVWriter(), out: [UInt8] = []
        writer.begin(["id", "at", "user", "action", "kind", "record", "about", "count", "door", "origin"], into: &out)
        for entry in entries {
            let access = entry.access
            writer.write(
                [
                    .text(String(entry.id)), .instant(entry.at), .text(wording.who(entry)),
                    .text(access.action.rawValue), .text(access.kind ?? ""),
                    .text(access.record.map(String.init) ?? ""), .text(wording.what(entry).text),
                    access.count.map { .text(String($0)) } ?? .empty, .text(access.door.rawValue),
                    .text(access.origin ?? ""),
                ], into: &out)
        }
        writer.end(into: &out)
        return out
    }

    @Sendable private static func keep(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(Settings.permission)
        let form = try await request.form()
        guard let days = context.t.readNumber(form["days"] ?? ""), (1...36_500).contains(days) else {
            let refusal = FieldRefusal(
                "days", code: "out_of_range",
                Message("A whole number from 1 to {limit} is expected.", ["limit": .number(36_500)]))
            if request.wantsJSON { throw Refusal(fields: [refusal]) }
            return try await show(request, context, refusal: refusal)
        }
        try await context.write {
            try WorkspaceSettings.save(WorkspaceSettings.accessLogDays, .number(String(days)), in: $0)
        }
        try await context.workspace.reload()
        return Response.accepted(request, next: path).saying(Toast(context.t("Saved.")))
    }
}

/// Each night, lines older than the company keeps them leave through the guarded door.
enum AccessRetention {
    static let job = "access_log.retention"

    static func run(_ context: JobContext) async throws -> JSON {
        let days = context.workspace.settings.accessLogDays
        let limit = context.workspace.clock().adding(seconds: -days * 86_400)
        var removed = 0
        while true {
            let count = try await context.write { try AccessQuery.removeOld(before: limit, in: $0) }
            removed += count
            try await context.report(JobProgress(done: removed))
            if count == 0 { return .record(["removed": .number(String(removed))]) }
        }
    }
}
