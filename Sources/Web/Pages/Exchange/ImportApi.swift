import Crypto
import Exchange
import Foundation
import Jobs
import Records
import Storage

/// Imports over REST: a file and its mapping in one multipart body, then the import as a resource.
enum ImportApi {
    static func register(in registry: inout Registry) {
        describe(in: &registry)
        registry.apiRoute(.post, Api.root + "/imports", isStreamed: true, receive)
        registry.apiRoute(.get, Api.root + "/imports", list)
        registry.apiRoute(.get, Api.root + "/imports/:id", read)
        registry.apiRoute(.get, Api.root + "/imports/:id/lines", lines)
        registry.apiRoute(.get, Api.root + "/imports/:id/failed", failed)
        registry.apiRoute(.post, Api.root + "/imports/:id/undo", undo)
    }

    /// What was sent, received whole.
    private struct Sent {
        var entity: String?
        var match: String?
        var sheet: String?
        var mapping: ImportMapping?
        var isDryRun = false
        var name = ""
        var path: String?
    }

    @Sendable private static func receive(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let incoming = context.product.files.incomingPath()
        do {
            let sent = try await sent(request, to: incoming)
            guard let path = sent.path else {
                throw Refusal(fields: [
                    FieldRefusal(
                        "file", code: "required", Message("{field} is required.", ["field": .message(Message("File"))]))
                ])
            }
            let response = try await Idempotency.once(request, context, bodyHash: try hash(sent, path)) {
                try await begin(sent, path, context)
            }
            try clear(incoming)
            return response
        } catch {
            try clear(incoming)
            throw error
        }
    }

    private static func clear(_ path: String) throws {
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    }

    private static func sent(_ request: Request, to incoming: String) async throws -> Sent {
        var sent = Sent()
        let limits = MultipartLimits(total: ExchangePages.maximumBytes + (4 << 20), file: ExchangePages.maximumBytes)
        try await request.multipart(limits: limits) { part in
            switch part.name {
            case "file":
                guard let name = part.fileName, sent.path == nil else {
                    throw Refusal(fields: [
                        FieldRefusal("file", code: "invalid_file", Message("One file with a name is expected."))
                    ])
                }
                sent.name = name
                _ = try await part.save(to: incoming)
                sent.path = incoming
            case "mapping": sent.mapping = try ImportMapping(text: try await part.bytes(limit: 4 << 20))
            case "entity": sent.entity = try await part.text()
            case "match": sent.match = try await part.text()
            case "sheet": sent.sheet = try await part.text()
            case "dry_run": sent.isDryRun = try await part.text() == "true"
            default:
                throw Refusal(fields: [
                    FieldRefusal(
                        part.name, code: "unknown_field",
                        Message("There is no parameter “{name}” here.", ["name": .text(part.name)]))
                ])
            }
        }
        return sent
    }

    private static func hash(_ sent: Sent, _ path: String) throws -> String {
        var hash = SHA256()
        let words = [sent.entity, sent.match, sent.sheet, sent.mapping?.json.string, String(sent.isDryRun)]
        hash.update(data: Array(words.map { $0 ?? "" }.joined(separator: "\u{1F}").utf8))
        let bytes = try TableBytes(file: path)
        var offset = 0
        while true {
            let piece = try bytes.read(at: offset, 1 << 18)
            if piece.isEmpty { return Idempotency.hex(hash.finalize()) }
            hash.update(data: piece)
            offset += piece.count
        }
    }

    private static func begin(_ sent: Sent, _ path: String, _ context: Context) async throws -> Response {
        guard let entity = sent.mapping?.entity ?? sent.entity else {
            throw Refusal(fields: [
                FieldRefusal("entity", code: "required", Message("Say what the file holds, such as “opportunities”."))
            ])
        }
        let kind = try context.importedKind(plural: entity)
        let file = try await ExchangePages.take(
            path, name: sent.name, sheet: sent.sheet ?? sent.mapping?.sheet, context)
        do {
            let run = try await context.write { try Imports.draft(file, in: $0) }
            var mapping: ImportMapping
            if let given = sent.mapping {
                mapping = given
            } else {
                mapping = try await context.proposal(run, kind, try context.guess(run))
            }
            if let match = sent.match { mapping.match = match }
            let reading = try context.reading(run, mapping)
            if sent.isDryRun { return try await tryOut(run, reading, file, context) }
            return try await start(run, mapping, reading, context)
        } catch {
            try forget(file, context)
            throw error
        }
    }

