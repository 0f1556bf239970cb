import Records
import Storage
import Web

/// The registers for programs: searching, checking an account and filling it, checking a VAT number. A silent register
/// is an answer like another: 200 with the state `unavailable` and a sentence, and nothing is changed.
enum RegisterApi {
    static func register(in registry: inout Registry) {
        registry.api.schema("RegisterEntry", .code(entryBody))
        registry.api.schema("RegisterCheckResult", .code(resultBody))
        registry.api(.get, "/api/v1/registers/french", .code(searchOperation), search)
        registry.api(.post, "/api/v1/accounts/:id/register", .code(registerOperation), checkAndFill)
        registry.api(.post, "/api/v1/accounts/:id/vat-check", .code(vatOperation), vatCheck)
    }

    @Sendable private static func search(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["q", "page"])
        let kind = try context.kind(plural: Account.plural)
        guard context.viewer.mayChange(kind) else { throw Refusal.notAllowed(to: .change) }
        guard let question = request.query["q"]?.trimmingWhitespace(), !question.isEmpty else {
            throw Refusal(fields: [
                FieldRefusal("q", code: "required", Message("Give a name, a SIREN or a SIRET to search for."))
            ])
        }
        let page = request.query["page"].map { Int($0) } ?? 1
        guard let page, (1...1000).contains(page) else {
            throw Refusal(fields: [
                FieldRefusal(
                    "page", code: "out_of_range",
                    Message("A whole number from 1 to {limit} is expected.", ["limit": .number(1000)]))
            ])
        }
        do {
            let found = try await RegisterDesk(context.workspace.settings).french.search(question, page: page)
            return .json(
                .record([
                    "state": "answered", "data": .array(found.entries.map(\.json)),
                    "total": .number(String(found.total)), "has_more": .boolean(found.hasMore),
                ]))
        } catch let trouble as RegisterTrouble {
            if !trouble.passes { throw Refusal(fields: [FieldRefusal("q", code: trouble.code, trouble.message)]) }
            return .json(
                .record([
                    "state": "unavailable", "code": .text(trouble.code), "message": .text(context.t(trouble.message)),
                    "data": .array([]), "total": 0, "has_more": false,
                ]))
        }
    }

    // An account

    @Sendable private static func checkAndFill(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier()
        let asked = try Asked(try await request.body(orEmpty: context), context)
        let stored = try await StoredAccount.load(id, context)
        let desk = RegisterDesk(context.workspace.settings)
        let finding =
            if let number = asked.number {
                try await RegisterFinding.of(number, in: desk.french)
            } else {
                try await desk.ask(.french, about: stored.account)
            }
        guard let finding else { throw RegisterPage.nothingToAsk(.french) }
        return .json(
            try await context.write { transaction in
                let kind = stored.kind
                let before = try transaction.record(id, of: kind)
                let differences =
                    finding.entry.map { RegisterDifference.of($0, before, kind, transaction.viewer) } ?? []
                var filled: [String] = []
                if let entry = finding.entry, let fill = asked.fill {
                    filled = differences.filter { fill.names?.contains($0.field.name) ?? !$0.isFilled }.map(
                        \.field.name)
                    _ = try RegisterFilling(entry: entry, finding: finding, only: Set(filled)).write(
                        id, in: transaction)
                } else {
                    try finding.keep(of: ID(id), in: transaction)
                }
                if asked.retries, finding.state == .unavailable {
                    try RegisterJobs.askLater(.french, ID(id), in: transaction)
                }
                return result(finding, differences, filled: filled, try transaction.record(id, of: kind), kind, context)
            })
    }

    @Sendable private static func vatCheck(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier()
        let asked = try Asked(try await request.body(orEmpty: context), context, only: ["retry"])
        let stored = try await StoredAccount.load(id, context)
        let desk = RegisterDesk(context.workspace.settings)
        guard let finding = try await desk.ask(.vies, about: stored.account) else {
            throw RegisterPage.nothingToAsk(.vies)
        }
        return .json(
            try await context.write { transaction in
                try finding.keep(of: ID(id), in: transaction)
                if asked.retries, finding.state == .unavailable {
                    try RegisterJobs.askLater(.vies, ID(id), in: transaction)
                }
                return result(
                    finding, [], filled: [], try transaction.record(id, of: stored.kind), stored.kind, context)
            })
    }

    private static func result(
        _ finding: RegisterFinding, _ differences: [RegisterDifference], filled: [String], _ now: Record, _ kind: Kind,
        _ context: Context
    ) -> JSON {
        func said(_ name: String) -> JSON {
            guard let field = kind[name], context.viewer.sees(field, of: kind) else { return .null }
            return field.json(now.values(name, in: kind))
        }
        return .record([
            "register": .text(finding.register.rawValue), "number": .text(finding.number),
            "state": .text(finding.state.rawValue), "message": .text(context.t(finding.sentence)),
            "checked_at": .text(context.now.iso), "proof": finding.proof.map(JSON.text) ?? .null,
            "name": finding.name.map(JSON.text) ?? .null, "entry": finding.entry?.json ?? .null,
            "differences": .array(
                differences.map {
                    .record([
                        "field": .text($0.field.name), "stored": $0.field.json($0.stored[...]),
                        "register": $0.field.json($0.offered[...]),
                    ])
                }),
            "filled": .array(filled.map(JSON.text)), "register_state": said("register_state"),
            "vat_state": said("vat_state"), "prospecting_barred": said("prospecting_barred"),
        ])
    }

    /// What the body asks for; without one an account is only checked.
    private struct Asked {
        /// Nil names: the empty fields.
        var fill: (names: Set<String>?, Void)?
        var number: String?
        var retries = false

        init(_ json: JSON, _ context: Context, only known: Set<String> = ["fill", "number", "retry"]) throws(Refusal) {
            guard let members = json.members else {
                throw Refusal(
                    .malformed, code: "invalid_json",
                    Message("A JSON object is expected, such as {example}.", ["example": .text("{\"fill\": true}")]))
            }
            var refusals: [FieldRefusal] = []
            for member in members {
                guard known.contains(member.name) else {
                    refusals.append(
                        FieldRefusal(
                            member.name, code: "unknown_field",
                            Message("Nothing is called “{name}” here.", ["name": .text(member.name)])))
                    continue
                }
                if let refusal = read(member) { refusals.append(refusal) }
            }
            if !refusals.isEmpty { throw Refusal(fields: refusals) }
        }

        private mutating func read(_ member: JSON.Member) -> FieldRefusal? {
            switch (member.name, member.value) {
            case ("fill", .boolean(let yes)): fill = yes ? (nil, ()) : nil
            case ("fill", .array(let items)) where items.allSatisfy({ $0.text != nil }):
                fill = (Set(items.compactMap(\.text)), ())
            case ("retry", .boolean(let yes)): retries = yes
            case ("number", .null): number = nil
            case ("number", .text(let text)):
                number = FrenchRegister.number(text)
                if number == nil {
                    return FieldRefusal(
                        "number", code: "not_a_number", Message("A SIREN or a SIRET whose digits agree is expected."))
                }
            case ("fill", _):
                return FieldRefusal(
                    "fill", code: "invalid_value",
                    Message("True (the empty fields), false, or the names of fields are expected."))
            default:
                return FieldRefusal(member.name, code: "invalid_value", Message("This has another type than expected."))
            }
            return nil
        }
    }
}

extension Request {
    /// A body of JSON; none is an empty object.
    fileprivate func body(orEmpty context: Context) async throws -> JSON {
        let bytes = try await bytes()
        if bytes.isEmpty { return .object([]) }
        do { return try JSON(bytes) } catch { throw malformedJSON(error) }
    }
}
