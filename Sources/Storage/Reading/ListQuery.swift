import Records

/// What a list asks for: which records, in what order, from where on.
package struct ListQuery: Sendable {
    package var condition: Condition = .everything
    package var sort: [Sort] = []
    package var limit = 50
    package var after: Cursor?
    /// Without parts where the caller shows none.
    package var withParts = true
    /// The fields a page shows, where it does not show all: the values of the others are not read.
    package var fields: Set<String>?

    package struct Sort: Sendable, Hashable {
        package let field: String
        package let descending: Bool
        package init(_ field: String, descending: Bool = false) {
            self.field = field
            self.descending = descending
        }
    }

    package init(_ condition: Condition = .everything, sort: [Sort] = [], limit: Int = 50) {
        self.condition = condition
        self.sort = sort
        self.limit = limit
    }

    /// Reads `-amount,title`.
    package static func sort(_ text: String) -> [Sort] {
        text.split(separator: ",").map { name in
            name.hasPrefix("-") ? Sort(String(name.dropFirst()), descending: true) : Sort(String(name))
        }
    }
}

/// Where a page ended: the order keys and the id of its last record. Opaque to callers, safe to hand out and take back.
package struct Cursor: Sendable, Hashable {
    let keys: [Value]
    let id: Int64

    /// Hexadecimal JSON: URL-safe as it is.
    package var text: String {
        let json = JSON.array(keys.map { StoredJSON.encode($0) } + [.number(String(id))])
        return json.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Nil when the text is not a cursor for this order.
    init?(_ text: String, types: [ColumnType]) {
        let digits = Array(text.utf8)
        guard digits.count % 2 == 0, digits.count < 20_000 else { return nil }
        var bytes: [UInt8] = []
        for at in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[at...at + 1], as: UTF8.self), radix: 16) else { return nil }
            bytes.append(byte)
        }
        guard let json = try? JSON(bytes), let items = json.array, items.count == types.count + 1,
            let id = items.last?.integer
        else { return nil }
        keys = zip(items, types).map { StoredJSON.decode($0, as: $1) }
        for (key, item) in zip(keys, items) where key.isNull && item != .null { return nil }
        self.id = id
    }

    init(keys: [Value], id: Int64) {
        self.keys = keys
        self.id = id
    }
}

/// One page of a list.
package struct Page: Sendable {
    package let records: [Record]
    package let next: Cursor?
    package var hasMore: Bool { next != nil }
}