    private static func start(_ run: ImportRun, _ mapping: ImportMapping, _ reading: ImportReading, _ context: Context)
        async throws -> Response
    {
        let words = context.choiceWords, t = context.t, claim = IdempotencyClaim.current
        let response = try await context.write { transaction in
            let started = try Imports.start(run, mapping, reading, words: words, in: transaction)
            let body = started.json(try ImportPages.job(of: started, transaction), t)
            let response = Response.json(body, status: 202).with("Location", "\(Api.root)/imports/\(run.id)")
            try claim?.keep(response, in: transaction)
            return response
        }
        context.product.jobSignal.raise()
        return response
    }

    private static func tryOut(_ run: ImportRun, _ reading: ImportReading, _ file: ImportFile, _ context: Context)
        async throws -> Response
    {
        let tried = try await DryRun.run(reading, in: context.workspace, as: context.viewer)
        try await context.write { try Imports.forget(run, in: $0) }
        try forget(file, context)
        let lines = tried.lines.map { $0.json(context.t) }
        return .json(
            .record([
                "dry_run": true, "counts": tried.counts.json, "cut": .boolean(tried.isCut), "lines": .array(lines),
            ]))
    }

    private static func forget(_ file: ImportFile, _ context: Context) throws {
        try context.product.files.remove(file.file)
        if let original = file.original { try context.product.files.remove(original) }
    }

    // Reading

    @Sendable private static func list(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["limit", "after"])
        let (limit, after) = try ApiPage.read(request.query)
        let runs = try await context.read { transaction in
            try ImportStore.list(limit: limit + 1, before: after, in: transaction).map {
                ($0, try ImportPages.job(of: $0, transaction))
            }
        }
        return .json(ApiPage.json(runs, limit: limit, mark: \.0.id) { $0.0.json($0.1, context.t) })
    }

    @Sendable private static func read(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        return try await state(try request.identifier(), context)
    }

    private static func state(_ id: Int64, _ context: Context, status: Int = 200) async throws -> Response {
        let (run, job) = try await context.read { transaction -> (ImportRun, JobState?) in
            let run = try ImportStore.find(id, in: transaction)
            return (run, try ImportPages.job(of: run, transaction))
        }
        return .json(run.json(job, context.t), status: status)
    }

    @Sendable private static func lines(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["limit", "after", "outcome"])
        let id = try request.identifier()
        let (limit, after) = try ApiPage.read(request.query)
        let wish = request.query["outcome"]
        let outcome = wish.flatMap(ImportOutcome.init(rawValue:))
        if wish != nil, outcome == nil {
            let known = ImportOutcome.allCases.map(\.rawValue).joined(separator: ", ")
            throw Refusal(fields: [
                FieldRefusal(
                    "outcome", code: "unknown_choice",
                    Message("One of these is expected: {options}.", ["options": .text(known)]))
            ])
        }
        let lines = try await context.read { transaction in
            _ = try ImportStore.find(id, in: transaction)
            return try ImportStore.lines(
                of: id, outcome: outcome, after: Int(after ?? 0), limit: limit + 1, in: transaction)
        }
        return .json(ApiPage.json(lines, limit: limit, mark: { Int64($0.number) }) { $0.json(context.t) })
    }

    @Sendable private static func failed(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier()
        return try FailedLinesAnswer.make(try await context.read { try ImportStore.find(id, in: $0) }, context)
    }

    @Sendable private static func undo(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier()
        _ = try await context.write { try Imports.undo(id, in: $0) }
        context.product.jobSignal.raise()
        return try await state(id, context, status: 202)
    }
}
