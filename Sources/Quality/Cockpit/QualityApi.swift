import Localisation
import Records
import Storage
import Web

/// Quality over REST: the figures, and the score of one record with its reasons.
enum QualityApi {
    static func register(in registry: inout Registry) {
        registry.api.schema("QualityFigures", figuresSchema)
        registry.api.schema("RecordQuality", recordSchema)
        registry.api(
            .get, Api.root + "/quality",
            .code(
                #"""
                {"summary":"How good the records are, kind by kind, of what you see","tags":["quality"],
                 "responses":{"200":{"description":"The figures","content":{"application/json":{"schema":{
                   "type":"object","properties":{"data":{"type":"array",
                   "items":{"$ref":"#/components/schemas/QualityFigures"}}}}}}}}}
                """#), figures)
        registry.api(
            .get, Api.root + "/:plural/:id/quality",
            .code(
                #"""
                {"summary":"The score of a record, and what it lacks","tags":["quality"],
                 "responses":{"200":{"description":"The score",
                 "content":{"application/json":{"schema":{"$ref":"#/components/schemas/RecordQuality"}}}}}}
                """#), record)
    }

    @Sendable private static func figures(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        try context.demand(CockpitPages.permission)
        let data = try await context.read { transaction in
            try QualityView.all(in: transaction).map { try json($0, transaction) }
        }
        return .json(.record(["data": .array(data)]))
    }

    @Sendable private static func record(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let kind = try context.kind(plural: request.parameter("plural")), id = try request.identifier()
        guard kind.isScored else { throw Refusal.notFound() }
        let panel = try await context.read { transaction in
            try QualityPanel.load(transaction.record(id, of: kind), kind, in: transaction)
        }
        return .json(
            .record([
                "id": .text(String(id)), "quality": number(panel?.score),
                "missing": .array((panel?.missing ?? []).map { json($0, kind, context.schema) }),
                "fulfilled": .array((panel?.fulfilled ?? []).map { json($0, kind, context.schema) }),
            ]))
    }

    private static func json(_ criterion: CustomerReference.Criterion, _ kind: Kind, _ schema: Schema) -> JSON {
        .record([
            "criterion": .text(String(criterion.id)), "name": .text(criterion.name),
            "aspect": .text(criterion.aspect.rawValue), "weight": whole(criterion.weight),
            "repair": criterion.repair.map { .text($0) } ?? .null,
        ])
    }

    private static func json(_ view: QualityView, _ transaction: Transaction) throws -> JSON {
        let figures = view.figures
        let criteria = view.criteria.map { criterion -> JSON in
            let share = figures.criteria[criterion.id] ?? .init()
            return .record([
                "id": .text(String(criterion.id)), "name": .text(criterion.name),
                "aspect": .text(criterion.aspect.rawValue), "asked": whole(share.asked), "met": whole(share.met),
                "failing": whole(share.failing),
            ])
        }
        let aspects = QualityAspect.allCases.compactMap { aspect in
            figures.aspects[aspect].map { JSON.Member(aspect.rawValue, json($0)) }
        }
        let fields = view.fields.compactMap { name in
            figures.fields[name].map {
                JSON.Member(name, .record(["filled": whole($0.met), "empty": whole($0.failing)]))
            }
        }
        let owners = figures.owners.sorted { ($0.key ?? 0) < ($1.key ?? 0) }.map { id, group in
            group.json.adding("owner", id.map { .text(String($0)) } ?? .null)
        }
        let sources = figures.sources.sorted { ($0.key ?? "") < ($1.key ?? "") }.map { source, group in
            group.json.adding("source", source.map { .text($0) } ?? .null)
        }
        return .record([
            "kind": .text(view.kind.name), "counted_at": .text(figures.at.iso), "is_live": .boolean(view.isLive),
            "records": whole(figures.all.records), "scored": whole(figures.all.scored),
            "mean": number(figures.all.mean),
            "bands": .array(
                QualityFigures.Band.allCases.map { band in
                    .record([
                        "from": whole(band.range.lowerBound), "to": whole(band.range.upperBound),
                        "records": whole(figures.bands[band.rawValue]),
                    ])
                }),
            "criteria": .array(criteria), "aspects": .object(aspects), "fields": .object(fields),
            "owners": .array(owners), "sources": .array(sources),
            "open_duplicate_pairs": whole(try DuplicateCount.open(view.kind, in: transaction)),
        ])
    }

    private static func json(_ share: QualityFigures.Share) -> JSON {
        .record(["asked": whole(share.asked), "met": whole(share.met), "failing": whole(share.failing)])
    }

    static func whole(_ number: Int) -> JSON { .number(String(number)) }
    static func number(_ number: Int?) -> JSON { number.map { whole($0) } ?? .null }

    private static let figuresSchema = JSON.code(
        #"""
        {"type":"object","properties":{"kind":{"type":"string"},"counted_at":{"type":"string","format":"date-time"},
         "is_live":{"type":"boolean","description":"Counted for this answer, or read from the figures of the day"},
         "records":{"type":"integer"},"scored":{"type":"integer"},"mean":{"type":["integer","null"]},
         "bands":{"type":"array","items":{"type":"object"}},"criteria":{"type":"array","items":{"type":"object"}},
         "aspects":{"type":"object"},"fields":{"type":"object"},
         "owners":{"type":"array","items":{"type":"object"}},"sources":{"type":"array","items":{"type":"object"}},
         "open_duplicate_pairs":{"type":"integer"}}}
        """#)

    private static let recordSchema = JSON.code(
        #"""
        {"type":"object","properties":{"id":{"type":"string"},"quality":{"type":["integer","null"]},
         "missing":{"type":"array","items":{"type":"object"}},"fulfilled":{"type":"array","items":{"type":"object"}}}}
        """#)
}

extension QualityFigures.Group {
    fileprivate var json: JSON {
        .record([
            "records": QualityApi.whole(records), "scored": QualityApi.whole(scored), "mean": QualityApi.number(mean),
        ])
    }
}

extension JSON {
    fileprivate func adding(_ name: String, _ value: JSON) -> JSON { .object([Member(name, value)] + (members ?? [])) }
}
