import Jobs
import Records
import Storage

/// Mass edit and mass delete in the background: batches by id through the one write path, as the person who asked, in
/// one journal, so that one action undoes all of it. A stopped server goes on where it was.
enum BulkWork {
    private static let batch = 200
    /// The report names this many refused records; it counts all.
    private static let named = 100

    @Sendable static func edit(_ context: JobContext) async throws -> JSON {
        try await run(context) { records, kind, transaction in
            let fields = try values(context.job.arguments["fields"] ?? .null, kind)
            let drafts = records.map { Draft(id: $0.id, fields: fields) }
            return try transaction.save(drafts, as: kind)
        }
    }

    @Sendable static func delete(_ context: JobContext) async throws -> JSON {
        try await run(context) { records, kind, transaction in
            try transaction.delete(records.map(\.id), of: kind)
            return records.map { .updated($0.id) }
        }
    }

    private typealias Act = @Sendable ([Record], Kind, Transaction) throws -> [Saved]

    private static func run(_ context: JobContext, _ act: @escaping Act) async throws -> JSON {
        var state = MassState(context.checkpoint)
        while !state.isFinished {
            let before = state
            do {
                state = try await context.write(.job) { try step(before, batch, context, act, $0) }
            } catch let refusal as Refusal {
                state = try await oneByOne(before, refusal, context, act)
            }
        }
        return state.json
    }

    /// A batch that is refused as a whole is done record by record, so that only what is really held back stays.
    private static func oneByOne(_ start: MassState, _ refusal: Refusal, _ context: JobContext, _ act: @escaping Act)
        async throws -> MassState
    {
        var state = start
        for _ in 0..<batch where !state.isFinished {
            let before = state
            do {
                state = try await context.write(.job) { try step(before, 1, context, act, $0) }
            } catch let refusal as Refusal {
                state = try await context.write(.job) { transaction in
                    try step(
                        before, 1, context, { records, _, _ in records.map { _ in .refused(refusal) } }, transaction)
                }
            }
        }
        return state
    }

    private static func step(
        _ before: MassState, _ limit: Int, _ context: JobContext, _ act: Act, _ transaction: Transaction
    ) throws -> MassState {
        var state = before
        let arguments = context.job.arguments
        guard let kind = transaction.schema[arguments["kind"]?.text ?? ""] else { throw Refusal.notFound() }
        let selection = BulkSelection(arguments)
        var bounds: [Condition] = [.test(path: ["id"], .moreThan(.number(String(state.last))))]
        if let until = arguments["until"] { bounds.append(.test(path: ["id"], .atMost(until))) }
        let asked = Condition.all([try selection.asked(kind, transaction)] + bounds)
        var query = ListQuery(asked, limit: limit)
        query.withParts = false
        let page = try transaction.page(kind, query)
        if !page.records.isEmpty {
            if state.journal == 0 {
                state.journal = try Journal.begin(context.job.name, kind: kind.name, in: transaction)
            }
            transaction.journal = state.journal
            let saved = try act(page.records, kind, transaction)
            for (record, outcome) in zip(page.records, saved) { state.add(outcome, record, kind, limit: named) }
            state.last = page.records.last?.id ?? state.last
        }
        state.isFinished = !page.hasMore
        try context.save(
            state.json, JobProgress(done: state.done, total: arguments["total"]?.integer.map { Int($0) }),
            in: transaction)
        return state
    }

    /// The values to set, as they were read from the form.
    private static func values(_ json: JSON, _ kind: Kind) throws -> [String: [Value]] {
        var fields: [String: [Value]] = [:]
        for member in json.members ?? [] {
            guard let field = kind[member.name] else {
                throw FieldRefusal.unknownField(member.name, of: kind)
            }
            fields[member.name] = try field.values(member.value)
        }
        return fields
    }
}
