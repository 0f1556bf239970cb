import Exchange
import Foundation
import Jobs
import Localisation
import Records
import Storage
import Web

/// The inventory of source files: send one, see what was measured of it, decide, and go on to import it.
enum InventoryPages {
    static let path = "/quality/sources"

    static func register(in registry: inout Registry) {
        registry.routes.get(path, [], list)
        registry.routes.post(path, [], receive)
        registry.routes.get(path + "/:id", [], show)
        registry.routes.get(path + "/:id/state", [], state)
        registry.routes.post(path + "/:id/decision", [], decide)
        registry.routes.post(path + "/:id/import", [], bring)
        registry.panel(
            on: SourceFile.name,
            Panel("source-report", column: .main) { record, _, context, _ in
                var html = HTML()
                html.action(
                    Action(
                        context.t("What was measured"), icon: "chart-column", look: .primary,
                        href: "\(path)/\(record.id)"))
                return html
            })
    }

    private static func demand(_ context: Context, _ act: Viewer.Act = .read) throws(Refusal) -> Kind {
        try context.kind(plural: SourceFile.plural, to: act)
    }

    @Sendable private static func list(_ request: Request, _ context: Context) async throws -> Response {
        _ = try demand(context)
        return try await page(request, context, nil)
    }

    private static func page(_ request: Request, _ context: Context, _ refusal: Refusal?) async throws -> Response {
        let after = request.query["after"]
        var page = try await context.read { try InventoryListPage.load(after: after, in: $0) }
        page.refusal = refusal
        return page.answer(request, context)
    }

    @Sendable private static func receive(_ request: Request, _ context: Context) async throws -> Response {
        _ = try demand(context, .create)
        let incoming = context.product.files.incomingPath()
        var name = "", system = "", bytes: Int?
        do {
            let limits = MultipartLimits(
                total: ExchangePages.maximumBytes + (2 << 20), file: ExchangePages.maximumBytes)
            try await request.multipart(limits: limits) { part in
                if part.name == "system" { system = try await part.text() }
                guard part.name == "file", let fileName = part.fileName, !fileName.isEmpty, bytes == nil else { return }
                name = fileName
                _ = try await part.save(to: incoming)
                bytes = try FileManager.default.attributesOfItem(atPath: incoming)[.size] as? Int ?? 0
            }
            guard let size = bytes else { throw Refusal(code: "file_required", Message("Choose a file first.")) }
            let file = try await ExchangePages.take(incoming, name: name, context)
            let origin = system.trimmingWhitespace()
            let id = try await context.write { transaction in
                try SourceFiles.add(
                    file, system: origin.isEmpty ? nil : String(origin.prefix(120)), bytes: size, in: transaction
                ).source
            }
            return Response.accepted(request, next: "\(path)/\(id)")
        } catch {
            let files = FileManager.default
            if files.fileExists(atPath: incoming) { try files.removeItem(atPath: incoming) }
            guard let refusal = error as? Refusal, !request.isFetched, !request.wantsJSON else { throw error }
            return try await page(request, context, refusal)
        }
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        _ = try demand(context)
        return try await report(request, context, nil, nil)
    }

    private static func report(_ request: Request, _ context: Context, _ form: Form?, _ refusal: Refusal?) async throws
        -> Response
    {
        let id = try request.identifier()
        var page = try await context.read { try InventoryReportPage.load(id, in: $0) }
        (page.typed, page.refusal) = (form, refusal)
        return page.answer(request, context)
    }

    /// How far the measure is, for `progress.js`.
    @Sendable private static func state(_ request: Request, _ context: Context) async throws -> Response {
        _ = try demand(context)
        let id = try request.identifier()
        let (source, job) = try await context.read { transaction in
            (try SourceFiles.stored(id, in: transaction), try InventoryReportPage.job(of: id, in: transaction))
        }
        let state = source.state == .waiting ? (job?.state == .running ? "running" : "waiting") : "done"
        return .json(
            .record([
                "state": .text(state), "done": .number(String(job?.progress.done ?? 0)),
                "total": job?.progress.total.map { .number(String($0)) } ?? .null,
                "text": .text(job?.progress.note.map { context.t($0) } ?? context.t("Waiting")),
            ])
        ).with("Cache-Control", "no-store")
    }

    @Sendable private static func decide(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try demand(context, .change)
        let id = try request.identifier(), form = try await request.form()
        let reading = FormReader(kind, context).read(form, existing: nil, only: ["decision", "reason"])
        do {
            if reading.isRefused { throw Refusal(fields: reading.refusals) }
            try await context.write { transaction in
                _ = try transaction.save(Draft(id: id, fields: reading.fields), as: kind)
            }
        } catch let refusal as Refusal where !request.wantsJSON && refusal.type != .notFound {
            return try await report(request, context, form, refusal)
        }
        return Response.accepted(request, next: "\(path)/\(id)").saying(Toast(context.t("Saved.")))
    }

    @Sendable private static func bring(_ request: Request, _ context: Context) async throws -> Response {
        _ = try demand(context)
        let id = try request.identifier()
        let (holds, decision) = try await context.read { transaction in
            let source = try SourceFiles.stored(id, in: transaction)
            return (source.holds.flatMap { transaction.schema[$0]?.plural }, source.decision)
        }
        guard decision == .keep else {
            throw Refusal(
                .conflict, code: "not_kept", Message("Decide to keep this file first; then it can be imported."))
        }
        if let holds { _ = try context.importedKind(plural: holds) }
        let run = try await SourceFiles.beginImport(id, context)
        return Response.accepted(request, next: "/imports/\(run)/mapping" + (holds.map { "?entity=\($0)" } ?? ""))
    }
}
