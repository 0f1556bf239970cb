import Localisation
import Records
import Storage
import Web

/// Files over HTTP: bring them, fetch them; by form, by dropping, by the API.
enum AttachmentRoutes {
    static func register(in registry: inout Registry) {
        registry.storage.tables += [FileAccess.table, FileAccess.keptTable]
        registry.storage.rules.merging.afterwards(Attachment.numberAnew)
        registry.storage.rules.add(
            to: Attachment.name, prepare: Attachment.prepare, saved: Attachment.saved, deleting: Attachment.deleting)
        registry.routes.post("/attachments/about/:plural/:id", [], upload)
        registry.routes.get("/attachments/:id/file", [], file)
        registry.api(.get, "/api/v1/attachments/:id/file", .code(fileOperation), file)
        registry.api(.post, "/api/v1/attachments", .code(uploadOperation), isStreamed: true, uploadByProgram)
        UnneededFiles.register(in: &registry)
    }

    @Sendable private static func upload(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural")), id = try request.identifier()
        let limit = context.workspace.settings.maximumUploadBytes
        let (files, _) = try await AttachmentUpload.receive(request, limit: limit, files: context.product.files)
        _ = try await AttachmentUpload.keep(files, about: Reference(kind: kind.name, id: id), context)
        let names = context.t.list(files.map(\.name))
        let toast = Toast(context.t(Message("{name} is there.", ["name": .text(names)])))
        if request.isFetched || request.wantsJSON { return Response.noContent.announcing(toast) }
        return Response.redirect("/\(kind.plural)/\(id)").saying(toast)
    }

    /// `about=account:12` and one `file`; the answer is the attachment.
    @Sendable private static func uploadByProgram(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let limit = context.workspace.settings.maximumUploadBytes
        let (files, fields) = try await AttachmentUpload.receive(request, limit: limit, files: context.product.files)
        // Those kept have moved; a repeated request has no use for its copy.
        defer { AttachmentUpload.discard(files, in: context.product.files) }
        guard files.count == 1 else {
            throw Refusal(fields: [FieldRefusal("file", code: "too_many", Message("Send one file at a time."))])
        }
        let about = try reference(fields)
        let print = files[0].sha256 + " \(about.kind):\(about.id) \(files[0].name)"
        return try await Idempotency.once(request, context, bodyHash: print) {
            let id = try await AttachmentUpload.keep(files, about: about, context)[0]
            return try await context.read { try answer(id, in: $0) }
        }
    }

    private static func reference(_ fields: Form) throws(Refusal) -> Reference {
        let pieces = (fields["about"] ?? "").split(separator: ":")
        guard pieces.count == 2, let id = Int64(pieces[1]) else {
            throw Refusal(fields: [
                FieldRefusal(
                    "about", code: "required",
                    Message("Say what the file is about, such as {example}.", ["example": .text("account:12")]))
            ])
        }
        return Reference(kind: String(pieces[0]), id: id)
    }

    private static func answer(_ id: Int64, in transaction: Transaction) throws -> Response {
        let kind = transaction.schema.kind(of: Attachment.self)
        let record = try transaction.record(id, of: kind)
        let seen = kind.fields.filter { transaction.viewer.sees($0, of: kind) }
        let json = JSON.object(seen.map { JSON.Member($0.name, $0.json(record.values($0.name, in: kind))) })
        return Response.json(json, status: 201).with("Location", "/api/v1/attachments/\(id)").with(
            "ETag", "\"\(record.version)\"")
    }

    /// The bytes, with ranges. Only what cannot run anything is shown in the browser, and only when asked for by
    /// `?show=1`; everything else is saved. Whoever fetches it from its start is written down.
    @Sendable private static func file(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier()
        let isStart = request.headers["Range"].map { $0.hasPrefix("bytes=0-") } ?? true
        let load: @Sendable (Transaction) throws -> Attachment = { transaction in
            let kind = transaction.schema.kind(of: Attachment.self)
            _ = try transaction.record(id, of: kind)
            if isStart, request.method == .get { try FileAccess.record(id, in: transaction) }
            // The key of the file is the house's own.
            return try transaction.asHouse.find(ID<Attachment>(id))
        }
        let attachment = try await isStart && request.method == .get ? context.write(load) : context.read(load)
        if isStart, request.method == .get {
            context.note(.downloaded, context.schema.kind(of: Attachment.self), id)
        }
        guard context.product.files.exists(attachment.file) else {
            throw Refusal(
                .notFound, code: "file_missing",
                Message("The file itself is missing on the server. Tell your administrator."))
        }
        let path = context.product.files.path(of: attachment.file)
        let isShown = request.query["show"] == "1" && FileSignature.shown.contains(attachment.contentType)
        var response = try Response.file(
            path, contentType: safeType(attachment.contentType), downloadName: isShown ? nil : attachment.name)
        if isShown {
            response.headers["Content-Disposition"] = "inline; filename*=UTF-8''\(percentEncoded(attachment.name))"
        }
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "private, no-cache"
        return response
    }

    /// What could act when it is opened on our site is nothing but bytes.
    private static func safeType(_ type: String) -> String {
        let active: Set = ["text/html", "image/svg+xml", "application/xml", "text/x-shellscript"]
        return active.contains(type) ? "application/octet-stream" : type
    }

    private static let uploadOperation = #"""
        {"summary":"Attach a file to a record","tags":["attachments"],
        "description":"The type is found from the content. A file of a name that the record already has becomes its \#
        next version.",
        "requestBody":{"required":true,"content":{"multipart/form-data":{"schema":{"type":"object",
        "required":["about","file"],"properties":{
        "about":{"type":"string","pattern":"^[a-z_]+:[0-9]+$","description":"Kind and identifier, such as account:12."},
        "file":{"type":"string","format":"binary"}}}}}},
        "responses":{"201":{"description":"The attachment",
        "content":{"application/json":{"schema":{"$ref":"#/components/schemas/attachment"}}}}}}
        """#

    private static let fileOperation = #"""
        {"summary":"The content of an attachment","tags":["attachments"],
        "responses":{"200":{"description":"The file","content":{"*/*":{"schema":{"type":"string","format":"binary"}}}},
        "206":{"description":"The part of it that was asked for","content":{"*/*":{"schema":{"type":"string",
        "format":"binary"}}}}}}
        """#
}
