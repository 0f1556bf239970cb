import Localisation
import Records

/// The shapes of records in JSON Schema: as they are answered, as they may be created, as they may be changed.
struct OpenApiSchemas {
    let schema: Schema
    let viewer: Viewer
    let t: Translator

    static let shared: [JSON.Member] = [
        .init(
            "error",
            .code(
                #"""
                {"type":"object","required":["error"],"properties":{"error":{"type":"object",
                 "required":["type","code","message","fields","request_id"],"properties":{
                  "type":{"type":"string"},"code":{"type":"string"},"field":{"type":["string","null"]},
                   "message":{"type":"string"},
                  "request_id":{"type":"string"},
                  "fields":{"type":"array","items":{"type":"object","required":["field","code","message"],
                   "properties":{"field":{"type":"string"},"code":{"type":"string"},"message":{"type":"string"}}}}}}},
                 "example":{"error":{"type":"invalid_request","code":"required","field":"name",
                  "message":"Name is required.",
                  "fields":[{"field":"name","code":"required","message":"Name is required."}],"request_id":"4f1c"}}}
                """#)),
        .init(
            "money",
            .code(
                #"""
                {"type":"object","required":["amount","currency"],"additionalProperties":false,"properties":{
                 "amount":{"type":"string","pattern":"^-?[0-9]+(\\.[0-9]+)?$"},"currency":{"type":"string",
                  "pattern":"^[A-Z]{3}$"}},
                 "example":{"amount":"1500.00","currency":"EUR"}}
                """#)),
        .init(
            "money_input",
            .code(
                #"""
                {"description":"An amount in a currency; a bare number is in the company's currency.","anyOf":[
                 {"type":"object","required":["amount"],"additionalProperties":false,"properties":{
                  "amount":{"anyOf":[{"type":"string","pattern":"^-?[0-9]+(\\.[0-9]+)?$"},{"type":"number"}]},
                  "currency":{"type":"string","pattern":"^[A-Z]{3}$"}}},
                 {"type":"string","pattern":"^-?[0-9]+(\\.[0-9]+)?$"},{"type":"number"},{"type":"null"}],
                 "example":{"amount":"1500.00","currency":"EUR"}}
                """#)),
        .init(
            "reference",
            .code(
                #"""
                {"type":"object","required":["kind","id"],"additionalProperties":false,
                "properties":{"kind":{"type":"string"},"id":{"type":"string"}}}
                """#
            )),
        .init(
            "condition",
            .code(
                #"""
                {"type":"object",
                 "description":"A condition: {\"all\":[…]}, {\"any\":[…]}, {\"not\":…}, a test such as \#
                 {\"field\":\"account.sector\",\"is\":\"retail\"}, \#
                 {\"field\":\"parent\",\"under\":\"12\"} (in the group of), {\"field\":\"group\",\"is\":\"7\"}, or \#
                 {\"related\":\"invoices\",\"where\":…,\"count\":{\"at_least\":3}}."}
                """#)),
        .init(
            "job",
            .code(
                #"""
                {"type":"object","required":["id","name","state","progress"],"properties":{"id":{"type":"string"},
                 "name":{"type":"string"},
                 "state":{"type":"string","enum":["queued","running","done","failed","dead","cancelled"]},
                 "progress":{"type":"object","properties":{"done":{"type":"integer"},"total":{"type":["integer",
                  "null"]},"note":{"type":["string","null"]}}},
                 "result":{},"error":{"type":["object","null"]},"created_at":{"type":"string","format":"date-time"},
                 "started_at":{"type":["string","null"]},"finished_at":{"type":["string","null"]}}}
                """#)),
        .init(
            "candidates",
            .code(
                #"""
                {"type":"object","required":["data"],"properties":{"data":{"type":"array","items":{"type":"object",
                 "required":["id","name","score","same","reasons"],
                 "properties":{"id":{"type":"string"},"name":{"type":"string"},
                  "score":{"type":"integer","minimum":0,"maximum":100},
                  "same":{"type":"array","items":{"type":"string"}},
                  "reasons":{"type":"array","items":{"type":"object","required":["code","points"],
                   "properties":{"code":{"type":"string"},"points":{"type":"integer"}}}}}}}}}
                """#)),
    ]

    func components(of kind: Kind) -> [JSON.Member] {
        [
            .init(kind.name, answered(kind)), .init(kind.name + "_create", sent(kind, isNew: true)),
            .init(kind.name + "_change", sent(kind, isNew: false)),
        ]
    }

    func seen(_ kind: Kind) -> [FieldSpec] { kind.fields.filter { viewer.sees($0, of: kind) } }
    func seenParts(_ kind: Kind) -> [Kind.PartKind] { kind.parts.filter { viewer.sees(part: $0.name, of: kind) } }

    private func answered(_ kind: Kind) -> JSON {
        var properties = seen(kind).map { JSON.Member($0.name, described(answered($0), $0)) }
        for part in seenParts(kind) {
            let fields =
                [JSON.Member("id", .code(#"{"type":"string"}"#))]
                + part.kind.declared.filter { viewer.sees($0, of: part.kind) }.map {
                    .init($0.name, described(answered($0), $0))
                }
            let item = JSON.record(["type": "object", "required": .texts(["id"]), "properties": .object(fields)])
            properties.append(
                .init(part.name, .record(["type": "array", "description": .text(t(part.kind.label)), "items": item])))
        }
        return .record([
            "type": "object", "description": .text(t(kind.label)), "required": .texts(["id"]),
            "properties": .object(properties),
        ])
    }

    private func answered(_ field: FieldSpec) -> JSON {
        if field.name == "id" { return .code(#"{"type":"string"}"#) }
        let null = JSON.code(#"{"type":"null"}"#)
        switch field.shape {
        case .text, .longText, .email, .phone, .url, .choice: return .code(#"{"type":["string","null"]}"#)
        case .integer: return .code(#"{"type":["integer","null"]}"#)
        case .exact: return .code(#"{"type":["string","null"],"pattern":"^-?[0-9]+(\\.[0-9]+)?$"}"#)
        case .money: return .record(["anyOf": .array([OpenApiPaths.reference("money"), null])])
        case .boolean: return .code(#"{"type":["boolean","null"]}"#)
        case .day: return .code(#"{"type":["string","null"],"format":"date"}"#)
        case .instant: return .code(#"{"type":["string","null"],"format":"date-time"}"#)
        case .link:
            return .code(
                #"""
                {"anyOf":[{"type":"string"},{"type":"object","required":["id"],"properties":{"id":{"type":"string"}}},
                {"type":"null"}]}
                """#
            )
        case .reference: return .record(["anyOf": .array([OpenApiPaths.reference("reference"), null])])
        }
    }

    private func sent(_ kind: Kind, isNew: Bool) -> JSON {
        var fields = kind.fields.filter { viewer.mayWrite($0, of: kind) }
        if isNew, let created = kind["created_at"] { fields.append(created) }
        var properties = fields.map { JSON.Member($0.name, described(sent($0), $0)) }
        for part in seenParts(kind) where viewer.mayWrite(part: part.name, of: kind) {
            var members = part.kind.declared.filter { viewer.mayWrite($0, of: part.kind) }.map {
                JSON.Member($0.name, described(sent($0), $0))
            }
            if !isNew {
                let keeper = JSON.code(#"{"type":"string","description":"Keeps this item; without it, a new one."}"#)
                members.insert(.init("id", keeper), at: 0)
            }
            let item = JSON.record(["type": "object", "additionalProperties": false, "properties": .object(members)])
            properties.append(
                .init(
                    part.name,
                    .record([
                        "type": .texts(["array", "null"]), "description": .text(t(part.kind.label)), "items": item,
                        "maxItems": .whole(PartReader.maximumItems),
                    ])))
        }
        properties.append(
            .init(
                "facts", .code(#"{"type":"object","description":"Further facts for the rules, that are no fields."}"#)))
        return .record(["type": "object", "additionalProperties": false, "properties": .object(properties)])
    }

    private func sent(_ field: FieldSpec) -> JSON {
        switch field.shape {
        case .text, .longText, .phone, .url:
            return .record(["type": .texts(["string", "null"]), "maxLength": .whole(field.lengthLimit)])
        case .email:
            return .record([
                "type": .texts(["string", "null"]), "format": "email", "maxLength": .whole(field.lengthLimit),
            ])
        case .choice(let options):
            return .record([
                "type": .texts(["string", "null"]), "enum": .array(options.map { .text($0.value) } + [.null]),
            ])
        case .integer:
            return .code(
                #"""
                {"type":["integer","null"],"format":"int64","minimum":-9223372036854775808,
                "maximum":9223372036854775807}
                """#
            )
        case .exact:
            return .code(
                #"""
                {"anyOf":[{"type":"string","pattern":"^-?[0-9]+(\\.[0-9]+)?$"},{"type":"number"},{"type":"null"}],
                "example":"12.5"}
                """#
            )
        case .money: return OpenApiPaths.reference("money_input")
        case .boolean: return .code(#"{"type":["boolean","null"]}"#)
        case .day: return .code(#"{"type":["string","null"],"format":"date","example":"2026-12-31"}"#)
        case .instant:
            return .code(#"{"type":["string","null"],"format":"date-time","example":"2026-12-31T14:30:00Z"}"#)
        case .link:
            return .code(#"{"anyOf":[{"type":"string","pattern":"^[0-9]{1,19}$"},{"type":"integer"},{"type":"null"}]}"#)
        case .reference:
            return .record(["anyOf": .array([OpenApiPaths.reference("reference"), .code(#"{"type":"null"}"#)])])
        }
    }

    /// Label and what the type cannot say.
    private func described(_ schema: JSON, _ field: FieldSpec) -> JSON {
        var words = [t(field.label) + "."]
        if field.isRequired { words.append(t("Required.")) }
        if let target = field.shape.linkTarget { words.append("→ \(target).") }
        if let help = field.help { words.append(t(help)) }
        if schema["$ref"] != nil {
            return .record(["allOf": .array([schema]), "description": .text(words.joined(separator: " "))])
        }
        return schema.with("description", .text(words.joined(separator: " "))).with(
            "x-required", field.isRequired ? true : nil)
    }
}
