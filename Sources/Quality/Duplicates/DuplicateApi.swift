import Records
import Storage
import Web

/// Possible duplicates over REST: the queue, decisions, the scan.
enum DuplicateApi {
    private static let root = "/api/v1/duplicates"

    static func register(in registry: inout Registry) {
        registry.api.schema("DuplicatePair", .code(pairSchema))
        registry.api(.get, root, .code(listOperation), list)
        registry.api(.post, root + "/scan", .code(scanOperation), scan)
        registry.api(.get, root + "/:id", .code(oneOperation("Two records that may be one"))) { request, context in
            try request.checkQuery(only: [])
            return try await answer(try request.identifier(), context)
        }
        registry.api(
            .post, root + "/:id/dismiss", .code(oneOperation("Say that two records are no duplicates, for good"))
        ) {
            try await decide($0, $1, .dismissed)
        }
        registry.api(.post, root + "/:id/reopen", .code(oneOperation("Ask again about two records"))) {
            try await decide($0, $1, .open)
        }
    }

    @Sendable private static func list(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["kind", "state", "min_score", "record", "limit", "after"])
        let query = request.query
        let json = try await context.read { transaction -> JSON in
            let kinds = DuplicateQueue.kinds(transaction)
            let (question, limit) = try read(query, kinds)
            let pairs = try DuplicateQueue.pairs(question, in: transaction)
            let shown = pairs.prefix(limit)
            let references = shown.flatMap { pair in
                [pair.first, pair.second].map { Reference(kind: pair.kind, id: $0) }
            }
            let titles = try transaction.titles(references)
            let next = pairs.count > limit ? shown.last.map { JSON.text(DuplicateQueue.Mark($0).text) } : nil
            return .record([
                "data": .array(shown.map { self.json($0, titles, transaction) }),
                "has_more": .boolean(pairs.count > limit), "next": next ?? .null,
            ])
        }
        return .json(json)
    }

    private static func read(_ query: Form, _ kinds: [Kind]) throws(Refusal) -> (DuplicateQueue.Question, limit: Int) {
        var refusals: [FieldRefusal] = []
        func whole(_ name: String, _ range: ClosedRange<Int>, or other: Int) -> Int {
            guard let text = query[name] else { return other }
            if let number = Int(text), range.contains(number) { return number }
            refusals.append(
                FieldRefusal(
                    name, code: "invalid_value",
                    Message(
                        "A whole number from {least} to {most} is expected.",
                        ["least": .number(range.lowerBound), "most": .number(range.upperBound)])))
            return other
        }
        guard let kind = query["kind"].map({ name in kinds.first { $0.name == name } }) ?? kinds.first else {
            throw Refusal(fields: [unknown("kind", kinds.map(\.name))])
        }
        var question = DuplicateQueue.Question(kind)
        let limit = whole("limit", 1...200, or: 50)
        question.limit = limit + 1
        question.leastScore = whole("min_score", 0...100, or: MatchScore.asking)
        switch query["state"] {
        case nil, "open": break
        case "dismissed": question.dismissed = true
        default: refusals.append(unknown("state", ["open", "dismissed"]))
        }
        if let text = query["record"] {
            question.record = Int64(text)
            if question.record == nil {
                refusals.append(
                    FieldRefusal("record", code: "invalid_value", Message("The identifier of a record is expected.")))
            }
        }
        if let text = query["after"] {
            question.after = DuplicateQueue.Mark(text)
            if question.after == nil {
                refusals.append(
                    FieldRefusal(
                        "after", code: "invalid_cursor",
                        Message("This page mark does not belong to this list. Start again without “after”.")))
            }
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
        return (question, limit)
    }

    private static func unknown(_ name: String, _ options: [String]) -> FieldRefusal {
        FieldRefusal(
            name, code: "unknown_choice",
            Message(
                "One of these is expected: {options}.", ["options": .text(options.joined(separator: ", "))]))
    }

    @Sendable private static func scan(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try await context.write { try DuplicateJobs.start(in: $0) }
        context.product.jobSignal.raise()
        return Response.json(.record(["job": .text(String(id))]), status: 202).with("Location", "/api/v1/jobs/\(id)")
    }

    private static func decide(
        _ request: Request, _ context: Context, _ state: DuplicatePair.State
    ) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier()
        try await context.write { try DuplicateQueue.decide(state, id, in: $0) }
        return try await answer(id, context)
    }

    private static func answer(_ id: Int64, _ context: Context) async throws -> Response {
        .json(
            try await context.read { transaction in
                let pair = try DuplicateQueue.find(id, in: transaction)
                let titles = try transaction.titles(
                    [pair.first, pair.second].map { Reference(kind: pair.kind, id: $0) })
                return json(pair, titles, transaction)
            })
    }

    private static func json(_ pair: DuplicatePair, _ titles: [Reference: String], _ transaction: Transaction) -> JSON {
        let kind = transaction.schema.kind(pair.kind)
        func record(_ id: Int64) -> JSON {
            .record(["id": .text(String(id)), "name": .text(titles[Reference(kind: pair.kind, id: id)] ?? "")])
        }
        let told = MatchScore(points: pair.score.points, evidence: pair.told(to: transaction.viewer, of: kind))
        return .record([
            "id": .text(String(pair.id)), "kind": .text(pair.kind), "plural": .text(kind.plural),
            "records": .array([record(pair.first), record(pair.second)]),
            "score": .number(String(pair.score.points)), "reasons": told.json, "state": .text(pair.state.rawValue),
            "found_at": .text(pair.foundAt.iso), "decided_by": pair.decidedBy.map { .text(String($0)) } ?? .null,
            "decided_at": pair.decidedAt.map { .text($0.iso) } ?? .null,
        ])
    }

    // The description

    private static let pairSchema = #"""
        {"type":"object","required":["id","kind","plural","records","score","reasons","state","found_at"],"properties":{
         "id":{"type":"string"},"kind":{"type":"string"},"plural":{"type":"string"},
         "records":{"type":"array","minItems":2,"maxItems":2,"items":{"type":"object","required":["id","name"],
          "properties":{"id":{"type":"string"},"name":{"type":"string"}}}},
         "score":{"type":"integer","minimum":0,"maximum":100},
         "reasons":{"type":"array","items":{"type":"object","required":["code","points"],
          "properties":{"code":{"type":"string"},"points":{"type":"integer"}}}},
         "state":{"type":"string","enum":["open","dismissed"]},"found_at":{"type":"string","format":"date-time"},
         "decided_by":{"type":["string","null"]},"decided_at":{"type":["string","null"]}}}
        """#

    private static let listOperation = #"""
        {"summary":"Records that may be one, best first","tags":["duplicates"],
         "parameters":[
          {"name":"kind","in":"query","schema":{"type":"string"},"description":"account (default) or contact"},
          {"name":"state","in":"query","schema":{"type":"string","enum":["open","dismissed"],"default":"open"}},
          {"name":"min_score","in":"query","schema":{"type":"integer","minimum":0,"maximum":100}},
          {"name":"record","in":"query","schema":{"type":"string","pattern":"^[0-9]{1,18}$"}},
          {"$ref":"#/components/parameters/limit"},
          {"name":"after","in":"query","schema":{"type":"string"},"description":"`next` of the page before"}],
         "responses":{"200":{"description":"A page of pairs","content":{"application/json":{"schema":{"type":"object",
          "required":["data","has_more","next"],"properties":{"data":{"type":"array","items":{
          "$ref":"#/components/schemas/DuplicatePair"}},"has_more":{"type":"boolean"},
          "next":{"type":["string","null"]}}}}}}}}
        """#

    private static let scanOperation = #"""
        {"summary":"Look for duplicates now, as a job","tags":["duplicates"],
         "responses":{"202":{"description":"The job that looks; a waiting one is answered again","content":{
          "application/json":{"schema":{"type":"object","required":["job"],"properties":{"job":{"type":"string"}}}}}}}}
        """#

    private static func oneOperation(_ summary: String) -> String {
        #"""
        {"summary":"\#(summary)","tags":["duplicates"],"responses":{"200":{"description":"The pair","content":{
         "application/json":{"schema":{"$ref":"#/components/schemas/DuplicatePair"}}}}}}
        """#
    }
}
