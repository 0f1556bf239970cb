import Localisation
import Records
import Storage
import Web

/// Calls over HTTP: the page of a number, keeping a call, a stranger’s three fields; and for telephone systems the door
/// at which a ringing line is told.
enum CallRoutes {
    static func register(in registry: inout Registry) {
        registry.storage.tables += [IncomingCall.table, KeptCall.table]
        registry.routes.get(CallPage.path, [], show)
        registry.routes.get(CallPage.path + "/card", [], card)
        registry.routes.post(CallPage.path, [], welcome)
        registry.routes.post(CallPage.path + "/log", [], log)
        registry.commands.append { typed, context in
            let digits = typed.filter(\.isNumber)
            guard digits.count >= 8, typed.allSatisfy({ $0.isNumber || " +.()-/".contains($0) }) else { return nil }
            return (
                "phone-call", context.t(Message("Call with {number}", ["number": .text(typed)])),
                CallPage.path + "?number=" + percentEncoded(typed)
            )
        }
        registry.navigation.append(
            NavigationEntry(
                section: Message("Sales"), label: Message("Call"), icon: "phone-call", path: CallPage.path,
                shortcut: "d"))
        registry.api.schema("IncomingCall", .code(incomingBody))
        registry.api(.post, "/api/v1/calls/incoming", .code(incomingOperation), incoming)
        registry.api(.post, "/api/v1/calls", .code(welcomeOperation), made)
        CallApi.register(in: &registry)
        registry.api(.get, "/api/v1/calls/caller", .code(callerOperation), caller)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let number = String((request.query["number"] ?? "").prefix(60))
        let page = try await context.read { try CallPage.load(number, in: $0) }
        return answer(page, request, context)
    }

    /// What a ringing telephone shows beside any page.
    @Sendable private static func card(_ request: Request, _ context: Context) async throws -> Response {
        let number = String((request.query["number"] ?? "").prefix(60))
        let page = try await context.read { try CallPage.load(number, in: $0) }
        return .fragment { page.ring(&$0, context) }
    }

