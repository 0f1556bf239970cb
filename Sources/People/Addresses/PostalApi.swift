import Records
import Storage
import Web

/// The envelope to a company or a person, for programs that print letters.
enum PostalApi {
    static func register(in registry: inout Registry) {
        registry.api.schema("PostalAddress", .code(schema))
        registry.api(.get, "/api/v1/accounts/:id/postal-address", .code(accountOperation), account)
        registry.api(.get, "/api/v1/contacts/:id/postal-address", .code(contactOperation), contact)
    }

    @Sendable private static func account(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["use"])
        let id = try request.identifier()
        _ = try context.kind(plural: Account.plural)
        let use = try request.query["use"].map(use)
        return try await context.read { transaction in
            answer(Envelope.of(try transaction.find(ID<Account>(id)), for: use, in: transaction))
        }.get()
    }

    @Sendable private static func contact(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier()
        _ = try context.kind(plural: Contact.plural)
        return try await context.read { transaction in
            answer(try Envelope.of(try transaction.find(ID<Contact>(id)), in: transaction))
        }.get()
    }

    private static func use(_ text: String) throws -> AddressUse {
        if let use = AddressUse(rawValue: text) { return use }
        throw Refusal(fields: [
            FieldRefusal(
                "use", code: "unknown_choice",
                Message(
                    "One of these is expected: {options}.",
                    ["options": .text(AddressUse.allCases.map(\.rawValue).joined(separator: ", "))]))
        ])
    }

    private static func answer(_ envelope: Envelope?) -> Result<Response, Refusal> {
        guard let envelope else {
            return .failure(
                Refusal(code: "no_address", Message("There is no address here yet. Write one, then ask again.")))
        }
        return .success(
            .json(
                .object([
                    .init("use", .text(envelope.use?.rawValue ?? "main")),
                    .init("lines", .array(envelope.postal.lines.map { .text($0) })),
                    .init("text", .text(envelope.postal.text)),
                    .init("cut", .array(envelope.postal.cut.map { .text($0) })),
                ])))
    }

    private static let schema = #"""
        {"type":"object","required":["use","lines","text","cut"],"properties":{
        "use":{"type":"string","enum":["billing","delivery","headquarters","site","other","main"],
        "description":"Which address was taken; main where there is none for the use asked for."},
        "lines":{"type":"array","items":{"type":"string"},"description":"In France six at most, of 38 signs."},
        "text":{"type":"string","description":"The lines, one below the other."},
        "cut":{"type":"array","items":{"type":"string"},"description":"What the norm left no room for."}}}
        """#

    private static let content = #"""
        "responses":{"200":{"description":"The envelope","content":{"application/json":{"schema":{
        "$ref":"#/components/schemas/PostalAddress"}}}}}}
        """#

    private static let accountOperation = #"""
        {"summary":"An account’s address as it is written on an envelope","tags":["accounts"],
        "description":"French addresses by the norm NF Z10-011, others in the order of their country. Without an \#
        address for this use, the main one.","parameters":[{"name":"use","in":"query","required":false,
        "schema":{"type":"string","enum":["billing","delivery","headquarters","site","other"]}}],
        """# + content

    private static let contactOperation = #"""
        {"summary":"A contact’s address as it is written on an envelope","tags":["contacts"],
        "description":"Their own address, else that of their account with its name above theirs.",
        """# + content
}
