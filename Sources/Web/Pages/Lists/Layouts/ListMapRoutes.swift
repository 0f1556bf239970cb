import Records
import Storage

/// What a map asks while somebody moves it: first where the records are, then those in view. Filter, searched words and
/// rights are the list's own.
///
/// `GET /accounts/list/map?state=…` → `{"bounds":[south,west,north,east]}`, null where nothing has a place;
/// `GET /accounts/list/map?state=…&box=48.1,1.9,49.2,3.1&zoom=9` → `MapAnswer`.
enum ListMapRoutes {
    static func register(in registry: inout Registry) { registry.routes.get("/:plural/list/map", [], map) }

    @Sendable private static func map(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        guard kind.isPlaced(seenBy: context.viewer) else { throw Refusal.notFound() }
        let address = ListAddress(plural: kind.plural, state: request.query["state"])
        guard let text = request.query["box"] else {
            let bounds = try await context.read { transaction in
                try MapQuery(kind.name, address, transaction).bounds(transaction)
            }
            return .json(bounds: bounds)
        }
        guard let box = MapBox(text, zoom: request.query["zoom"].flatMap { Int($0) } ?? 0) else {
            throw Refusal(fields: [
                FieldRefusal(
                    "box", code: "invalid_box",
                    Message("Give south, west, north and east in degrees, such as 48.1,1.9,49.2,3.1."))
            ])
        }
        let (answer, asked) = try await context.read { transaction in
            let query = try MapQuery(kind.name, address, transaction)
            return (try query.answer(box, transaction), query.asked)
        }
        if answer.named > 0 { context.note(.listed, kind, count: answer.named, condition: asked.and(box.condition)) }
        return .json(bytes: answer.json)
    }
}

extension Response {
    fileprivate static func json(bounds: MapBox?) -> Response {
        func degrees(_ millionths: Int64) -> JSON { .number(Exact(millionths: millionths).text) }
        let corners = bounds.map { [$0.south, $0.west, $0.north, $0.east].map(degrees) }
        return .json(.record(["bounds": corners.map { .array($0) } ?? .null]))
    }
}
