import Records

/// The operations that belong to no kind of record.
enum OpenApiCommon {
    static func add(to paths: inout OpenApiPaths, plurals: [String]) {
        paths.add(.get, "\(Api.root)/search", search(plurals))
        paths.add(.get, "\(Api.root)/meta", simple("read_meta", "The kinds of records and their fields."))
        paths.add(.get, "\(Api.root)/openapi.json", simple("read_description", "This description."))
        paths.add(
            .get, "\(Api.root)/custom_fields", simple("list_custom_fields", "The fields added to this workspace."))
        paths.add(.post, "\(Api.root)/custom_fields", customField)
        let page = [OpenApiPaths.parameter("limit"), OpenApiPaths.parameter("after")]
        paths.add(.get, "\(Api.root)/jobs", jobs, parameters: page)
        paths.add(.get, "\(Api.root)/jobs/{id}", job("read_job", "How a job goes."), id: true)
        paths.add(.post, "\(Api.root)/jobs/{id}/cancel", job("cancel_job", "Stop a job."), id: true)
        paths.add(.post, "\(Api.root)/jobs/{id}/retry", job("retry_job", "Try a failed job again."), id: true)
        paths.add(.get, "\(Api.root)/jobs/{id}/failures", failures, parameters: page, id: true)
    }

    private static func simple(_ id: String, _ summary: String) -> JSON {
        operation(id, summary, OpenApiPaths.response("200", "Done.", .code(#"{"type":"object"}"#)))
    }

    private static func operation(_ id: String, _ summary: String, _ answers: JSON) -> JSON {
        .record([
            "operationId": .text(id), "tags": .texts(["workspace"]), "summary": .text(summary), "responses": answers,
        ])
    }

    private static func search(_ plurals: [String]) -> JSON {
        let schema = JSON.code(
            #"""
            {"type":"object","required":["data"],"properties":{"data":{"type":"array","items":{"type":"object",
             "required":["kind","plural","id","title"],"properties":{"kind":{"type":"string"},
              "plural":{"type":"string"},"id":{"type":"string"},"title":{"type":"string"}}}}}}
            """#)
        let parameters = JSON.code(
            #"""
            [{"name":"q","in":"query","required":true,"description":"Words; accents and slips are forgiven.",
             "schema":{"type":"string","maxLength":200}},
             {"name":"kinds","in":"query","required":false,
              "description":"Only these kinds, by plural, separated by commas.","schema":{"type":"string"}},
             {"name":"limit","in":"query","required":false,"schema":{"type":"integer","minimum":1,"maximum":100,
              "default":20}}]
            """#)
        return operation("search", "Search over all records.", OpenApiPaths.response("200", "The best first.", schema))
            .with("parameters", parameters)
    }

    private static var customField: JSON {
        let schema = JSON.code(
            #"""
            {"type":"object","additionalProperties":false,"required":["kind","name","label_fr","label_en","type"],
             "properties":{
             "kind":{"type":"string"},"name":{"type":"string","pattern":"^[a-z][a-z0-9_]*$","maxLength":40},
             "label_fr":{"type":"string","minLength":1,"maxLength":120},"label_en":{"type":"string","minLength":1,
              "maxLength":120},
             "type":{"type":"string","enum":["text","long_text","number","decimal","money","boolean","day","choice",
              "link"]},
             "choices":{"type":["array","null"],"items":{"type":"string","minLength":1,"maxLength":120},"maxItems":500},
             "target":{"type":["string","null"]},"is_listed":{"type":"boolean"}}}
            """#)
        return operation(
            "add_custom_field", "Add a field, at once everywhere.",
            OpenApiPaths.response("201", "The field.", .code(#"{"type":"object"}"#))
        )
        .with("requestBody", OpenApiPaths.body(schema))
    }

    private static var jobs: JSON {
        let data = JSON.record(["type": "array", "items": OpenApiPaths.reference("job")])
        let schema = JSON.record([
            "type": "object", "required": .texts(["data", "has_more", "next"]),
            "properties": .record([
                "data": data, "has_more": .code(#"{"type":"boolean"}"#), "next": .code(#"{"type":["string","null"]}"#),
            ]),
        ])
        return operation(
            "list_jobs", "Background work, the newest first.", OpenApiPaths.response("200", "A page of jobs.", schema))
    }

    private static func job(_ id: String, _ summary: String) -> JSON {
        operation(id, summary, OpenApiPaths.response("200", "The job.", OpenApiPaths.reference("job")))
    }

    private static var failures: JSON {
        let schema = JSON.code(
            #"""
            {"type":"object","required":["data","has_more","next"],"properties":{"has_more":{"type":"boolean"},
             "next":{"type":["string","null"]},
             "data":{"type":"array","items":{"type":"object","required":["line","error"],
              "properties":{"line":{"type":"integer"},"error":{"type":"object"}}}}}}
            """#)
        return operation(
            "list_job_failures", "The lines of a bulk job that were refused, and why.",
            OpenApiPaths.response("200", "A page of lines.", schema))
    }
}
