import Activities
import Localisation
import Records
import Storage
import Web

/// The library of sales documentation: what we hand to customers, in versions, sent from a record.
package enum Library {
    static func register(in registry: inout Registry) {
        registry.add(LibraryDocument.self)
        registry.storage.rules.add(to: LibraryDocument.name, prepare: prepare)
        registry.storage.rules.add(to: Attachment.name, prepare: guardFiles)
        registry.storage.rules.merging.keepApart(LibraryDocument.name)
        registry.panel(on: LibraryDocument.name, LibraryPanel.panel)
        registry.panel(on: LibraryDocument.name, LibrarySending.panel)
        registry.cells["\(LibraryDocument.name).valid_until"] = { record, kind, context in
            guard let day = record.value("valid_until", in: kind).day else { return .empty }
            let today = context.now.day(in: context.workspace.settings.timeZone)
            guard day < today else { return .text(context.t.day(day)) }
            let text = context.t("Expired", context: "document")
            return .badge(Badge(text, .warn, icon: "clock", title: context.t.day(day)))
        }
        registry.navigation.append(
            NavigationEntry(label: Message("Library"), icon: LibraryDocument.icon, path: "/\(LibraryDocument.plural)"))
        registry.api(.get, "/api/v1/library_documents/:id/sendings", .code(sendingsOperation), sendings)
    }

    /// Who brings a document answers for it, unless they name somebody else.
    private static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        for index in changes.indices where changes[index].isNew && !changes[index].touched.contains("owner") {
            var document = try changes[index].typed(LibraryDocument.self)
            guard document.owner == nil else { continue }
            document.owner = transaction.author.map { ID($0) }
            changes[index].replace(with: document)
        }
    }

    /// A file becomes a version, or stops being one, only by the hand of those who may change the document.
    private static func guardFiles(_ changes: inout [Change], _ transaction: Transaction) throws {
        if transaction.viewer.isHouse { return }
        let kind = transaction.schema.kind(of: LibraryDocument.self)
        for index in changes.indices where changes[index].changes("about") || changes[index].changes("name") {
            let places = [
                try changes[index].typed(Attachment.self).about, try changes[index].typedOld(Attachment.self)?.about,
            ]
            let documents = Set(places.compactMap { $0?.kind == LibraryDocument.name ? $0?.id : nil }).sorted()
            if documents.isEmpty { continue }
            let allowed = try transaction.allowed(documents, of: kind, to: .change)
            if !documents.allSatisfy(allowed.contains) { changes[index].refuse(Refusal.notYours()) }
        }
    }

    @Sendable private static func sendings(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier()
        return try await context.read { transaction in
            _ = try transaction.record(id, of: transaction.schema.kind(of: LibraryDocument.self))
            let list = try LibrarySending.list(id, limit: 200, in: transaction)
            return .json(.record(["data": .array(list.map(\.json))]))
        }
    }

    private static let sendingsOperation = """
        {"summary":"To whom a document went: the last 200 mails that you see","tags":["library_documents"],
        "responses":{"200":{"description":"The mails, the newest first","content":{"application/json":{"schema":
        {"type":"object","properties":{"data":{"type":"array","items":{"type":"object","properties":{
        "email":{"type":"string"},"subject":{"type":"string"},"to_addresses":{"type":"string"},
        "state":{"type":"string"},"sent_at":{"type":["string","null"],"format":"date-time"},
        "opened_at":{"type":["string","null"],"format":"date-time",
        "description":"Only of mails whose opening may be noted"},
        "version":{"type":["integer","null"]}}}}}}}}}}}
        """
}
