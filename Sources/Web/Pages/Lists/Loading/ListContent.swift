import Records
import Storage

/// Everything a list page needs from the database, read in one transaction and a handful of queries.
struct ListContent: Sendable {
    static let pageSize = 50
    /// Beyond this many, a list says “1 000+” until somebody asks.
    static let countCap = 1000

    struct Count: Sendable, Hashable {
        let number: Int
        let isExact: Bool
    }

    private(set) var state: ListState
    private(set) var records: [Record] = []
    private(set) var next: Cursor?
    private(set) var count = Count(number: 0, isExact: true)
    private(set) var pointed = Pointed()
    /// More records have a day in this span than a calendar or timeline can show.
    private(set) var isCut = false
    /// The records summed up; nil for every other layout.
    private(set) var summary: Summary?
    /// How many records of a map have no place; nil where no map is shown.
    private(set) var unplaced: Count?
    /// Records of this page that the viewer may look at but not change.
    private(set) var locked: Set<Int64> = []

    init(_ kind: Kind, _ address: ListAddress, _ transaction: Transaction) throws {
        state = ListState(kind, address, try ListViews(of: kind, in: transaction), transaction)
        guard state.faults.isEmpty else { return }
        let asked = try state.asked(transaction)
        switch state.layout {
        case .calendar, .timeline: try loadSpan(asked, transaction)
        case .list, .board, .map: try loadPage(asked, transaction)
        case .summary: summary = try Summary(state, asked, in: transaction)
        }
        if state.layout == .map { try countUnplaced(asked, transaction) }
        let further = state.condition.references(kind, transaction.schema)
        if transaction.viewer.may(.change, kind), !transaction.viewer.grants(for: kind.name, to: .change).contains(.all)
        {
            let shown = records.map(\.id)
            locked = Set(shown).subtracting(try transaction.allowed(shown, of: kind, to: .change))
        }
        pointed = try Pointed(records, of: kind, columns: shownColumns, further: further, in: transaction)
    }

    /// A calendar shows titles only.
    private var shownColumns: [ListColumn] { state.layout == .list ? state.columns : [] }

    /// What the columns show, the name, and what tells whether a record is closed.
    private var shownFields: Set<String> {
        Set(state.columns.compactMap { $0.field?.name } + [state.kind.title, "outcome"])
    }

    private mutating func loadPage(_ asked: Condition, _ transaction: Transaction) throws {
        var query = ListQuery(asked, sort: state.sort, limit: ListContent.pageSize)
        query.withParts = false
        query.fields = shownFields
        if let after = state.address.after {
            do {
                query.after = try transaction.cursor(after, for: state.kind, sort: state.sort)
            } catch let refusal as Refusal {
                state.notes.append(refusal.message)
            }
        }
        let page = try self.page(query, transaction)
        (records, next) = (page.records, page.next)
        try countRecords(asked, transaction)
    }

    /// A list that is too long for this order keeps its usual one, and says so.
    private mutating func page(_ query: ListQuery, _ transaction: Transaction) throws -> Page {
        do {
            return try transaction.page(state.kind, query)
        } catch let refusal as Refusal where refusal.code == "sort_too_wide" {
            state.fallBackToStandardSort(refusal.message)
            var usual = query
            (usual.sort, usual.after) = (state.sort, nil)
            return try transaction.page(state.kind, usual)
        }
    }

    /// The first page of a short list counts itself.
    private mutating func countRecords(_ asked: Condition, _ transaction: Transaction) throws {
        if state.address.after == nil, next == nil {
            count = Count(number: records.count, isExact: true)
        } else if state.address.isCounted {
            count = Count(number: try transaction.count(state.kind, where: asked), isExact: true)
        } else {
            let found = try transaction.count(state.kind, where: asked, cap: ListContent.countCap + 1)
            count = Count(number: min(found, ListContent.countCap), isExact: found <= ListContent.countCap)
        }
    }

    private mutating func countUnplaced(_ asked: Condition, _ transaction: Transaction) throws {
        let without = asked.and(.test(path: ["latitude"], .empty(true)))
        let found = try transaction.count(state.kind, where: without, cap: ListContent.countCap + 1)
        unplaced = Count(number: min(found, ListContent.countCap), isExact: found <= ListContent.countCap)
    }

    private mutating func loadSpan(_ asked: Condition, _ transaction: Transaction) throws {
        guard let day = state.day else { return }
        let span = ListSpan(state.address.month, layout: state.layout, today: transaction.today)
        let inside = Condition.test(path: [day.name], .between(.text(span.first.iso), .text(span.last.iso)))
        var query = ListQuery(asked.and(inside), limit: ListSpan.limit)
        if day.isSorted { query.sort = [.init(day.name)] }
        query.withParts = false
        let page = try transaction.page(state.kind, query)
        (records, isCut) = (page.records, page.hasMore)
        count = Count(number: records.count, isExact: !isCut)
    }
}
