import Records
import Storage
import Web

/// The gate for programs: may this person be contacted? The consents themselves are records like others.
enum ConsentApi {
    static func register(in registry: inout Registry) {
        registry.api(.post, "/api/v1/contact_checks", .code(operation), check)
    }

    @Sendable private static func check(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let kind = context.schema.kind(of: Consent.self)
        guard context.viewer.may(.read, kind) else { throw Refusal.notAllowed(to: .read) }
        let json = try await request.json()
        var faults: [FieldRefusal] = []
        for member in json.members ?? [] where !["channel", "address", "about", "purpose", "at"].contains(member.name) {
            faults.append(
                FieldRefusal(
                    member.name, code: "unknown_field",
                    Message("Nothing is called “{name}” here.", ["name": .text(member.name)])))
        }
        let channel = choice(json, "channel", ContactChannel.self, &faults)
        let purpose = choice(json, "purpose", ContactPurpose.self, &faults)
        let address = json["address"]?.text?.trimmingWhitespace() ?? ""
        if address.isEmpty || address.count > 254 {
            faults.append(
                FieldRefusal("address", code: "required", Message("Give the e-mail address or the telephone number.")))
        }
        let about = reference(json, &faults)
        let at = json["at"]?.text.flatMap { Instant(iso: $0) }
        if let given = json["at"], given != .null, at == nil {
            faults.append(
                FieldRefusal("at", code: "invalid_value", Message("An instant is expected, as 2026-11-22T10:30:00Z.")))
        }
        guard faults.isEmpty, let channel, let purpose else { throw Refusal(fields: faults) }
        let t = context.t
        return try await context.read { transaction in
            if let about {
                guard let kind = transaction.schema[about.kind], kind.owner == nil else { throw Refusal.notFound() }
                _ = try transaction.record(about.id, of: kind)
            }
            do {
                try ConsentGate.check(
                    channel, to: address, about: about, purpose: purpose, at: at, in: transaction)
                return .json(.record(["allowed": true]))
            } catch let refusal as Refusal where GateReason(rawValue: refusal.code) != nil {
                return .json(
                    .record(["allowed": false, "code": .text(refusal.code), "message": .text(t(refusal.message))]))
            }
        }
    }

    private static func choice<Option: Choice>(
        _ json: JSON, _ name: String, _: Option.Type, _ faults: inout [FieldRefusal]
    ) -> Option? {
        if let found = json[name]?.text.flatMap({ Option(rawValue: $0) }) { return found }
        let options = Option.allCases.map(\.rawValue).joined(separator: ", ")
        faults.append(
            FieldRefusal(
                name, code: json[name] == nil ? "required" : "unknown_choice",
                Message("One of these is expected: {options}.", ["options": .text(options)])))
        return nil
    }

    private static func reference(_ json: JSON, _ faults: inout [FieldRefusal]) -> Reference? {
        guard let about = json["about"], about != .null else { return nil }
        if let kind = about["kind"]?.text, let id = about["id"]?.text.flatMap({ Int64($0) }) {
            return Reference(kind: kind, id: id)
        }
        faults.append(
            FieldRefusal(
                "about", code: "invalid_value",
                Message(
                    "A record is expected, such as {example}.", ["example": .text(#"{"kind":"contact","id":"12"}"#)])))
        return nil
    }

    private static let operation = #"""
        {"summary":"Ask whether somebody may be contacted","tags":["consents"],
        "description":"The gate that every mail, short message and call passes: the opposition list, the register of \#
        consents, what the law says of consumers and professionals, and the calling hours. Nothing is changed.",
        "requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object",
        "required":["channel","address","purpose"],"additionalProperties":false,"properties":{
        "channel":{"type":"string","enum":["email","sms","call"]},
        "address":{"type":"string","minLength":1,"maxLength":254},
        "purpose":{"type":"string","enum":["service","contract","prospecting"]},
        "about":{"type":["object","null"],"required":["kind","id"],"properties":{"kind":{"type":"string"},
        "id":{"type":"string"}}},
        "at":{"type":["string","null"],"format":"date-time",
        "description":"When the call would be made; without it, now."}}}}}},
        "responses":{"200":{"description":"Whether, and if not, why","content":{"application/json":{"schema":{
        "type":"object","required":["allowed"],"properties":{"allowed":{"type":"boolean"},
        "code":{"type":"string"},"message":{"type":"string"}}}}}}}}
        """#
}
