import Records

extension ImportApi {
    /// What the OpenAPI description says of imports.
    static func describe(in registry: inout Registry) {
        registry.api.schema("Import", importSchema)
        registry.api.describe(
            .post, Api.root + "/imports",
            .code(
                #"""
                {"summary":"Import a file","tags":["imports"],
                 "requestBody":{"required":true,"content":{"multipart/form-data":{"schema":{"type":"object",
                 "required":["file"],"properties":{
                   "file":{"type":"string","contentMediaType":"application/octet-stream"},
                   "mapping":{"type":"string","description":"The mapping as JSON"},
                   "entity":{"type":"string"},"match":{"type":"string"},"sheet":{"type":"string"},
                   "dry_run":{"type":"string","enum":["true","false"]}}}}}},
                 "responses":{"202":{"description":"The import was queued",
                 "content":{"application/json":{"schema":{"$ref":"#/components/schemas/Import"}}}},
                              "200":{"description":"What would happen",
                              "content":{"application/json":{"schema":{"type":"object"}}}}}}
                """#))
        registry.api.describe(
            .get, Api.root + "/imports",
            .code(
                #"""
                {"summary":"Imports, newest first","tags":["imports"],
                 "parameters":[{"name":"limit","in":"query","schema":{"type":"integer","minimum":1}},
                 {"name":"after","in":"query","schema":{"type":"string"}}],
                 "responses":{"200":{"description":"A page of imports",
                 "content":{"application/json":{"schema":{"type":"object",
                   "properties":{"data":{"type":"array","items":{"$ref":"#/components/schemas/Import"}},
                   "has_more":{"type":"boolean"},"next":{"type":["string","null"]}}}}}}}}
                """#))
        registry.api.describe(
            .get, Api.root + "/imports/:id",
            .code(
                #"""
                {"summary":"An import and how far it is","tags":["imports"],
                 "responses":{"200":{"description":"The import",
                 "content":{"application/json":{"schema":{"$ref":"#/components/schemas/Import"}}}}}}
                """#))
        registry.api.describe(
            .get, Api.root + "/imports/:id/lines",
            .code(
                #"""
                {"summary":"What became of each line","tags":["imports"],
                 "parameters":[{"name":"outcome","in":"query",
                   "schema":{"type":"string","enum":["created","updated","skipped","failed"]}},
                   {"name":"limit","in":"query","schema":{"type":"integer","minimum":1}},
                   {"name":"after","in":"query","schema":{"type":"string"}}],
                 "responses":{"200":{"description":"A page of lines",
                 "content":{"application/json":{"schema":{"type":"object",
                   "properties":{"data":{"type":"array","items":{"type":"object"}},"has_more":{"type":"boolean"},
                   "next":{"type":["string","null"]}}}}}}}}
                """#))
        registry.api.describe(
            .get, Api.root + "/imports/:id/failed",
            .code(
                #"""
                {"summary":"The failed lines as CSV, with their reasons, to be corrected and sent again",
                "tags":["imports"],
                 "responses":{"200":{"description":"The lines","content":{"text/csv":{"schema":{"type":"string"}}}}}}
                """#))
        registry.api.describe(
            .post, Api.root + "/imports/:id/undo",
            .code(
                #"""
                {"summary":"Take an import back, changed records included","tags":["imports"],
                 "responses":{"202":{"description":"Undoing was queued",
                 "content":{"application/json":{"schema":{"$ref":"#/components/schemas/Import"}}}}}}
                """#))
    }

    private static var importSchema: JSON {
        .code(
            #"""
            {"type":"object","properties":{"id":{"type":"string"},"file":{"type":"string"},"sheet":{"type":"string"},
            "kind":{"type":["string","null"]},
             "state":{"type":"string","enum":["draft","waiting","running","done","undoing","undone","failed",
             "cancelled"]},
             "counts":{"type":"object","properties":{"lines":{"type":["integer","null"]},"created":{"type":"integer"},
             "updated":{"type":"integer"},"skipped":{"type":"integer"},"failed":{"type":"integer"}}},
             "mapping":{"type":["object","null"]},"job":{"type":["object","null"]},
             "created_at":{"type":"string","format":"date-time"},
             "finished_at":{"type":["string","null"],"format":"date-time"}}}
            """#)
    }
}
