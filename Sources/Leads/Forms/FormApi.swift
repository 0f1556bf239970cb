import Localisation
import Records
import Storage
import Web

/// Web forms for programs: an answer sent by a site's own code becomes a lead by the same door. The forms and the
/// answers themselves are records like others.
enum FormApi {
    static func register(in registry: inout Registry) {
        registry.api(.post, "/api/v1/forms/:id/submissions", .code(operation), submit)
        registry.api(.post, "/api/v1/form_submissions/:id/retry", .code(retryOperation), retryByProgram)
        registry.routes.post("/form_submissions/:id/retry", [], retry)
        registry.action(
            on: FormSubmission.name,
            RecordAction(Message("Make it a lead"), icon: "refresh-cw") {
                "/form_submissions/\($0)/retry"
            } applies: {
                $0.value("state", in: $1).text != SubmissionState.taken.rawValue
            })
    }

    @Sendable private static func submit(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier(), json = try await request.json(limit: 200_000)
        let form = try await context.read { transaction in
            let kind = transaction.schema.kind(of: WebForm.self)
            return try WebForm(transaction.record(id, of: kind), kind: kind)
        }
        guard context.viewer.may(.create, context.schema.kind(of: FormSubmission.self)) else {
            throw Refusal.notAllowed(to: .create)
        }
        guard form.isActive else {
            throw Refusal(
                .conflict, code: "not_active", Message("This form is not in use. Put it into use first."))
        }
        let answer = try read(json, form)
        let outcome = try await FormDesk.take(answer, context)
        return .json(
            .record([
                "id": .text(String(outcome.submission)), "state": .text(outcome.state.rawValue),
                "lead": outcome.lead.map { .text(String($0)) } ?? .null,
            ]), status: outcome.isRepeated ? 200 : 201)
    }

    private static func read(_ json: JSON, _ form: WebForm) throws(Refusal) -> FormAnswer {
        var faults: [FieldRefusal] = [], answer = FormAnswer(form: form, typed: Form())
        let asked = Set(form.fields.filter { !$0.isHidden }.map(\.field))
        func wrong(_ field: String, _ message: Message, _ code: String = "invalid_type") {
            faults.append(FieldRefusal(field, code: code, message))
        }
        guard let members = json.members else {
            throw Refusal(
                .malformed, code: "invalid_json",
                Message(
                    "A JSON object is expected, such as {example}.",
                    ["example": .text(#"{"values":{"email":"a@b.fr"}}"#)]))
        }
        for member in members {
            switch (member.name, member.value) {
            case ("values", .object(let values)):
                for value in values {
                    if !asked.contains(value.name) {
                        wrong(
                            "values.\(value.name)",
                            Message("Nothing is called “{name}” here.", ["name": .text(value.name)]), "unknown_field")
                    } else if let text = value.value.text ?? value.value.boolean.map({ $0 ? "true" : "false" }) {
                        answer.typed.items.append(.init(value.name, text))
                    } else if value.value != .null {
                        wrong("values.\(value.name)", Message("A text is expected."))
                    }
                }
            case ("consent", .boolean(let yes)): answer.hasAgreed = yes
            case ("language", .text(let text)) where Language(rawValue: text) != nil:
                answer.language = Language(rawValue: text) ?? .french
            case ("language", _):
                wrong(
                    "language", Message("One of these is expected: {options}.", ["options": .text("fr, en")]),
                    "unknown_choice")
            case ("ip_address", .text(let text)) where text.count <= 64: answer.ipAddress = text
            case ("nonce", .text(let text)) where (1...64).contains(text.count): answer.nonce = "api:" + text.prefix(60)
            case ("marks", .object(let marks)) where marks.allSatisfy({ $0.value.text != nil }) && marks.count <= 20:
                for mark in marks { answer.marks[mark.name] = mark.value.text.map { String($0.prefix(1000)) } }
            case ("values", _), ("consent", _), ("ip_address", _), ("nonce", _), ("marks", _):
                wrong(member.name, Message("This has another type than expected."))
            default:
                wrong(
                    member.name, Message("Nothing is called “{name}” here.", ["name": .text(member.name)]),
                    "unknown_field")
            }
        }
        if !faults.isEmpty { throw Refusal(fields: faults) }
        return answer
    }

    @Sendable private static func retry(_ request: Request, _ context: Context) async throws -> Response {
        let lead = try await FormDesk.retry(try request.identifier(), context)
        return Response.accepted(request, next: "/leads/\(lead)").saying(Toast(context.t("It is a lead now.")))
    }

    @Sendable private static func retryByProgram(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let lead = try await FormDesk.retry(try request.identifier(), context)
        return .json(.record(["lead": .text(String(lead))]))
    }

    private static let operation = #"""
        {"summary":"Send an answer to a web form","tags":["web_forms"],
        "description":"Becomes a lead as if it was typed on the page: hidden values, distribution and proof of \#
        consent included. What cannot become a lead is kept with the state held. No file is asked for here: attach it \#
        to the lead afterwards.",
        "requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object",
        "required":["values"],"additionalProperties":false,"properties":{
        "values":{"type":"object","additionalProperties":{"type":["string","boolean","null"]},
        "description":"By the names of the lead's fields that the form asks for."},
        "consent":{"type":"boolean","description":"The box of consent was ticked."},
        "language":{"type":"string","enum":["fr","en"]},
        "ip_address":{"type":"string","maxLength":64,"description":"Of the person, for the proof."},
        "nonce":{"type":"string","minLength":1,"maxLength":60,
        "description":"The same word twice is one answer."},
        "marks":{"type":"object","maxProperties":20,"additionalProperties":{"type":"string"},
        "description":"utm_source, utm_medium, utm_campaign, utm_term, utm_content, page, referrer."}}}}}},
        "responses":{"201":{"description":"What became of it","content":{"application/json":{"schema":{
        "type":"object","required":["id","state","lead"],"properties":{"id":{"type":"string"},
        "state":{"type":"string","enum":["taken","spam","held"]},"lead":{"type":["string","null"]}}}}}},
        "200":{"description":"It had come before","content":{"application/json":{"schema":{"type":"object"}}}}}}
        """#

    private static let retryOperation = #"""
        {"summary":"Make a lead of an answer that was kept apart","tags":["form_submissions"],
        "responses":{"200":{"description":"The lead","content":{"application/json":{"schema":{
        "type":"object","required":["lead"],"properties":{"lead":{"type":"string"}}}}}}}}
        """#
}
