import Records
import Storage

/// Makes the links from one line of a file to another, when all its lines are in.
struct LaterLinks {
    let plan: ImportPlan
    let cache: LinkCache
    let transaction: Transaction

    init(_ plan: ImportPlan, _ cache: LinkCache, _ transaction: Transaction) {
        self.plan = plan
        self.cache = cache
        self.transaction = transaction
    }

    func make(_ pending: [ImportStore.Pending], of id: Int64, _ counts: inout ImportCounts) throws {
        for (path, group) in Dictionary(grouping: pending, by: \.path) {
            guard let link = plan.record.links.first(where: { $0.path == path }) else { continue }
            try make(group.sorted { $0.number < $1.number }, link, of: id, &counts)
        }
    }

    private func make(_ pending: [ImportStore.Pending], _ link: LinkPlan, of id: Int64, _ counts: inout ImportCounts)
        throws
    {
        // Now nothing is to come any more: what is not found is made, left or refused, as the mapping says.
        let evaluator = LineEvaluator(plan, transaction, cache, keysInFile: [])
        let resolver = LinkResolver(link, evaluator, isWithinFile: false)
        let lines = pending.map { cells(naming: $0.value, link) }
        var drafts: [Draft] = [], places: [Int] = []
        for (place, outcome) in try resolver.resolve(lines, scopes: pending.map { _ in nil }).enumerated() {
            switch outcome {
            case .found(let target):
                drafts.append(Draft(id: pending[place].record, fields: [link.field.name: [.integer(target)]]))
                places.append(place)
            case .failed(let refusal): try report(pending[place], [refusal], of: id, &counts)
            case .skipped(let note): try report(pending[place], [], note: note, of: id, &counts)
            case .none, .deferred: break
            }
        }
        // One after another: two lines may link to each other, and the second must see the first.
        for (place, draft) in zip(places, drafts) {
            switch try transaction.save([draft], as: plan.kind)[0] {
            case .updated: try updated(pending[place], of: id, &counts)
            case .refused(let refusal):
                try report(
                    pending[place],
                    refusal.fields.isEmpty
                        ? [FieldRefusal(link.path, code: refusal.code, refusal.message)] : refusal.fields, of: id,
                    &counts)
            case .created, .unchanged: break
            }
        }
    }

    /// A line that seemed to say nothing new has now changed its record.
    private func updated(_ pending: ImportStore.Pending, of id: Int64, _ counts: inout ImportCounts) throws {
        guard var line = try ImportStore.line(pending.number, of: id, in: transaction), line.outcome == .skipped,
            line.reasons.first?.code == "unchanged"
        else { return }
        counts.count(.skipped, -1)
        counts.count(.updated)
        line.outcome = .updated
        line.reasons = []
        try ImportStore.rewrite(line, of: id, in: transaction)
    }

    private func report(
        _ pending: ImportStore.Pending, _ reasons: [FieldRefusal], note: Message? = nil, of id: Int64,
        _ counts: inout ImportCounts
    ) throws {
        guard var line = try ImportStore.line(pending.number, of: id, in: transaction) else { return }
        if !reasons.isEmpty {
            counts.count(line.outcome, -1)
            counts.count(.failed)
            line.outcome = .failed
            line.reasons = reasons
            line.notes.append(Message("The line was saved without this link."))
        }
        if let note { line.notes.append(note) }
        try ImportStore.rewrite(line, of: id, in: transaction)
    }

    /// The cells of a line that says nothing but this name.
    private func cells(naming value: String, _ link: LinkPlan) -> [String?] {
        var cells: [String?] = Array(repeating: nil, count: plan.cells.count)
        if let column = link.keys.first?.source.columns.first { cells[column] = value }
        return cells
    }
}
