import Records
import Storage

/// Finds, completes or makes the records that the lines of a batch link to: one query a link and batch.
struct LinkResolver {
    let link: LinkPlan
    let evaluator: LineEvaluator
    /// Of the import itself, and may therefore stand on a line further down.
    let isWithinFile: Bool
    private var transaction: Transaction { evaluator.transaction }
    private var kind: Kind { transaction.schema.kind(link.target) }

    init(_ link: LinkPlan, _ evaluator: LineEvaluator, isWithinFile: Bool) {
        self.link = link
        self.evaluator = evaluator
        self.isWithinFile = isWithinFile
    }

    /// One question, however many lines ask it.
    private struct Request {
        let key: String
        /// The cells of the first line that asks.
        let cells: [String?]
        let scope: Int64?
        var lines: [Int]
        /// What identifies it, the surest first.
        let names: [(plan: FieldPlan, text: String)]
        /// What it is called in messages.
        var title: String { names.last?.text ?? "" }
    }

    func resolve(_ lines: [[String?]], scopes: [Int64?]) throws -> [LinkOutcome] {
        var outcomes = Array(repeating: LinkOutcome.none, count: lines.count)
        var places: [String: Int] = [:], requests: [Request] = []
        let keys = link.keys, columns = link.record.columns.sorted()
        for (index, cells) in lines.enumerated() {
            // What names it may come from the mapping alone, and differ between two places of the same path.
            let names = keys.map { $0.source.text(cells) ?? "\u{0}" }
            guard names.contains(where: { $0 != "\u{0}" }) else { continue }
            let scope = scopes[index].map(String.init) ?? ""
            let key = ([link.path, link.target, scope] + names + columns.map { cells[$0] ?? "\u{0}" }).joined(
                separator: "\u{1F}")
            if let id = evaluator.cache.found(key) {
                outcomes[index] = .found(id)
            } else if let refusal = evaluator.cache.refusal(key) {
                outcomes[index] = .failed(refusal)
            } else if let place = places[key] {
                requests[place].lines.append(index)
            } else {
                places[key] = requests.count
                let names = keys.compactMap { plan in plan.source.text(cells).map { (plan, $0) } }
                requests.append(Request(key: key, cells: cells, scope: scopes[index], lines: [index], names: names))
            }
        }
        for (request, outcome) in try answers(requests) {
            for line in request.lines { outcomes[line] = outcome }
            switch outcome {
            case .found(let id): evaluator.cache.keep(id, for: request.key)
            case .failed(let refusal) where link.target != evaluator.plan.kind.name:
                evaluator.cache.keep(refusal, for: request.key)
            default: break
            }
        }
        return outcomes
    }

    /// Requests that name the same record are answered one after another: the first makes it, the next find it.
    private func answers(_ requests: [Request]) throws -> [(Request, LinkOutcome)] {
        var answers: [(Request, LinkOutcome)] = [], waiting = requests
        while !waiting.isEmpty {
            var named: Set<String> = [], round: [Request] = [], later: [Request] = []
            for request in waiting {
                let names = request.names.map {
                    "\($0.plan.field.name)\u{1F}\(folded($0.text))\u{1F}\(request.scope ?? 0)"
                }
                if named.isDisjoint(with: names) { round.append(request) } else { later.append(request) }
                named.formUnion(names)
            }
            answers += try zip(round, round.isEmpty ? [] : answer(round))
            waiting = later
        }
        return answers
    }

    private func answer(_ requests: [Request]) throws -> [LinkOutcome] {
        var outcomes = try find(requests)
        let drafts = try evaluator.evaluate(link.record, requests.map(\.cells), isRoot: false)
        var saves: [(place: Int, draft: Draft)] = []
        for place in requests.indices {
            switch outcomes[place] {
            case .found(let id):
                if let refusal = drafts[place].refusals.first {
                    outcomes[place] = .failed(refusal)
                } else if let draft = filling(id, drafts[place]) {
                    saves.append((place, draft))
                }
            case .none:
                outcomes[place] = try missing(requests[place])
                guard case .none = outcomes[place] else { continue }
                if let refusal = drafts[place].refusals.first {
                    outcomes[place] = .failed(refusal)
                } else {
                    saves.append((place, try creation(requests[place], drafts[place])))
                }
            default: break
            }
        }
        try save(saves, requests, &outcomes)
        return outcomes
    }

