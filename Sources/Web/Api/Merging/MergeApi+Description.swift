import Records

extension MergeApi {
    /// What the API description says of merges.
    enum descriptions {
        private static let merge = #"""
            {"type":"object","required":["id","kind","survivor","merged","moved","at","state"],"properties":{
             "id":{"type":"string"},"kind":{"type":"string"},"survivor":{"type":"string"},
             "title":{"type":["string","null"]},
             "merged":{"type":"array","items":{"type":"object","required":["id"],"properties":{
              "id":{"type":"string"},"title":{"type":["string","null"]}}}},
             "moved":{"type":"object","additionalProperties":{"type":"integer"}},
             "at":{"type":"string","format":"date-time"},"user":{"type":["string","null"]},
             "state":{"type":"string","enum":["done","undone","forgotten"]},
             "undoable_until":{"type":["string","null"],"format":"date-time"},
             "undone_at":{"type":["string","null"],"format":"date-time"},
             "returning":{"type":"object","additionalProperties":{"type":"integer"}},
             "added_since":{"type":"object","additionalProperties":{"type":"integer"}},
             "changed_since":{"type":"array","items":{"type":"object","required":["kind","id","field","code","message"],
              "properties":{"kind":{"type":"string"},"id":{"type":"string"},"field":{"type":["string","null"]},
              "code":{"type":"string","enum":["changed","gone","taken","link_gone"]},
              "message":{"type":"string"}}}}}}
            """#

        static let list = JSON.code(
            #"""
            {"summary":"Merges, the newest first: one's own, or all for whoever manages the settings",
             "tags":["workspace"],
             "parameters":[{"$ref":"#/components/parameters/limit"},{"$ref":"#/components/parameters/after"}],
             "responses":{"200":{"description":"A page of merges","content":{"application/json":{"schema":{
             "type":"object","required":["data","has_more","next"],"properties":{"has_more":{"type":"boolean"},
             "next":{"type":["string","null"]},"data":{"type":"array","items":
            """# + merge + "}}}}}}}}")

        static let one = JSON.code(
            #"""
            {"summary":"One merge; while it can be undone, what would return, what was added and what changed since",
             "tags":["workspace"],"responses":{"200":{"description":"The merge","content":{"application/json":{"schema":
            """# + merge + "}}}}}")

        static let undo = JSON.code(
            #"""
            {"summary":"Undo a merge; what has changed since stays as it is and is told","tags":["workspace"],
             "responses":{"200":{"description":"What came back","content":{"application/json":{"schema":
            """# + merge + "}}}}}")
    }
}

extension OpenApiKind {
    /// Merging records of this kind, where they can be.
    func addMerging(to paths: inout OpenApiPaths) {
        paths.add(.post, one + "/merge", merging, id: true)
    }

    private var merging: JSON {
        let body = JSON.code(
            #"""
            {"type":"object","additionalProperties":false,"required":["ids"],"properties":{
             "ids":{"type":"array","minItems":1,"maxItems":200,"items":{"type":"string","pattern":"^[0-9]{1,18}$"}},
             "fields":{"type":"object","additionalProperties":{"type":"string","pattern":"^[0-9]{1,18}$"},
              "description":"Field or part → the record whose value counts."}}}
            """#)
        return operation(
            "merge", t("Merge other records into this one; their identifiers go on leading to it."),
            answers: OpenApiPaths.response("200", t("The record that stays."), OpenApiPaths.reference(kind.name))
        )
        .with("requestBody", OpenApiPaths.body(body))
    }
}
