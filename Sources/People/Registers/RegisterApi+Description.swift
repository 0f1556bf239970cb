/// How the API describes the registers.
extension RegisterApi {
    static let entryBody = #"""
        {"type":"object","required":["siren","state","diffusion"],"description":"A company as the register tells it. \#
        Of one that opposed publication only the numbers, the town, the trade and the state are there.","properties":{
        "siren":{"type":"string"},"siret":{"type":"string"},"seat":{"type":"string"},"name":{"type":"string"},
        "street":{"type":"string"},"postcode":{"type":"string"},"city":{"type":"string"},
        "latitude":{"type":"string"},"longitude":{"type":"string"},"naf":{"type":"string"},"trade":{"type":"string"},
        "legal_form":{"type":"string"},"headcount":{"type":"string"},
        "founded_on":{"type":"string","format":"date"},"closed_on":{"type":"string","format":"date"},
        "state":{"type":"string","enum":["open","closed"]},"is_establishment_closed":{"type":"boolean"},
        "diffusion":{"type":"string","enum":["full","partial"]}}}
        """#

    static let resultBody = #"""
        {"type":"object","required":["register","number","state","message","checked_at"],"properties":{
        "register":{"type":"string","enum":["french","vies"]},"number":{"type":"string"},
        "state":{"type":"string","enum":["valid","invalid","closed","not_found","unavailable"],
        "description":"unavailable: the register did not answer, and nothing was changed."},
        "message":{"type":"string"},"checked_at":{"type":"string","format":"date-time"},
        "proof":{"type":["string","null"],"description":"The identifier VIES gave to the question."},
        "name":{"type":["string","null"]},
        "entry":{"anyOf":[{"$ref":"#/components/schemas/RegisterEntry"},{"type":"null"}]},
        "differences":{"type":"array","items":{"type":"object","required":["field","stored","register"],"properties":{
        "field":{"type":"string"},"stored":{},"register":{}}}},
        "filled":{"type":"array","items":{"type":"string"}},
        "register_state":{"type":["string","null"]},"vat_state":{"type":["string","null"]},
        "prospecting_barred":{"type":["string","null"]}}}
        """#

    static let searchOperation = #"""
        {"summary":"Search the French company register","tags":["registers"],
        "description":"By name, SIREN or SIRET, ten a page.",
        "parameters":[
        {"name":"q","in":"query","required":true,"schema":{"type":"string","minLength":1}},
        {"name":"page","in":"query","required":false,"schema":{"type":"integer","minimum":1,"maximum":1000}}],
        "responses":{"200":{"description":"What was found; state unavailable where the register does not answer",
        "content":{"application/json":{"schema":{"type":"object","required":["state","data","total","has_more"],
        "properties":{"state":{"type":"string","enum":["answered","unavailable"]},
        "code":{"type":"string"},"message":{"type":"string"},
        "data":{"type":"array","items":{"$ref":"#/components/schemas/RegisterEntry"}},
        "total":{"type":"integer"},"has_more":{"type":"boolean"}}}}}}}}
        """#

    static let registerOperation = #"""
        {"summary":"Check an account in the French company register, and fill it","tags":["accounts","registers"],
        "description":"Asks by the SIRET or SIREN of the account, or by the number sent; keeps the dated answer.",
        "requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object",
        "additionalProperties":false,"properties":{
        "fill":{"anyOf":[{"type":"boolean"},{"type":"array","items":{"type":"string"}}],
        "description":"True fills what is empty; names of fields are written over."},
        "number":{"type":["string","null"],"description":"A SIREN or SIRET, where the account has none yet."},
        "retry":{"type":"boolean","description":"Where the register does not answer, ask again later by a job."}}}}}},
        "responses":{"200":{"description":"What the register said, and what differs from the account",
        "content":{"application/json":{"schema":{"$ref":"#/components/schemas/RegisterCheckResult"}}}}}}
        """#

    static let vatOperation = #"""
        {"summary":"Check the VAT number of an account with VIES","tags":["accounts","registers"],
        "requestBody":{"required":false,"content":{"application/json":{"schema":{"type":"object",
        "additionalProperties":false,"properties":{
        "retry":{"type":"boolean","description":"Where VIES does not answer, ask again later by a job."}}}}}},
        "responses":{"200":{"description":"What VIES said",
        "content":{"application/json":{"schema":{"$ref":"#/components/schemas/RegisterCheckResult"}}}}}}
        """#
}
