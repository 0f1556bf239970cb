import Records
import Storage

/// A record that a line asks for, before it is written.
struct Evaluated: Sendable {
    var draft = Draft()
    /// Fields that come from the mapping's defaults: for new records only.
    var defaulted: Set<String> = []
    var refusals: [FieldRefusal] = []
    var notes: [Message] = []
    var deferred: [DeferredLink] = []
}

/// A link to a record that a line further down makes.
struct DeferredLink: Sendable, Hashable {
    let path: String
    let text: String
}

/// Turns the cells of a batch of lines into drafts, links found.
final class LineEvaluator {
    let plan: ImportPlan
    let transaction: Transaction
    let cache: LinkCache
    /// The folded match keys of all lines, where lines may link to each other.
    let keysInFile: Set<String>
    /// Linked records made on the way: for which lines, of which kind, called what.
    var created: [(lines: [Int], kind: Kind, title: String)] = []
    private var suggestions: [String: Suggestion?] = [:]

    init(_ plan: ImportPlan, _ transaction: Transaction, _ cache: LinkCache, keysInFile: Set<String>) {
        self.plan = plan
        self.transaction = transaction
        self.cache = cache
        self.keysInFile = keysInFile
    }

    func evaluate(_ record: RecordPlan, _ lines: [[String?]], isRoot: Bool) throws -> [Evaluated] {
        var results = Array(repeating: Evaluated(), count: lines.count)
        for link in record.links { try follow(link, lines, &results, isRoot: isRoot) }
        let clears = isRoot && plan.mapping.empty == .clear
        for index in lines.indices { read(record, lines[index], &results[index], clears: clears) }
        for part in record.parts { try fill(part, lines, &results) }
        return results
    }

    private func follow(_ link: LinkPlan, _ lines: [[String?]], _ results: inout [Evaluated], isRoot: Bool) throws {
        let scopes = results.map { result in link.field.scope.flatMap { result.draft.fields[$0]?.first?.integer } }
        let resolver = LinkResolver(link, self, isWithinFile: isRoot && plan.isWithinFile(link))
        for (index, outcome) in try resolver.resolve(lines, scopes: scopes).enumerated() {
            switch outcome {
            case .none:
                let isFromFile = link.keys.contains { !$0.source.columns.isEmpty }
                if isRoot, isFromFile, plan.mapping.empty == .clear {
                    results[index].draft.fields[link.field.name] = link.field.columns.map { _ in .null }
                }
            case .found(let id):
                let isReference = link.field.shape == .reference
                results[index].draft.fields[link.field.name] =
                    isReference ? [.text(link.target), .integer(id)] : [.integer(id)]
                if !link.keys.contains(where: { $0.source.fileText(lines[index]) != nil }) {
                    results[index].defaulted.insert(link.field.name)
                }
            case .deferred(let text): results[index].deferred.append(DeferredLink(path: link.path, text: text))
            case .failed(let refusal): results[index].refusals.append(refusal)
            case .skipped(let note): results[index].notes.append(note)
            }
        }
    }

    private func read(_ record: RecordPlan, _ cells: [String?], _ result: inout Evaluated, clears: Bool) {
        var reader = CellReader(words: plan.words)
        reader.country = record.fields.first { $0.field.name == "country" }?.source.text(cells)
        for plan in record.fields where plan.field.name != "id" {
            guard let text = plan.source.text(cells) else {
                if clears, !plan.source.columns.isEmpty, !plan.field.isRequired {
                    result.draft.fields[plan.field.name] = plan.field.columns.map { _ in .null }
                }
                continue
            }
            do {
                let values = try reader.values(text, second: plan.second?.text(cells), plan, record.kind)
                if plan.field.name == "created_at" {
                    result.draft.createdAt = values[0].instant
                    continue
                }
                result.draft.fields[plan.field.name] = values
                if plan.source.fileText(cells) == nil { result.defaulted.insert(plan.field.name) }
            } catch {
                result.refusals.append(error)
            }
        }
        result.notes += reader.notes
    }

    /// An item is one where the file says something of it, not only the defaults.
    private func fill(_ plan: PartPlan, _ lines: [[String?]], _ results: inout [Evaluated]) throws {
        for item in plan.items {
            let evaluated = try evaluate(item, lines, isRoot: false)
            for (index, found) in evaluated.enumerated() {
                results[index].refusals += found.refusals
                results[index].notes += found.notes
                let given = Set(found.draft.fields.keys).subtracting(found.defaulted)
                guard !given.isEmpty else { continue }
                results[index].draft.parts[plan.part.name, default: []].append(
                    PartItems.row(plan.part.kind, found.draft.fields))
            }
        }
    }

    /// Drafts of records that exist keep the items they have, and add what is new.
    func merging(_ drafts: [Draft], _ kind: Kind) throws -> [Draft] {
        let wanted = drafts.filter { !$0.parts.isEmpty }.compactMap(\.id)
        guard !wanted.isEmpty else { return drafts }
        let existing = try transaction.records(wanted, of: kind)
        return drafts.map { draft in
            guard let id = draft.id, let record = existing[id] else { return draft }
            var merged = draft
            for (name, rows) in draft.parts {
                guard let part = kind.part(name) else { continue }
                merged.parts[name] = PartItems.merged(
                    record.parts[name] ?? [], rows, part.kind, country: transaction.settings.country)
            }
            return merged
        }
    }

    func suggestion(_ text: String, _ kind: Kind) throws -> Suggestion? {
        let key = kind.name + "\u{1F}" + text
        if let known = suggestions[key] { return known }
        let found = try Suggestion.find(text, kind, in: transaction)
        suggestions[key] = .some(found)
        return found
    }
}

/// Items of a part as lines make them.
enum PartItems {
    /// A new item: what must hold a value and can be nothing else starts at no and at the first choice.
    static func row(_ kind: Kind, _ fields: [String: [Value]]) -> PartRow {
        PartRow(
            values: kind.declared.flatMap { field -> [Value] in
                if let given = fields[field.name] { return given }
                switch field.shape {
                case .boolean where field.isRequired: return [.boolean(false)]
                case .choice(let options) where field.isRequired:
                    return [options.first.map { .text($0.value) } ?? .null]
                default: return field.columns.map { _ in .null }
                }
            })
    }

    /// What is there stays; an item that says the same as one of these adds nothing.
    static func merged(_ old: [PartRow], _ new: [PartRow], _ kind: Kind, country: String) -> [PartRow] {
        guard let first = kind.declared.first else { return old + new }
        func key(_ row: PartRow) -> String {
            guard let text = row.values[0].text else { return "\(row.values[0])" }
            return first.match.flatMap { RecordFinder.normal(text, $0, country) } ?? folded(text)
        }
        var known = Set(old.map(key))
        return old + new.filter { known.insert(key($0)).inserted }
    }
}