    private static func answer(_ page: CallPage, _ request: Request, _ context: Context) -> Response {
        let t = context.t
        if request.isFetched {
            return .fragment { html in html.sheetFragment(title: t("Call"), t) { page.render(&$0, context) } }
        }
        return PageFrame(request, context, live: "/live").page(t("Call"), status: page.refusal == nil ? 200 : 422) {
            html in
            html.topbar(title: t("Call"))
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack")) { page.render(&$0, context) }
            }
        }
    }

    @Sendable private static func welcome(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form()
        let stranger = CallDesk.Stranger(
            number: form["number"] ?? "", name: form["name"] ?? "", company: form["company"], need: form["need"])
        let word = form["word"]
        do {
            let made = try await context.write { transaction in
                try KeptCall.once(word, in: transaction) {
                    let made = try CallDesk.welcome(stranger, in: transaction)
                    return .object((made.conversion.json.members ?? []) + [.init("call", .text(String(made.call)))])
                }
            }
            let next =
                made["opportunity"]?.text.map { "/opportunities/\($0)" }
                ?? made["contact"]?.text.map { "/contacts/\($0)" } ?? "/activities/\(made["call"]?.text ?? "")"
            return Response.accepted(request, next: next, made).saying(
                Toast(context.t("Contact, call and opportunity are kept.")))
        } catch let refusal as Refusal where !request.wantsJSON {
            var page = try await context.read { try CallPage.load(form["number"] ?? "", in: $0) }
            (page.typed, page.refusal) = (form, refusal)
            return answer(page, request, context)
        }
    }

    @Sendable private static func log(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form()
        let parts = (form["about"] ?? "").split(separator: ":")
        guard parts.count == 2, let id = Int64(parts[1]), let kind = context.schema[String(parts[0])] else {
            throw Refusal.notFound()
        }
        let note = CallNote(
            about: Reference(kind: kind.name, id: id), said: form["said"], opportunity: form["opportunity"])
        let word = form["word"]
        do {
            let kept = try await context.write { transaction in
                try KeptCall.once(word, in: transaction) { try note.keep(in: transaction).json }
            }
            let sale = kept["opportunity"]?.text
            return Response.accepted(
                request, next: sale.map { "/opportunities/\($0)" } ?? "/\(kind.plural)/\(id)", kept
            ).saying(Toast(context.t(sale == nil ? "The call is kept." : "The call and the opportunity are kept.")))
        } catch let refusal as Refusal where !request.wantsJSON && form["number"] != nil {
            var page = try await context.read { try CallPage.load(form["number"] ?? "", in: $0) }
            (page.typed, page.refusal) = (form, refusal)
            return answer(page, request, context)
        }
    }

    // For programs

    @Sendable private static func incoming(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let body = try await CallBody(
            request.json(), ["number", "direction", "line", "external_id"], required: ["number"])
        var call = IncomingCall(number: body["number"] ?? "")
        if let direction = body["direction"] {
            guard ["in", "out"].contains(direction) else {
                throw Refusal(fields: [
                    FieldRefusal(
                        "direction", code: "unknown_choice",
                        Message("One of these is expected: {options}.", ["options": .text("in, out")]))
                ])
            }
            call.direction = direction
        }
        (call.line, call.externalID) = (body["line"], body["external_id"])
        let told = call
        try demand(context)
        return try await context.write { transaction in
            let rung = try told.ring(in: transaction)
            return Response.json(
                .record([
                    "id": .text(String(rung.id)), "user": rung.user.map { .text(String($0)) } ?? .null,
                    "is_new": .boolean(rung.isNew),
                ]), status: rung.isNew ? 201 : 200)
        }
    }

    /// A telephone system may only ring where it may also add activities.
    private static func demand(_ context: Context) throws(Refusal) {
        guard let kind = context.schema["activity"], context.viewer.may(.create, kind) else {
            throw .notAllowed(to: .create)
        }
    }

    @Sendable private static func made(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let body = try await CallBody(
            request.json(), ["number", "name", "company", "need"], required: ["number", "name"])
        let stranger = CallDesk.Stranger(
            number: body["number"] ?? "", name: body["name"] ?? "", company: body["company"], need: body["need"])
        let claim = IdempotencyClaim.current
        return try await context.write { transaction in
            let made = try CallDesk.welcome(stranger, in: transaction)
            let members = (made.conversion.json.members ?? []) + [.init("call", .text(String(made.call)))]
            let response = Response.json(.object(members), status: 201)
            try claim?.keep(response, in: transaction)
            return response
        }
    }

    @Sendable private static func caller(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["number"])
        let typed = request.query["number"] ?? ""
        let caller = try await context.read { try Caller.find(typed, in: $0) }
        guard let number = caller.number else {
            throw Refusal(fields: [FieldRefusal("number", code: "invalid_phone", CallDesk.wrongNumber(typed))])
        }
        let known = caller.known.map { known -> JSON in
            .record([
                "kind": .text(known.reference.kind), "id": .text(String(known.reference.id)),
                "title": .text(known.title), "company": known.company.map { .text($0) } ?? .null,
                "open_opportunities": .array(known.deals.map { .text(String($0.id)) }),
                "next_activity": known.pulse.next.map { .text(String($0.id)) } ?? .null,
            ])
        }
        return .json(.record(["number": .text(number), "data": .array(known)]))
    }

    private static let incomingOperation = #"""
        {"summary":"Tell that a telephone rings","tags":["calls"],
        "description":"Opens the caller's card on the screen of whoever has the line. The same external_id is shown \#
        once.",
        "requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","required":["number"],
        "additionalProperties":false,"properties":{"number":{"type":"string"},
        "direction":{"type":"string","enum":["in","out"]},"line":{"type":["string","null"]},
        "external_id":{"type":["string","null"],"maxLength":200}}}}}},
        "responses":{"201":{"description":"Kept, and shown to that person","content":{"application/json":{"schema":{
        "$ref":"#/components/schemas/IncomingCall"}}}},
        "200":{"description":"It was told before","content":{"application/json":{"schema":{
        "$ref":"#/components/schemas/IncomingCall"}}}}}}
        """#

    static let incomingBody = #"""
        {"type":"object","required":["id","user","is_new"],"properties":{"id":{"type":"string"},
        "user":{"type":["string","null"]},"is_new":{"type":"boolean"}}}
        """#

    private static let welcomeOperation = #"""
        {"summary":"Keep the call of somebody new","tags":["calls"],
        "description":"Makes contact, call and opportunity in one transaction, and the account if the company is new.",
        "requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object",
        "required":["number","name"],"additionalProperties":false,"properties":{"number":{"type":"string"},
        "name":{"type":"string","maxLength":240},"company":{"type":["string","null"],"maxLength":200},
        "need":{"type":["string","null"],"maxLength":2000}}}}}},
        "responses":{"201":{"description":"What was made","content":{"application/json":{"schema":{
        "type":"object"}}}}}}
        """#

    private static let callerOperation = #"""
        {"summary":"Who has this telephone number","tags":["calls"],
        "parameters":[{"name":"number","in":"query","required":true,"schema":{"type":"string"}}],
        "responses":{"200":{"description":"Everybody you see with this number","content":{"application/json":{
        "schema":{"type":"object"}}}}}}
        """#
}

/// A flat JSON object of texts.
struct CallBody: Sendable {
    private var texts: [String: String] = [:]

    init(_ json: JSON, _ names: [String], required: [String]) throws(Refusal) {
        guard let members = json.members else {
            throw Refusal(
                code: "object_expected",
                Message(
                    "A JSON object is expected, such as {example}.", ["example": .text(#"{"number":"0123456789"}"#)]))
        }
        var refusals: [FieldRefusal] = []
        for member in members {
            guard names.contains(member.name) else {
                refusals.append(
                    FieldRefusal(
                        member.name, code: "unknown_field",
                        Message(
                            "{kind} has no field “{field}”.",
                            ["kind": .message(Message("Call")), "field": .text(member.name)])))
                continue
            }
            if member.value == .null { continue }
            guard let text = member.value.text else {
                refusals.append(FieldRefusal(member.name, code: "invalid_type", Message("A text is expected.")))
                continue
            }
            guard text.unicodeScalars.count <= 2000, !text.unicodeScalars.contains("\0") else {
                refusals.append(
                    FieldRefusal(
                        member.name, code: "too_long",
                        Message(
                            "{field} may have at most {limit} characters.",
                            ["field": .text(member.name), "limit": .number(2000)])))
                continue
            }
            texts[member.name] = text
        }
        for name in required where texts[name]?.isEmpty ?? true && !refusals.contains(where: { $0.field == name }) {
            refusals.append(
                FieldRefusal(name, code: "required", Message("{field} is required.", ["field": .text(name)])))
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
    }

    subscript(_ name: String) -> String? { texts[name].flatMap { $0.isEmpty ? nil : $0 } }
}
