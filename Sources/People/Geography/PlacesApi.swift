import Records
import Web

/// French towns and postcodes by their first letters or digits: for programs, and for the forms of our pages.
enum PlacesApi {
    private static let most = 50

    static func register(in registry: inout Registry, _ shelf: GeographyShelf) {
        registry.api.schema("Place", .code(placeSchema))
        registry.api(.get, "/api/v1/places", .code(operation)) { request, _ in try answer(request, shelf) }
        // The same for a browser, whose session is no token.
        registry.routes.get("/places", []) { request, _ in try answer(request, shelf) }
    }

    private static func answer(_ request: Request, _ shelf: GeographyShelf) throws -> Response {
        try request.checkQuery(only: ["q", "limit"])
        guard let typed = request.query["q"], (1...120).contains(typed.unicodeScalars.count) else {
            throw Refusal(fields: [
                FieldRefusal(
                    "q", code: "required",
                    Message("Say the first letters of a town, or of its postcode, in at most 120 characters."))
            ])
        }
        guard let geography = shelf.geography else {
            throw Refusal(
                code: "geography_missing",
                Message("The list of French towns is not installed here. Ask an administrator to run “bin/install”."))
        }
        let places = geography.suggestions(String(typed.prefix(120)), limit: try limit(request))
        return .json(.record(["data": .array(places.map(json))]))
    }

    private static func limit(_ request: Request) throws -> Int {
        guard let text = request.query["limit"] else { return 12 }
        guard let limit = Int(text), (1...most).contains(limit) else {
            throw Refusal(fields: [
                FieldRefusal(
                    "limit", code: "out_of_range",
                    Message("Between {least} and {most}.", ["least": .number(1), "most": .number(most)]))
            ])
        }
        return limit
    }

    private static func json(_ place: PlaceSuggestion) -> JSON {
        let town = place.town
        return .object([
            .init("city", .text(town.name)), .init("postcode", .text(place.postcode)),
            .init("insee", .text(town.insee)), .init("department", .text(town.department.code)),
            .init("department_name", .text(town.department.name ?? town.department.code)),
            .init("region", town.department.region.map { .text($0.name) } ?? .null),
            .init("latitude", town.position.map { .text($0.latitude.text) } ?? .null),
            .init("longitude", town.position.map { .text($0.longitude.text) } ?? .null),
            .init("inhabitants", .number(String(town.inhabitants))),
        ])
    }

    private static let placeSchema = #"""
        {"type":"object","required":["city","postcode","insee","department","department_name","region","latitude",
        "longitude","inhabitants"],"properties":{
        "city":{"type":"string"},"postcode":{"type":"string"},
        "insee":{"type":"string","description":"The code of the commune or arrondissement at INSEE."},
        "department":{"type":"string"},"department_name":{"type":"string"},"region":{"type":["string","null"]},
        "latitude":{"type":["string","null"]},"longitude":{"type":["string","null"]},
        "inhabitants":{"type":"integer"}}}
        """#

    private static let operation = #"""
        {"summary":"French towns by the first letters of their name or digits of their postcode","tags":["places"],
        "description":"The largest first, one entry for each postcode. Accents, hyphens and capitals do not matter, \#
        and “St” is “Saint”. From the data gathered at set-up: nothing is asked of the internet.",
        "parameters":[
        {"name":"q","in":"query","required":true,"schema":{"type":"string","minLength":1,"maxLength":120}},
        {"name":"limit","in":"query","required":false,"schema":{"type":"integer","minimum":1,"maximum":50,"default":12}}
        ],
        "responses":{"200":{"description":"The places","content":{"application/json":{"schema":{"type":"object",
        "required":["data"],"properties":{"data":{"type":"array",
        "items":{"$ref":"#/components/schemas/Place"}}}}}}}}}
        """#
}
