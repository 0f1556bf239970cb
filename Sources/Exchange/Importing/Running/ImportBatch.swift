import Records
import Storage

/// Some lines of an import, written in one transaction: every one ends as created, updated, skipped or failed.
struct ImportBatch {
    let plan: ImportPlan
    let cache: LinkCache
    let keysInFile: Set<String>
    let transaction: Transaction
    private(set) var lines: [ImportLine?] = []
    private(set) var pending: [ImportStore.Pending] = []
    private var rows: [TableRow] = []
    private var evaluated: [Evaluated] = []
    /// Keys that name a record which was merged into another one.
    private var former: Set<String> = []

    /// A line on its way to `save`.
    private struct Waiting {
        let place: Int
        let key: String?
        var draft: Draft
    }

    init(_ plan: ImportPlan, _ cache: LinkCache, keysInFile: Set<String>, _ transaction: Transaction) {
        self.plan = plan
        self.cache = cache
        self.keysInFile = keysInFile
        self.transaction = transaction
    }

    /// What became of each row, in order.
    mutating func run(_ all: [TableRow]) throws -> [ImportLine] {
        rows = all.filter { $0.problem == nil }
        let texts = rows.map { plan.texts($0) }
        let evaluator = LineEvaluator(plan, transaction, cache, keysInFile: keysInFile)
        evaluated = try evaluator.evaluate(plan.record, texts, isRoot: true)
        for made in evaluator.created {
            let note = Message(
                "{kind} “{title}” was made.", ["kind": .message(made.kind.label), "title": .text(made.title)])
            for line in made.lines.prefix(1) { evaluated[line].notes.append(note) }
        }
        lines = Array(repeating: nil, count: rows.count)
        for place in rows.indices where !evaluated[place].refusals.isEmpty { fail(place, evaluated[place].refusals) }
        try writeAll(texts, evaluator)
        var good = lines.makeIterator()
        return all.map { row in
            if let problem = row.problem {
                return ImportLine(row, .failed, reasons: [FieldRefusal("", code: problem.code, problem.message)])
            }
            guard let line = good.next() ?? nil else { preconditionFailure("row \(row.number) has no outcome") }
            return line
        }
    }

    private mutating func writeAll(_ texts: [[String?]], _ evaluator: LineEvaluator) throws {
        var known = try findExisting(texts)
        var wave: [Waiting] = [], places: [String: Int] = [:], repeats: [(place: Int, first: Int)] = []
        for place in rows.indices where lines[place] == nil {
            let key = plan.match.flatMap { $0.plan.source.text(texts[place]) }.map(folded)
            let waiting = Waiting(place: place, key: key, draft: evaluated[place].draft)
            // Two names of one record, after a merge: the second line finds what the first has written.
            let slot = key.map { key in known[key].map { "\u{1F}\($0)" } ?? key }
            if let slot, let index = places[slot] {
                if wave[index].draft.fields == waiting.draft.fields, wave[index].draft.parts == waiting.draft.parts,
                    evaluated[wave[index].place].deferred == evaluated[place].deferred
                {
                    repeats.append((place, wave[index].place))
                    continue
                }
                try flush(&wave, &known, evaluator)
                places.removeAll()
            }
            if let slot { places[slot] = wave.count }
            wave.append(waiting)
        }
        try flush(&wave, &known, evaluator)
        for (place, first) in repeats { repeatOutcome(of: first, at: place) }
    }

    /// Which records the lines speak of that exist already.
    private mutating func findExisting(_ texts: [[String?]]) throws -> [String: Int64] {
        guard let match = plan.match else { return [:] }
        var wanted: [String: String] = [:]
        for place in rows.indices where lines[place] == nil {
            guard let text = match.plan.source.text(texts[place]) else {
                fail(
                    place,
                    [
                        FieldRefusal(
                            match.path, code: "match_missing",
                            Message(
                                "This line has nothing in “{field}”, by which its record is found.",
                                ["field": .text(match.path)]))
                    ])
                continue
            }
            wanted[folded(text)] = text
        }
        let finder = RecordFinder(transaction: transaction)
        let found = try finder.find(plan.kind, by: match.field, part: match.part, Set(wanted.values))
        var known: [String: Int64] = [:], ambiguous: [String: Int] = [:]
        for (key, text) in wanted {
            do { known[key] = try RecordFinder.choose(found[text] ?? [], scope: nil) } catch {
                ambiguous[key] = error.count
            }
            if found[text]?.contains(where: \.isFormer) == true { former.insert(key) }
        }
        for place in rows.indices where lines[place] == nil && !ambiguous.isEmpty {
            guard let text = match.plan.source.text(texts[place]), let count = ambiguous[folded(text)] else { continue }
            fail(
                place,
                [
                    FieldRefusal(
                        match.path, code: "ambiguous_match",
                        Message(
                            "{count} records have “{text}” here. Merge them, or match by an identifier.",
                            ["count": .number(count), "text": .text(text)]))
                ])
        }
        return known
    }

