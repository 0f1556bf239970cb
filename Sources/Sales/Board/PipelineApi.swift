import Records
import Storage
import Web

/// The board and the outcome of a sale, for programs.
enum PipelineApi {
    static func register(in registry: inout Registry) {
        registry.api.schema("Outcome", .code(outcomeBody))
        registry.api.schema("PipelineBoard", .code(boardBody))
        registry.api(.get, "/api/v1/pipelines/:id/board", .code(boardOperation), board)
        registry.api(.post, "/api/v1/opportunities/:id/outcome", .code(outcomeOperation), outcome)
    }

    // The board

    @Sendable private static func board(_ request: Request, _ context: Context) async throws -> Response {
        let id = try request.identifier(), query = request.query
        _ = try context.kind(plural: Opportunity.plural)
        let json = try await context.read { transaction -> JSON in
            let known = try Pipelines(seenBy: transaction)
            guard let pipeline = known.pipelines.first(where: { $0.id.number == id }) else { throw Refusal.notFound() }
            let question = try ListQuestion(transaction.schema.kind(of: Opportunity.self), query, in: transaction)
            let stages = known.stages(of: pipeline.id)
            let totals = try StageTotals.of(stages, where: question.condition, in: transaction)
            let currency = transaction.settings.currency
            let all = totals.values.reduce(StageTotals(), +)
            let rows = stages.map { stage -> JSON in
                let own = totals[stage.id] ?? StageTotals()
                return .object(
                    [
                        .init("id", .text(String(stage.id.number))), .init("name", .text(stage.name)),
                        .init("outcome", .text(stage.outcome.rawValue)),
                        .init("probability", .number(String(stage.probability))),
                    ] + sums(own, currency))
            }
            return .object(
                [.init("id", .text(String(id))), .init("name", .text(pipeline.name)), .init("stages", .array(rows))]
                    + sums(all, currency))
        }
        return .json(json)
    }

    private static func sums(_ totals: StageTotals, _ currency: String) -> [JSON.Member] {
        func money(_ minor: Int64?) -> JSON {
            guard let money = minor.map({ Money(minor: $0, currency: currency) }) else { return .null }
            return .record(["amount": .text(money.amount), "currency": .text(money.currency)])
        }
        return [
            .init("count", .number(String(totals.count))), .init("total", money(totals.total)),
            .init("weighted_total", money(totals.weighted)),
        ]
    }

    // The outcome

    @Sendable private static func outcome(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier()
        let asked = try Asked(try await request.json())
        return try await context.write { transaction in
            let kind = transaction.schema.kind(of: Opportunity.self)
            var move = Move(opportunity: id, stage: try stage(asked, id, transaction).id)
            (move.lostReason, move.closedOn) = (asked.lostReason, asked.closedOn)
            _ = try move.perform(in: transaction)
            let record = try transaction.record(id, of: kind)
            let seen = kind.fields.filter { transaction.viewer.sees($0, of: kind) }
            let members = seen.map { JSON.Member($0.name, $0.json(record.values($0.name, in: kind))) }
            return Response.json(.object(members)).with("ETag", "\"\(record.version)\"")
        }
    }

    private static func stage(_ asked: Asked, _ id: Int64, _ transaction: Transaction) throws -> Stage {
        guard let chosen = asked.stage else { return try OutcomeStage.find(asked.outcome, for: id, in: transaction) }
        guard let stage = try Pipelines(transaction).stage(ID(chosen)) else {
            throw Refusal(fields: [
                FieldRefusal("stage", code: "unknown_record", Message("There is no stage with this identifier."))
            ])
        }
        guard stage.outcome == asked.outcome else {
            throw Refusal(fields: [
                FieldRefusal(
                    "stage", code: "other_outcome", Message("This stage does not stand for the outcome that was sent."))
            ])
        }
        return stage
    }

    /// `{"outcome":"lost","lost_reason":"Price","closed_on":"2026-11-22","stage":"12"}`
    private struct Asked: Sendable {
        var outcome = Outcome.open
        var lostReason: String?
        var closedOn: Day?
        var stage: Int64?

        init(_ json: JSON) throws(Refusal) {
            guard let members = json.members else {
                throw Refusal(
                    code: "object_expected",
                    Message("A JSON object is expected, such as {example}.", ["example": .text(#"{"outcome":"won"}"#)]))
            }
            var refusals: [FieldRefusal] = []
            for member in members { if let refusal = read(member) { refusals.append(refusal) } }
            if json["outcome"] == nil {
                refusals.append(
                    FieldRefusal(
                        "outcome", code: "required",
                        Message("One of these is expected: {options}.", ["options": .text("open, won, lost")])))
            }
            if !refusals.isEmpty { throw Refusal(fields: refusals) }
        }

        private mutating func read(_ member: JSON.Member) -> FieldRefusal? {
            switch (member.name, member.value) {
            case ("outcome", let value):
                guard let known = value.text.flatMap({ Outcome(rawValue: $0) }) else {
                    return FieldRefusal(
                        "outcome", code: "unknown_choice",
                        Message("One of these is expected: {options}.", ["options": .text("open, won, lost")]))
                }
                outcome = known
            case ("lost_reason", .null), ("closed_on", .null), ("stage", .null): break
            case ("lost_reason", let value):
                guard let text = value.text else {
                    return FieldRefusal("lost_reason", code: "invalid_type", Message("A text is expected."))
                }
                lostReason = text
            case ("closed_on", let value):
                guard let day = value.text.flatMap({ Day(iso: $0) }) else {
                    return FieldRefusal(
                        "closed_on", code: "invalid_type", Message("A day such as “2026-12-31” is expected."))
                }
                closedOn = day
            case ("stage", let value):
                guard let id = value.integer ?? value.text.flatMap({ Int64($0) }) else {
                    return FieldRefusal(
                        "stage", code: "invalid_type", Message("The identifier of a record is expected."))
                }
                stage = id
            default:
                return FieldRefusal(
                    member.name, code: "unknown_field",
                    Message(
                        "{kind} has no field “{field}”.",
                        ["kind": .message(Message("Outcome")), "field": .text(member.name)]))
            }
            return nil
        }
    }
}