    private func find(_ requests: [Request]) throws -> [LinkOutcome] {
        var outcomes = Array(repeating: LinkOutcome.none, count: requests.count)
        let finder = RecordFinder(transaction: transaction)
        for key in link.keys {
            var texts: Set<String> = []
            for (place, request) in requests.enumerated() {
                guard case .none = outcomes[place] else { continue }
                if let text = request.names.first(where: { $0.plan.field.name == key.field.name })?.text {
                    texts.insert(text)
                }
            }
            let scope = kind[link.field.scope ?? ""] == nil ? nil : link.field.scope
            let found = try finder.find(kind, by: key.field, texts, scope: scope)
            for (place, request) in requests.enumerated() {
                guard case .none = outcomes[place],
                    let text = request.names.first(where: { $0.plan.field.name == key.field.name })?.text
                else { continue }
                do {
                    if let id = try RecordFinder.choose(found[text] ?? [], scope: request.scope) {
                        outcomes[place] = .found(id)
                    }
                } catch {
                    outcomes[place] = .failed(link.ambiguous(text, kind, error.count))
                }
            }
        }
        return outcomes
    }

    /// Nothing has this name: `.none` where one is to be made.
    private func missing(_ request: Request) throws -> LinkOutcome {
        let title = request.title
        if isWithinFile, evaluator.keysInFile.contains(folded(request.names[0].text)) {
            return .deferred(request.names[0].text)
        }
        let isTitle = request.names.last?.plan.field.name == kind.title
        let suggestion = isTitle ? try evaluator.suggestion(title, kind) : nil
        switch link.policy {
        case .fail: return .failed(link.unknown(title, kind, suggestion))
        case .skip: return .skipped(link.skipped(title, kind, suggestion))
        case .create:
            // A space or a hyphen more is no other name: making a second record would be silent damage.
            if let suggestion, suggestion.isSame { return .failed(link.unknown(title, kind, suggestion)) }
            return .none
        }
    }

    /// What the line says of a record that exists: its names stay.
    private func filling(_ id: Int64, _ evaluated: Evaluated) -> Draft? {
        var draft = evaluated.draft
        for name in Set(link.keys.map(\.field.name)).union([kind.title]).union(evaluated.defaulted) {
            draft.fields[name] = nil
        }
        guard !draft.fields.isEmpty || !draft.parts.isEmpty else { return nil }
        draft.id = id
        draft.createdAt = nil
        return draft
    }

    private func creation(_ request: Request, _ evaluated: Evaluated) throws -> Draft {
        var draft = evaluated.draft
        if let scope = link.field.scope, let id = request.scope, kind[scope] != nil {
            draft.fields[scope] = [.integer(id)]
        }
        guard let completion = link.completions[request.title] ?? link.completions["*"] else { return draft }
        let further = try evaluator.evaluate(completion, [request.cells], isRoot: false)[0]
        for (name, values) in further.draft.fields where draft.fields[name] == nil { draft.fields[name] = values }
        for (name, rows) in further.draft.parts where draft.parts[name] == nil { draft.parts[name] = rows }
        return draft
    }

    private func save(_ saves: [(place: Int, draft: Draft)], _ requests: [Request], _ outcomes: inout [LinkOutcome])
        throws
    {
        if saves.isEmpty { return }
        let policy: DuplicatePolicy = evaluator.plan.mapping.duplicates == .allow ? .allow : .refuse
        let drafts = try evaluator.merging(saves.map(\.draft), kind)
        for (saved, result) in zip(saves, try transaction.save(drafts, as: kind, duplicates: policy)) {
            switch result {
            case .created(let id):
                outcomes[saved.place] = .found(id)
                evaluator.created.append((requests[saved.place].lines, kind, requests[saved.place].title))
            case .updated(let id), .unchanged(let id): outcomes[saved.place] = .found(id)
            case .refused(let refusal):
                outcomes[saved.place] = .failed(FieldRefusal(link.path, code: refusal.code, refusal.message))
            }
        }
    }
}
