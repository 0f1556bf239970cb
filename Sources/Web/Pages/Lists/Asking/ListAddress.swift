import Records

/// What the address of a list asks for, as written: nothing of it has been checked against the schema yet.
///
/// `/opportunities?view=12&where={…}&stage.name=Won&q=text&sort=-amount&layout=calendar&by=closes_on`. Links to other
/// states of the list are made from it, so that every state has an address.
struct ListAddress: Sendable, Hashable {
    static let reserved: Set<String> = [
        "view", "where", "q", "sort", "columns", "layout", "by", "month", "after", "trail", "count", "goal", "groups",
        "then",
        "figure", "rank",
    ]

    let plural: String
    /// 0 is “all of them”, nil leaves the choice to the person's default view.
    var view: Int64?
    /// The condition as JSON text; nil where the view decides.
    var condition: String?
    /// Filters in the short form: `stage.name=Won`.
    var filters: [Form.Item] = []
    var search: String?
    var sort: String?
    var columns: String?
    var layout: String?
    /// The day that a calendar or timeline goes by.
    var by: String?
    /// `2026-11`
    var month: String?
    /// What a summary goes by, such as `owner,closed_on:month`.
    var groups: String?
    /// The field a summary adds up.
    var figure: String?
    /// The column a summary is sorted by.
    var rank: String?
    var after: String?
    /// Where the pages before this one began, oldest first.
    var trail: [String] = []
    var isCounted = false
    /// The page that asked for a filter and no list: it gets the condition as `filter`.
    var goal: String?

    init(plural: String) { self.plural = plural }

    init(plural: String, query: Form) {
        self.plural = plural
        view = query["view"].flatMap { Int64($0) }
        condition = query["where"]
        filters = query.items.filter { !ListAddress.reserved.contains($0.name) && !$0.name.isEmpty }
        search = query["q"].flatMap { $0.trimmingWhitespace().isEmpty ? nil : String($0.prefix(200)) }
        sort = query["sort"]
        columns = query["columns"]
        layout = query["layout"]
        by = query["by"]
        month = query["month"]
        let both = [query["groups"], query["then"]].compactMap(\.self).filter { !$0.isEmpty }
        groups = both.isEmpty ? nil : both.joined(separator: ",")
        figure = query["figure"]
        rank = query["rank"]
        after = query["after"].flatMap { $0.isEmpty ? nil : $0 }
        trail = (query["trail"] ?? "").split(separator: ".").map(String.init)
        isCounted = query["count"] == "exact"
        goal = Response.localAddress(query["goal"])
    }

    /// A state kept in a form's hidden field: the query of the list the form was opened from.
    init(plural: String, state: String?) {
        self.init(plural: plural, query: Form(encoded: (state ?? "").utf8) ?? Form())
    }

    var query: Form {
        var items: [Form.Item] = []
        func add(_ name: String, _ value: String?) { if let value { items.append(.init(name, value)) } }
        add("view", view.map(String.init))
        add("where", condition)
        items += filters
        add("q", search)
        add("sort", sort)
        add("columns", columns)
        add("layout", layout)
        add("by", by)
        add("month", month)
        add("groups", groups)
        add("figure", figure)
        add("rank", rank)
        add("after", after)
        add("trail", trail.isEmpty ? nil : trail.joined(separator: "."))
        add("count", isCounted ? "exact" : nil)
        add("goal", goal)
        return Form(items)
    }

    var link: String {
        if let goal {
            return goal + (goal.contains("?") ? "&" : "?") + "filter=" + percentEncoded(condition ?? "{}")
        }
        let query = query.encoded
        return "/\(plural)" + (query.isEmpty ? "" : "?" + query)
    }

    /// The address of the same list, otherwise: it begins at its first page again.
    func link(_ change: (inout ListAddress) -> Void) -> String { changed(change).link }

    func changed(_ change: (inout ListAddress) -> Void) -> ListAddress {
        var address = firstPage
        change(&address)
        return address
    }

    var firstPage: ListAddress {
        var address = self
        (address.after, address.trail, address.isCounted) = (nil, [], false)
        return address
    }

    /// Sets the condition, which then holds what the short form said too.
    mutating func set(_ condition: Condition) {
        filters = []
        self.condition = condition == .everything ? "{}" : condition.json.string
    }

    /// Addresses under this list that belong to its state: `/accounts/list/filter?state=…`.
    func tool(_ name: String, _ items: [Form.Item] = []) -> String {
        let state = firstPage.query.encoded
        return "/\(plural)/list/\(name)?" + Form([Form.Item("state", state)] + items).encoded
    }

    /// The page after this one; it remembers the way back.
    func next(_ cursor: String) -> String {
        var address = self
        address.trail = ListAddress.shortened(trail + (after.map { [$0] } ?? []))
        address.after = cursor
        return address.link
    }

    /// The page before this one; nil on the first.
    var previous: String? {
        guard after != nil else { return nil }
        var address = self
        address.after = trail.last
        address.trail = Array(trail.dropLast())
        return address.link
    }

    /// An address has to stay short: of a long way back the oldest pages are forgotten.
    private static func shortened(_ trail: [String]) -> [String] {
        var kept: [String] = [], length = 0
        for mark in trail.reversed() {
            length += mark.utf8.count + 1
            if length > 3000 { break }
            kept.insert(mark, at: 0)
        }
        return kept
    }
}
