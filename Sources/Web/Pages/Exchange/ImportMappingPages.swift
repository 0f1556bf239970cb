import Exchange
import Foundation
import Jobs
import Localisation
import Records
import Storage

/// The second step: what each column means, seen on twenty lines and tried out before anything is kept.
enum ImportMappingPages {
    /// So many lines are tried while somebody waits.
    private static let tried = 1000

    static func register(in registry: inout Registry) {
        registry.routes.get("/imports/:id/mapping", [], show)
        registry.routes.post("/imports/:id/mapping", [], save)
        registry.routes.post("/imports/:id/mapping-file", [], take)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let run = try await draft(request, context)
        guard run.state == .draft else { return .redirect("/imports/\(run.id)") }
        return try await proposal(request.query["entity"], run, context).answer(request, context)
    }

    /// What was settled already, or what the columns most likely mean; of the kind named, or of the likeliest.
    private static func proposal(_ plural: String?, _ run: ImportRun, _ context: Context) async throws
        -> ImportMappingPage
    {
        let guess = try context.guess(run)
        let kind: Kind
        if let plural = plural ?? run.mapping?.entity {
            kind = try context.importedKind(plural: plural)
        } else {
            kind = try await context.likelyKind(of: guess)
        }
        let mapping = try await context.proposal(run, kind, guess)
        return ImportMappingPage(run: run, kind: kind, guess: guess, mapping: mapping)
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form()
        var run = try await draft(request, context)
        guard run.state == .draft else { return Response.accepted(request, next: "/imports/\(run.id)") }
        if form["act"] == "forget" {
            let given = run
            try await context.write { try Imports.forget(given, in: $0) }
            return Response.accepted(request, next: "/imports")
        }
        guard let plural = form["entity"] else { throw Refusal.notFound() }
        let kind = try context.importedKind(plural: plural)
        if let sheet = form["sheet"], sheet != run.sheet, run.sheets.contains(sheet), let original = run.original {
            run = try await choose(sheet, original, run, context)
            return Response.accepted(request, next: "/imports/\(run.id)/mapping?entity=\(plural)")
        }
        // Another kind was chosen: its fields have other names.
        if let before = form["was"], before != plural, form["act"] != "json" {
            return try await proposal(plural, run, context).answer(request, context)
        }
        return try await settle(form, run, kind, try context.guess(run), request, context)
    }

    /// A mapping file for a file that is here already.
    @Sendable private static func take(_ request: Request, _ context: Context) async throws -> Response {
        let run = try await draft(request, context)
        guard run.state == .draft else { return Response.accepted(request, next: "/imports/\(run.id)") }
        do {
            var bytes: [UInt8] = []
            try await request.multipart(limits: MultipartLimits(total: 2 << 20, file: 1 << 20)) { part in
                if part.name == "mapping", part.isFile { bytes = try await part.bytes() }
            }
            let mapping = try ImportMapping(text: bytes)
            _ = try context.importedKind(plural: mapping.entity)
            try await context.write { try Imports.keep(mapping, for: run, in: $0) }
            return Response.accepted(request, next: "/imports/\(run.id)/mapping")
        } catch let refusal as Refusal where !request.wantsJSON {
            var page = try await proposal(nil, run, context)
            page.refusal = refusal
            return page.answer(request, context, status: 422)
        }
    }

    private static func settle(
        _ form: Form, _ run: ImportRun, _ kind: Kind, _ guess: TableGuess, _ request: Request, _ context: Context
    ) async throws -> Response {
        var page = ImportMappingPage(run: run, kind: kind, guess: guess, mapping: ImportMapping(entity: kind.plural))
        do {
            page.mapping = try MappingForm.read(form, kind, guess)
            if page.mapping.entity != kind.plural { page.kind = try context.importedKind(plural: page.mapping.entity) }
            let reading = try context.reading(run, page.mapping)
            switch form["act"] {
            case "start":
                let (mapping, words) = (page.mapping, context.choiceWords)
                _ = try await context.write { try Imports.start(run, mapping, reading, words: words, in: $0) }
                context.product.jobSignal.raise()
                return Response.accepted(request, next: "/imports/\(run.id)")
            case "try":
                let settled = page.mapping
                try await context.write { try Imports.keep(settled, for: run, in: $0) }
                page.dryRun = try await DryRun.run(reading, in: context.workspace, as: context.viewer, limit: tried)
            default: break
            }
            return page.answer(request, context)
        } catch let refusal as Refusal where !request.wantsJSON {
            page.refusal = refusal
            return page.answer(request, context, status: 422)
        }
    }

    private static func draft(_ request: Request, _ context: Context) async throws -> ImportRun {
        let id = try request.identifier()
        return try await context.read { try ImportStore.find(id, in: $0) }
    }

    private static func choose(_ sheet: String, _ original: String, _ run: ImportRun, _ context: Context) async throws
        -> ImportRun
    {
        let file = try await ExchangePages.withWorker {
            try await ImportFile.of(original, run.name, run.sheets, sheet, [], context.product.files, $0)
        }
        return try await context.write { try Imports.choose(file, for: run, in: $0) }
    }
}

/// The mapping page's form as a mapping.
enum MappingForm {
    /// What the selects do not show is carried along in `rest`; `act=json` takes the whole mapping from its text.
    static func read(_ form: Form, _ kind: Kind, _ guess: TableGuess) throws(Refusal) -> ImportMapping {
        if form["act"] == "json", let text = form["mapping"] { return try ImportMapping(text: Array(text.utf8)) }
        var mapping = ImportMapping(entity: kind.plural)
        if let rest = form["rest"], !rest.isEmpty {
            let kept = try ImportMapping(text: Array(rest.utf8))
            if kept.entity == kind.plural { mapping = kept }
        }
        mapping.columns = []
        for (index, column) in guess.columns.enumerated() {
            guard let path = form["path[\(index)]"], !path.isEmpty else { continue }
            mapping.columns.append(.init(column.name, path.components(separatedBy: " + ")))
        }
        for item in form.items where item.name.hasPrefix("given[") && item.name.hasSuffix("]") {
            let path = String(item.name.dropFirst(6).dropLast())
            guard kind[path] != nil else { continue }
            mapping.defaults.removeAll { $0.path == path }
            if !item.value.isEmpty { mapping.defaults.append(.init(path, item.value)) }
        }
        mapping.match = form["match"].flatMap { $0.isEmpty ? nil : $0 }
        mapping.links = form["links"].flatMap(ImportMapping.LinkPolicy.init(rawValue:)) ?? mapping.links
        mapping.dates = form["dates"].flatMap(DayOrder.init(rawValue:))
        mapping.decimal = form["decimal"].flatMap(DecimalMark.init(rawValue:))
        mapping.duplicates = form["duplicates"].flatMap(ImportMapping.Duplicates.init(rawValue:)) ?? .refuse
        return mapping
    }
}
