/// How the API describes itself, where it does not derive from the schema.
extension PipelineApi {
    static let outcomeBody = #"""
        {"type":"object","additionalProperties":false,"required":["outcome"],"properties":{
        "outcome":{"type":"string","enum":["open","won","lost"]},
        "lost_reason":{"type":["string","null"],"maxLength":240,"description":"Needed when the outcome is lost."},
        "closed_on":{"type":["string","null"],"format":"date","description":"Today where it is not sent."},
        "stage":{"type":["string","null"],"pattern":"^[0-9]+$",
        "description":"Which stage of this outcome; without, the first one."}}}
        """#

    static let boardBody = #"""
        {"type":"object","required":["id","name","stages","count","total","weighted_total"],"properties":{
        "id":{"type":"string"},"name":{"type":"string"},
        "stages":{"type":"array","items":{"type":"object",
        "required":["id","name","outcome","probability","count","total","weighted_total"],"properties":{
        "id":{"type":"string"},"name":{"type":"string"},"outcome":{"type":"string","enum":["open","won","lost"]},
        "probability":{"type":"integer"},"count":{"type":"integer"},
        "total":{"type":["object","null"],"properties":{"amount":{"type":"string"},"currency":{"type":"string"}}},
        "weighted_total":{"type":["object","null"],"properties":{"amount":{"type":"string"},
        "currency":{"type":"string"}}}}}},
        "count":{"type":"integer"},
        "total":{"type":["object","null"],"properties":{"amount":{"type":"string"},"currency":{"type":"string"}}},
        "weighted_total":{"type":["object","null"],"properties":{"amount":{"type":"string"},
        "currency":{"type":"string"}}}}}
        """#

    static let boardOperation = #"""
        {"summary":"What stands in each stage of a pipeline","tags":["pipelines"],
        "description":"Count, total and weighted total of every stage in company currency, counted in the database. \#
        The filters of the list of opportunities apply: where, q and fields of the address.",
        "parameters":[
        {"name":"where","in":"query","required":false,"schema":{"type":"string"},"description":"A condition as JSON."},
        {"name":"q","in":"query","required":false,"schema":{"type":"string"}}],
        "responses":{"200":{"description":"The board",
        "content":{"application/json":{"schema":{"$ref":"#/components/schemas/PipelineBoard"}}}}}}
        """#

    static let outcomeOperation = #"""
        {"summary":"Win, lose or reopen an opportunity","tags":["opportunities"],
        "requestBody":{"required":true,"content":{"application/json":{"schema":{
        "$ref":"#/components/schemas/Outcome"}}}},
        "responses":{"200":{"description":"The opportunity as it is now",
        "content":{"application/json":{"schema":{"type":"object"}}}}}}
        """#
}
