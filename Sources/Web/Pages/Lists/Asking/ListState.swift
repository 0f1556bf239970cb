import Records
import Storage

/// A list as it will be shown: what the address says, completed by the view and the person's own choices, checked
/// against the schema. What cannot be used is told, never dropped in silence.
struct ListState: Sendable {
    let kind: Kind
    let address: ListAddress
    let views: ListViews
    let view: ListViews.View?
    private(set) var condition = Condition.everything
    private(set) var search: String?
    private(set) var sort: [ListQuery.Sort] = []
    private(set) var columns: [ListColumn] = []
    private(set) var layout = ListLayout.list
    private(set) var day: FieldSpec?
    /// Why the filter cannot be used; then no record is shown.
    private(set) var faults: [FieldRefusal] = []
    /// Smaller things that were set aside, such as an unknown order.
    var notes: [Message] = []

    init(_ kind: Kind, _ address: ListAddress, _ views: ListViews, _ transaction: Transaction) {
        self.kind = kind
        self.address = address
        self.views = views
        let wanted = address.view ?? views.defaultView ?? 0
        view = views[wanted]
        if address.view ?? 0 != 0, view == nil {
            notes.append(Message("This view is gone, or it is not shared with you. These are all the records."))
        }
        readCondition(transaction)
        search = address.search ?? (address.condition == nil && address.filters.isEmpty ? view?.search : nil)
        readSort(transaction.viewer)
        let all = ListColumn.all(of: kind, schema: transaction.schema, viewer: transaction.viewer)
        columns = ListColumn.chosen(address.columns ?? view?.columns ?? views.columns, of: kind, among: all)
        layout = address.layout.flatMap(ListLayout.init) ?? view?.layout ?? .list
        let days = kind.days(seenBy: transaction.viewer)
        day = days.first { $0.name == address.by ?? view?.by } ?? days.first
        if !isPossible(layout, for: transaction.viewer) { layout = .list }
    }

    private func isPossible(_ layout: ListLayout, for viewer: Viewer) -> Bool {
        switch layout {
        case .list, .summary: true
        case .calendar, .timeline: day != nil
        case .map: kind.isPlaced(seenBy: viewer)
        // A page of its own.
        case .board: false
        }
    }

    private mutating func readCondition(_ transaction: Transaction) {
        let isOwn = address.condition != nil || !address.filters.isEmpty
        if let text = isOwn ? address.condition : view?.condition, !text.isEmpty { read(text, transaction) }
        for item in address.filters {
            do throws(FieldRefusal) {
                guard let filter = try AddressFilter(item) else { throw FieldRefusal.unknownParameter(item.name) }
                try filter.check(kind, transaction.compiler)
                condition = condition.and(filter.condition).flattened
            } catch {
                faults.append(error)
            }
        }
    }

    private mutating func read(_ text: String, _ transaction: Transaction) {
        do {
            let json = try JSON(parsing: text)
            condition = try ListParameters.condition(json, "where", kind, transaction.compiler).flattened
        } catch let fault as FieldRefusal {
            faults.append(fault)
        } catch let error as JSONError {
            faults.append(
                FieldRefusal(
                    "where", code: "malformed_json",
                    Message(
                        "The data is not valid JSON: at byte {offset}, {reason}.",
                        ["offset": .number(error.offset), "reason": .text(error.reason)])))
        } catch {
            faults.append(FieldRefusal("where", code: "invalid_condition", Message("This condition cannot be read.")))
        }
    }

    private mutating func readSort(_ viewer: Viewer) {
        guard let text = address.sort ?? view?.sort, !text.isEmpty else { return sort = ListState.standardSort(kind) }
        for key in ListQuery.sort(String(text.prefix(400))).prefix(5) {
            if let field = kind[key.field], viewer.sees(field, of: kind) {
                sort.append(key)
            } else {
                notes.append(Message("There is no field “{name}” to sort by.", ["name": .text(key.field)]))
            }
        }
        if sort.isEmpty { sort = ListState.standardSort(kind) }
    }

