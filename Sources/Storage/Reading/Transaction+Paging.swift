import Records

extension Transaction {
    /// Beyond this many visible rows a list may be sorted only by `.sorted` fields.
    package static let freeSortLimit = 10_000

    /// One page, by keyset: reads ranges in turn, each a plain range of an index, until the page is full.
    package func page(_ kind: Kind, _ query: ListQuery) throws -> Page {
        let place = ConditionCompiler.Place(kind)
        let order = try Order(query.sort, place: place, transaction: self)
        if order.needsNarrowing { try refuseWideSort(kind, query.condition, order) }
        let filter = try PageFilter(query.condition, place: place, order: order, transaction: self)
        var rows: [[Value]] = []
        let types = kind.columns.map(\.type) + order.keyTypes
        let keys: SQL = order.keyTypes.isEmpty ? "" : ", \(order.keyColumns)"
        for range in filter.ranges(after: query.after) {
            if rows.count > query.limit { break }
            let source = filter.source(range, limit: query.limit + 1 - rows.count)
            try connection.each("SELECT \(columns(of: place, only: query.fields))\(keys) FROM \(source)", types) {
                row in
                rows.append(row)
                return true
            }
        }
        let width = kind.columns.count, hasMore = rows.count > query.limit
        if hasMore { rows.removeLast() }
        let next = hasMore ? rows.last.map { Cursor(keys: Array($0[width...]), id: $0[0].integer ?? 0) } : nil
        // The order keys come after the columns and leave in place: no row is copied.
        for index in rows.indices { rows[index].removeLast(order.keyTypes.count) }
        var records = rows.map { Record(values: $0) }
        if query.withParts { try fillParts(&records, of: kind) }
        return Page(records: records, next: next)
    }

    /// A cursor handed back by a caller, for this order.
    package func cursor(_ text: String, for kind: Kind, sort: [ListQuery.Sort]) throws -> Cursor {
        let order = try Order(sort, place: .init(kind), transaction: self)
        guard let cursor = Cursor(text, types: order.keyTypes) else {
            throw Refusal(
                code: "invalid_cursor",
                Message("This page mark does not belong to this list. Start again without “after”."))
        }
        return cursor
    }

    /// How many records the viewer sees that meet the condition, counted up to `cap`.
    package func count(_ kind: Kind, where condition: Condition = .everything, cap: Int? = nil) throws -> Int {
        let place = ConditionCompiler.Place(kind)
        let predicate = try refusing { () throws(ConditionFault) in try compiler.predicate(condition, at: place) }
        let filter: SQL = predicate.map { " WHERE \($0)" } ?? ""
        let sql: SQL
        if let cap {
            sql = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM \(place.from)\(filter) LIMIT \(cap)) AS capped"
        } else {
            sql = "SELECT COUNT(*) FROM \(place.from)\(filter)"
        }
        return Int(try connection.integer(sql) ?? 0)
    }

    /// Hands over every record that meets the condition, in order of id, in flat memory.
    package func each(_ kind: Kind, where condition: Condition, chunk: Int = 1000, _ body: ([Record]) throws -> Void)
        throws
    {
        var query = ListQuery(condition, limit: chunk)
        while true {
            let page = try page(kind, query)
            if page.records.isEmpty { return }
            try body(page.records)
            guard let next = page.next else { return }
            query.after = next
        }
    }

    private func refuseWideSort(_ kind: Kind, _ condition: Condition, _ order: Order) throws {
        guard try count(kind, where: condition, cap: Transaction.freeSortLimit + 1) > Transaction.freeSortLimit else {
            return
        }
        throw Refusal(
            code: "sort_too_wide",
            Message(
                "More than {limit} records cannot be sorted by this field. Filter first, or sort by: {fields}.",
                [
                    "limit": .number(Transaction.freeSortLimit),
                    "fields": .text(
                        kind.fields.filter { $0.isSorted && viewer.sees($0, of: kind) }.map(\.name).joined(
                            separator: ", ")),
                ]))
    }

    package func refusing<Result>(_ body: () throws(ConditionFault) -> Result) throws(Refusal) -> Result {
        do { return try body() } catch { throw error.refusal }
    }
}
