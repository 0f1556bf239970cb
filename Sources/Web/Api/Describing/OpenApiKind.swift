import Localisation
import Records

/// The operations on the records of one kind.
struct OpenApiKind {
    let kind: Kind
    let schemas: OpenApiSchemas
    let t: Translator

    private var list: String { "\(Api.root)/\(kind.plural)" }
    var one: String { list + "/{id}" }
    private var record: JSON { OpenApiPaths.reference(kind.name) }
    private static let etag = JSON.code(
        #"{"ETag":{"schema":{"type":"string"},"description":"The version, in quotes."}}"#)

    func add(to paths: inout OpenApiPaths) {
        paths.add(.get, list, operation("list", t(kind.pluralLabel), answers: page), parameters: listParameters)
        paths.add(.post, list, creation)
        paths.add(.post, list + "/count", counting)
        paths.add(.get, list + "/duplicates", duplicates)
        paths.add(.get, one, reading, id: true)
        paths.add(.patch, one, changing, id: true)
        paths.add(.delete, one, deletion, id: true)
        paths.add(.get, one + "/deletion", deletionPreview, id: true)
        paths.add(
            .get, one + "/history", history,
            parameters: [OpenApiPaths.parameter("limit"), OpenApiPaths.parameter("after")], id: true)
        paths.add(
            .post, one + "/history/{entry}/revert", reverting,
            parameters: [OpenApiPaths.id.with("name", "entry"), OpenApiPaths.parameter("if_match")], id: true)
        addSharing(to: &paths)
        paths.add(.post, "\(Api.root)/bulk/\(kind.plural)", bulk, parameters: [OpenApiPaths.parameter("duplicates")])
    }

    func operation(_ verb: String, _ summary: String, answers: JSON) -> JSON {
        .record([
            "operationId": .text("\(verb)_\(kind.plural)"), "tags": .texts([kind.plural]), "summary": .text(summary),
            "responses": answers,
        ])
    }

    // Lists

    private var page: JSON {
        let schema = JSON.code(
            #"""
            {"type":"object","required":["data","has_more","next"],"properties":{"has_more":{"type":"boolean"},
             "next":{"type":["string","null"],"description":"Give it as “after” for the next page."},
              "count":{"type":"integer"}}}
            """#)
        let data = JSON.record(["type": "array", "items": record])
        let properties = (schema["properties"] ?? .object([])).with("data", data)
        return OpenApiPaths.response("200", t("A page of records."), schema.with("properties", properties))
    }

    private var listParameters: [JSON] {
        let seen = schemas.seen(kind)
        let fixed: [JSON] = [
            query(
                "where", "A condition as JSON, for what the single filters cannot say.", .code(#"{"type":"string"}"#),
                example: #"{"field":"\#(kind.title)","contains":"a"}"#),
            query(
                "q", "Records that hold these words; the last one may be unfinished.",
                .code(#"{"type":"string","maxLength":200}"#)),
            query(
                "sort", "Fields to sort by, separated by commas, “-” for the other direction.",
                .code(#"{"type":"string"}"#), example: "-created_at"),
            query(
                "fields", "The fields to show, separated by commas. The identifier always is.",
                .code(#"{"type":"string"}"#), example: kind.title),
            query(
                "include", "Links to replace by the record they lead to, separated by commas.",
                .code(#"{"type":"string"}"#)),
            OpenApiPaths.parameter("limit"), OpenApiPaths.parameter("after"),
            query(
                "count", "Also count all records that meet the filter.", .code(#"{"type":"string","enum":["exact"]}"#)),
        ]
        return fixed + seen.filter { !ListParameters.reserved.contains($0.name) }.map(filter) + group
    }

    private func query(_ name: String, _ description: String, _ schema: JSON, example: String? = nil) -> JSON {
        JSON.record([
            "name": .text(name), "in": "query", "required": false, "description": .text(description), "schema": schema,
        ])
        .with("example", example.map { .text($0) })
    }

    /// `group=12`: records of a saved group.
    private var group: [JSON] {
        guard schemas.schema.groupField(of: kind) != nil else { return [] }
        let properties =
            ["is", "is_not", "in"].map { JSON.Member($0, .code(#"{"type":"string"}"#)) }
            + [JSON.Member("empty", .code(#"{"type":"boolean"}"#))]
        return [
            .record([
                "name": .text(Schema.groupField), "in": "query", "required": false, "style": "deepObject",
                "explode": true, "description": .text(t("The identifier of a saved group.")),
                "schema": .record([
                    "type": "object", "additionalProperties": false, "properties": .object(properties),
                ]),
            ])
        ]
    }

    /// `name[contains]=…`; the plain `name=…` says `name[is]=…`.
    private func filter(_ field: FieldSpec) -> JSON {
        let properties = schemas.schema.tests(of: field, in: kind).map { JSON.Member($0, operand($0, field)) }
        let schema = JSON.record(["type": "object", "additionalProperties": false, "properties": .object(properties)])
        return .record([
            "name": .text(field.name), "in": "query", "required": false, "style": "deepObject", "explode": true,
            "description": .text(t(field.label)), "schema": schema,
        ])
    }

    private func operand(_ test: String, _ field: FieldSpec) -> JSON {
        switch test {
        case "empty", "is_me": .code(#"{"type":"boolean"}"#)
        default: .code(#"{"type":"string"}"#)
        }
    }

    private var counting: JSON {
        let body = JSON.record([
            "type": "object", "additionalProperties": false,
            "properties": .record([
                "where": OpenApiPaths.reference("condition"), "q": .code(#"{"type":"string","maxLength":200}"#),
            ]),
        ])
        let answer = JSON.code(#"{"type":"object","required":["count"],"properties":{"count":{"type":"integer"}}}"#)
        return operation(
            "count", t("How many records meet a condition."),
            answers: OpenApiPaths.response("200", t("The number."), answer)
        )
        .with("requestBody", OpenApiPaths.body(body, example: .code(#"{"where":{"all":[]}}"#)))
    }

    private var duplicates: JSON {
        let texts = schemas.seen(kind).filter { $0.shape.isText }.map(\.name)
        let parts = schemas.seenParts(kind).flatMap { part in
            part.kind.declared.filter { $0.shape.isText }.map { "\(part.name).\($0.name)" }
        }
        let parameters =
            (texts + parts).map { query($0, "As far as it is typed.", .code(#"{"type":"string"}"#)) }
            + [
                query(
                    "id", "The record being changed, which is no duplicate of itself.",
                    .code(#"{"type":"string","pattern":"^[0-9]{1,18}$"}"#))
            ]
        return operation(
            "duplicates_of", t("Records that look like the one being typed."),
            answers: OpenApiPaths.response("200", t("Candidates, best first."), OpenApiPaths.reference("candidates"))
        )
        .with("parameters", .array(parameters))
    }

    // One record

    private var creation: JSON {
        operation(
            "create", t("Create a record."),
            answers: OpenApiPaths.response("201", t("The record as it was saved."), record, headers: OpenApiKind.etag)
        )
        .with("parameters", .array([OpenApiPaths.parameter("duplicates")]))
        .with("requestBody", OpenApiPaths.body(OpenApiPaths.reference(kind.name + "_create")))
    }

    private var reading: JSON {
        let unchanged = JSON.code(#"{"description":"You have it already."}"#)
        let answers = OpenApiPaths.response("200", t("The record."), record, headers: OpenApiKind.etag).with(
            "304", unchanged)
        return operation("read", t("Read a record."), answers: answers).with(
            "parameters",
            .array([
                OpenApiPaths.id, OpenApiPaths.parameter("if_none_match"),
                query(
                    "fields", "The fields to show, separated by commas.", .code(#"{"type":"string"}"#),
                    example: kind.title),
                query("include", "Links to replace by the record they lead to.", .code(#"{"type":"string"}"#)),
            ]))
    }

    private var changing: JSON {
        operation(
            "change", t("Change a record; what is not sent stays."),
            answers: OpenApiPaths.response("200", t("The record as it was saved."), record, headers: OpenApiKind.etag)
        )
        .with("parameters", .array([OpenApiPaths.id, OpenApiPaths.parameter("if_match")]))
        .with("requestBody", OpenApiPaths.body(OpenApiPaths.reference(kind.name + "_change")))
    }

    private var deletion: JSON {
        operation(
            "delete", t("Delete a record; it can be brought back."),
            answers: .code(#"{"204":{"description":"Deleted."}}"#)
        )
        .with("parameters", .array([OpenApiPaths.id, OpenApiPaths.parameter("if_match")]))
    }

    private var deletionPreview: JSON {
        let schema = JSON.code(
            #"""
            {"type":"object","required":["possible","deleted","emptied","holding","kept_days"],"properties":{
             "possible":{"type":"boolean"},"kept_days":{"type":"integer"},
             "deleted":{"type":"object","additionalProperties":{"type":"integer"}},
             "holding":{"type":"object","additionalProperties":{"type":"integer"}},
             "emptied":{"type":"array","items":{"type":"object","required":["kind","field","count"],"properties":{
              "kind":{"type":"string"},"field":{"type":"string"},"count":{"type":"integer"}}}}}}
            """#)
        return operation(
            "deletion_of", t("What deleting a record would take along, without doing it."),
            answers: OpenApiPaths.response("200", t("Counts by kind."), schema))
    }

    private var history: JSON {
        let schema = JSON.code(
            #"""
            {"type":"object","required":["data","has_more","next"],"properties":{"has_more":{"type":"boolean"},
             "next":{"type":["string","null"]},
             "data":{"type":"array","items":{"type":"object","required":["id","at","door","action","changes"],
              "properties":{
              "id":{"type":"string"},"at":{"type":"string","format":"date-time"},"user":{"type":["string","null"]},
               "door":{"type":"string"},
              "origin":{"type":["string","null"],"description":"The client's address, for whoever may see it."},
              "reverts":{"type":["string","null"],"description":"The entry that was taken back."},
              "action":{"type":"string"},"changes":{"type":"object","additionalProperties":{"type":"object",
               "required":["old","new"]}}}}}}}
            """#)
        return operation(
            "history_of", t("What happened to a record, the newest first."),
            answers: OpenApiPaths.response("200", t("A page of changes."), schema))
    }

    private var reverting: JSON {
        let body = JSON.code(
            #"""
            {"type":"object","additionalProperties":false,"properties":{
             "fields":{"type":"array","items":{"type":"string"},"description":"What to take back; all by default."},
             "overwrite":{"type":"array","items":{"type":"string"},
              "description":"Fields that go back even where they have changed again since."}}}
            """#)
        return operation(
            "revert", t("Take a change back; 409 tells the fields that have changed again since."),
            answers: OpenApiPaths.response("200", t("The record as it was saved."), record, headers: OpenApiKind.etag)
        )
        .with("requestBody", OpenApiPaths.body(body, example: .code(#"{"fields":[]}"#)))
    }

    private var bulk: JSON {
        let answers = OpenApiPaths.response("202", t("The job that carries it out."), OpenApiPaths.reference("job"))
        let body = JSON.code(
            #"""
            {"required":true,
             "content":{"application/x-ndjson":{"schema":{
             "description":"One change a line; each is judged on its own by the job."},
             "example":"{\"op\":\"create\",\"external_id\":\"A-1\",\"data\":{}}\n{\"op\":\"delete\",\"id\":\"1\"}\n"}}}
            """#)
        return operation("bulk_change", t("Create, change and delete many records, as a job."), answers: answers).with(
            "requestBody", body)
    }
}
