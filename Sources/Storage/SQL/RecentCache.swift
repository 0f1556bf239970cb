/// The most recently used values of a kind that costs something to make: prepared statements.
package struct RecentCache<Key: Hashable, Kept> {
    private var entries: [Key: (kept: Kept, usedAt: Int)] = [:]
    private var clock = 0
    private let limit: Int

    package init(limit: Int) { self.limit = limit }

    package var count: Int { entries.count }

    package mutating func find(_ key: Key) -> Kept? {
        guard let index = entries.index(forKey: key) else { return nil }
        clock += 1
        entries.values[index].usedAt = clock
        return entries.values[index].kept
    }

    /// Keeps one more; returns those that had to make room: a tenth at a time, as the search for the oldest is long.
    package mutating func keep(_ kept: Kept, as key: Key) -> [Kept] {
        clock += 1
        entries[key] = (kept, clock)
        guard entries.count > limit else { return [] }
        let oldest = entries.sorted { $0.value.usedAt < $1.value.usedAt }.prefix(max(1, limit / 10))
        for (key, _) in oldest { entries[key] = nil }
        return oldest.map(\.value.kept)
    }

    package mutating func remove(_ key: Key) { entries[key] = nil }
    package mutating func removeAll() { entries = [:] }
}
