import Records
import Storage

/// Lists: a page of records, and how many there are.
enum ApiLists {
    static func register(in registry: inout Registry) {
        registry.apiRoute(.get, Api.root + "/:plural", list)
        registry.apiRoute(.post, Api.root + "/:plural/count", count)
    }

    @Sendable private static func list(_ request: Request, _ context: Context) async throws -> Response {
        let plural = request.parameter("plural"), query = request.query
        let (bytes, access) = try await context.read { transaction in
            let kind = try transaction.kind(plural: plural)
            let asked = try ListParameters(query, kind, transaction)
            let (bytes, count) = try page(asked, kind, transaction)
            return (bytes, context.access(.listed, kind, count: count, condition: asked.condition))
        }
        context.note(access)
        return .json(bytes: bytes)
    }

    private static func page(
        _ asked: ListParameters, _ kind: Kind, _ transaction: Transaction
    ) throws -> (bytes: [UInt8], count: Int) {
        var condition = asked.condition
        if let search = asked.search { condition = condition.and(try SearchCondition.make(search, kind, transaction)) }
        var writer = RecordJSON(kind, viewer: transaction.viewer, only: asked.fields)
        var list = ListQuery(condition, sort: asked.sort, limit: asked.limit)
        list.withParts = writer.needsParts
        if let after = asked.after { list.after = try cursor(after, kind, asked.sort, transaction) }
        let page = try transaction.page(kind, list)
        writer = try writer.including(asked.includes, of: kind, in: page.records, transaction)
        let count = try asked.isCounted ? transaction.count(kind, where: condition) : nil
        return (write(page, count, writer), page.records.count)
    }

    private static func cursor(_ text: String, _ kind: Kind, _ sort: [ListQuery.Sort], _ transaction: Transaction)
        throws -> Cursor
    {
        do {
            return try transaction.cursor(text, for: kind, sort: sort)
        } catch let refusal as Refusal where refusal.fields.isEmpty {
            throw Refusal(fields: [FieldRefusal("after", code: refusal.code, refusal.message)])
        }
    }

    private static func write(_ page: Page, _ count: Int?, _ writer: RecordJSON) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(page.records.count * 600 + 200)
        out.write("{\"data\":[")
        for (index, record) in page.records.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            writer.write(record, to: &out)
        }
        out.write(page.hasMore ? "],\"has_more\":true,\"next\":" : "],\"has_more\":false,\"next\":")
        if let next = page.next { out.write(quoted: next.text) } else { out.write("null") }
        if let count {
            out.write(",\"count\":")
            out.write(decimal: Int64(count))
        }
        out.append(UInt8(ascii: "}"))
        return out
    }

    /// How many records meet a condition too long for an address.
    @Sendable private static func count(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let plural = request.parameter("plural")
        let body = try await request.json()
        let count = try await context.read { transaction in
            let kind = try transaction.kind(plural: plural)
            return try transaction.count(kind, where: condition(body, kind, transaction))
        }
        return .json(.record(["count": .number(String(count))]))
    }

    private static func condition(_ body: JSON, _ kind: Kind, _ transaction: Transaction) throws -> Condition {
        guard let members = body.members else { throw RecordBody.noObject }
        var condition = Condition.everything
        var refusals: [FieldRefusal] = []
        for member in members {
            switch (member.name, member.value) {
            case ("where", let json):
                do {
                    condition = condition.and(try ListParameters.condition(json, "where", kind, transaction.compiler))
                } catch { refusals.append(error) }
            case ("q", .text(let text)) where text.count <= 200:
                condition = condition.and(try SearchCondition.make(text, kind, transaction))
            case ("q", _): refusals.append(FieldRefusal("q", code: "invalid_type", Message("A text is expected.")))
            default: refusals.append(.unknownField(member.name, of: kind))
            }
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
        return condition
    }
}