    private mutating func flush(_ wave: inout [Waiting], _ known: inout [String: Int64], _ evaluator: LineEvaluator)
        throws
    {
        if wave.isEmpty { return }
        var drafts: [Draft] = []
        for waiting in wave { drafts.append(settled(waiting, known)) }
        drafts = try evaluator.merging(drafts, plan.kind)
        let policy: DuplicatePolicy = plan.match != nil || plan.mapping.duplicates == .allow ? .allow : .refuse
        let writer =
            drafts.contains { $0.fields["id"] != nil } && !transaction.viewer.isHouse
            ? transaction.asHouse : transaction
        for (waiting, result) in zip(wave, try writer.save(drafts, as: plan.kind, duplicates: policy)) {
            if let key = waiting.key, let id = result.id { known[key] = id }
            settle(waiting, result)
        }
        wave.removeAll(keepingCapacity: true)
    }

    /// Found again, it keeps its age, and what only the mapping's defaults say of it is left alone.
    private func settled(_ waiting: Waiting, _ known: [String: Int64]) -> Draft {
        var draft = waiting.draft
        if let id = waiting.key.flatMap({ known[$0] }) {
            draft.id = id
            draft.createdAt = nil
            for name in evaluated[waiting.place].defaulted { draft.fields[name] = nil }
            // The record that stayed keeps its own name.
            if let key = waiting.key, former.contains(key) { draft.fields["external_id"] = nil }
        } else if plan.match?.field.name == "id", let key = waiting.key, let id = Int64(key), id > 0,
            transaction.viewer.may("settings.manage")
        {
            // A copy of everything comes back under the identifiers that its other files name.
            draft.fields["id"] = [.integer(id)]
        }
        return draft
    }

    private static let merged = Message(
        "This record was merged into another one, which is brought up to date instead.")

    private mutating func settle(_ waiting: Waiting, _ result: Saved) {
        let place = waiting.place
        if let key = waiting.key, former.contains(key) { evaluated[place].notes.append(ImportBatch.merged) }
        let notes = evaluated[place].notes
        switch result {
        case .created(let id): lines[place] = ImportLine(rows[place], .created, record: id, notes: notes)
        case .updated(let id): lines[place] = ImportLine(rows[place], .updated, record: id, notes: notes)
        case .unchanged(let id):
            lines[place] = ImportLine(rows[place], .skipped, record: id, reasons: [ImportBatch.unchanged], notes: notes)
        case .refused(let refusal) where refusal.code == "possible_duplicate":
            let candidate = refusal.details["candidates"]?.array?.first?["id"]?.text.flatMap { Int64($0) }
            let reason = FieldRefusal("", code: refusal.code, refusal.message)
            lines[place] = ImportLine(rows[place], .skipped, record: candidate, reasons: [reason], notes: notes)
        case .refused(let refusal):
            fail(
                place, refusal.fields.isEmpty ? [FieldRefusal("", code: refusal.code, refusal.message)] : refusal.fields
            )
        }
        guard let record = result.id else { return }
        for link in evaluated[place].deferred {
            pending.append(.init(number: rows[place].number, path: link.path, record: record, value: link.text))
        }
    }

    private static let unchanged = FieldRefusal(
        "", code: "unchanged", Message("The record says the same already: nothing to change."))

    private mutating func repeatOutcome(of first: Int, at place: Int) {
        guard let line = lines[first] else { return }
        guard line.outcome != .failed else { return fail(place, line.reasons) }
        let reason = FieldRefusal(
            "", code: "same_as_line", Message("Same as row {row} of the file.", ["row": .number(rows[first].number)]))
        lines[place] = ImportLine(
            rows[place], .skipped, record: line.record, reasons: [reason], notes: evaluated[place].notes)
    }

    private mutating func fail(_ place: Int, _ reasons: [FieldRefusal]) {
        lines[place] = ImportLine(rows[place], .failed, reasons: reasons, notes: evaluated[place].notes)
    }
}