    /// Names in alphabetical order; what has no name of its own, newest first.
    static func standardSort(_ kind: Kind) -> [ListQuery.Sort] {
        kind.title == "name" && kind.titleField.isSorted ? [.init("name")] : [.init("id", descending: true)]
    }

    mutating func fallBackToStandardSort(_ why: Message) {
        notes.append(why)
        sort = ListState.standardSort(kind)
    }

    /// What is asked for in all: the filter and the searched words.
    func asked(_ transaction: Transaction) throws -> Condition {
        guard let search else { return condition }
        return condition.and(try SearchCondition.make(search, kind, transaction))
    }

    /// The condition as it stands in addresses and forms; nil where nothing is filtered.
    var conditionText: String? { condition == .everything ? nil : condition.json.string }

    var isFiltered: Bool { condition != .everything || search != nil }

    /// The list is no longer as the view was saved.
    var isChanged: Bool {
        let sortText = ListState.text(sort)
        guard let view else { return false }
        var saved = Condition.everything
        if let text = view.condition, case .success(let json) = Result(catching: { try JSON(parsing: text) }),
            case .success(let read) = Result(catching: { try Condition(json: json) })
        {
            saved = read.flattened
        }
        return condition != saved || search != view.search
            || (address.sort != nil && sortText != view.sort ?? ListState.text(ListState.standardSort(kind)))
            || (address.columns != nil && address.columns != view.columns)
            || (address.layout != nil && layout != view.layout) || (address.by != nil && address.by != view.by)
            || (address.groups != nil && address.groups != view.groups)
            || (address.figure != nil && address.figure != view.figure)
            || (address.rank != nil && address.rank != view.rank)
    }

    static func text(_ sort: [ListQuery.Sort]) -> String {
        sort.map { ($0.descending ? "-" : "") + $0.field }.joined(separator: ",")
    }
}

extension Condition {
    /// Groups inside groups of the same sort become one, and a group of one its only member.
    var flattened: Condition {
        guard case .all(let list) = self else { return self }
        var flat: [Condition] = []
        for item in list.map(\.flattened) {
            if case .all(let inner) = item { flat += inner } else { flat.append(item) }
        }
        return flat.count == 1 ? flat[0] : .all(flat)
    }

    /// The filters a person sees as chips.
    var chips: [Condition] {
        switch flattened {
        case .all(let list): list
        case let single: [single]
        }
    }

    static func together(_ chips: [Condition]) -> Condition { Condition.all(chips).flattened }

    /// Records that the condition names by their id, whose titles a reader wants.
    package func references(_ kind: Kind, _ schema: Schema) -> [Reference] {
        switch self {
        case .constant: return []
        case .all(let list), .any(let list): return list.flatMap { $0.references(kind, schema) }
        case .not(let inner): return inner.references(kind, schema)
        case .related(let name, let inner, _):
            guard let other = schema.reverse[kind.name]?[name].flatMap({ schema[$0.kind] }) else { return [] }
            return inner.references(other, schema)
        case .test(let path, let test):
            var at: Kind? = kind, field: FieldSpec?
            for name in path {
                field = at?[name]
                at = field?.shape.linkTarget.flatMap { schema[$0] }
            }
            var target = field?.shape.linkTarget
            if case .under = test, path == ["id"] { target = kind.name }
            guard let target else { return [] }
            return test.operands.prefix(100).compactMap { operand in
                (operand.integer ?? operand.text.flatMap { Int64($0) }).map { Reference(kind: target, id: $0) }
            }
        }
    }
}

extension Condition.Test {
    var operands: [JSON] {
        switch self {
        case .equals(let value), .differs(let value), .atLeast(let value), .atMost(let value), .moreThan(let value),
            .lessThan(let value), .before(let value), .after(let value), .under(let value):
            [value]
        case .among(let values): values
        case .between(let low, let high): [low, high]
        case .contains(let text), .startsWith(let text): [.text(text)]
        case .within, .empty, .isMe: []
        }
    }
}
