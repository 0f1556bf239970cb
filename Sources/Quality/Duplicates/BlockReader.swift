import Records
import Storage

/// Reads one page of a source, compares inside its blocks, and says where the next page begins.
struct BlockReader {
    let source: BlockSource
    let scorer: MatchScorer
    let transaction: Transaction
    private var profiles: [Int64: MatchProfile] = [:]
    private var seen: Set<Pair> = []
    private var pairs: [FoundPair] = []

    struct Page: Sendable {
        var pairs: [FoundPair]
        var next: ScanPlace
    }

    private struct Pair: Hashable {
        let one: Int64, two: Int64
        init(_ a: Int64, _ b: Int64) { (one, two) = (min(a, b), max(a, b)) }
    }

    init(source: BlockSource, scorer: MatchScorer, transaction: Transaction) {
        self.source = source
        self.scorer = scorer
        self.transaction = transaction
    }

    mutating func read(from place: ScanPlace, limit: Int) throws -> Page {
        var next = place
        if let within = place.within {
            try readNamed(within.value, after: (within.sound, within.id), limit, &next)
        } else {
            try readBlocks(limit, &next)
        }
        next.tally.compared += seen.count
        next.tally.pairs += pairs.count
        return Page(pairs: pairs, next: next)
    }

    private mutating func readBlocks(_ limit: Int, _ next: inout ScanPlace) throws {
        let rows = try source.page(after: next.last, limit: limit, in: transaction)
        var blocks: [(value: String, ids: [Int64])] = []
        for row in rows {
            if blocks.last?.value == row.value {
                blocks[blocks.count - 1].ids.append(row.id)
            } else {
                blocks.append((row.value, [row.id]))
            }
        }
        let isLast = rows.count < limit
        if !isLast, blocks.count == 1, let block = blocks.first {
            // Larger than a page: by name, on several pages.
            return try readNamed(block.value, after: nil, limit, &next)
        }
        // The last block may go on behind the page.
        if !isLast { blocks.removeLast() }
        try load(blocks.filter { $0.ids.count > 1 }.flatMap(\.ids))
        for block in blocks where block.ids.count > 1 { compare(block.ids) }
        next.tally.passed += blocks.reduce(0) { $0 + $1.ids.count }
        next.last = blocks.last?.value ?? next.last
        if isLast { end(&next) }
    }

    /// Each with each in a small block; in a larger one each with those whose names are near.
    private mutating func compare(_ ids: [Int64]) {
        if ids.count <= source.largest {
            for (place, one) in ids.enumerated() { for two in ids[(place + 1)...] { compare(one, two) } }
            return
        }
        for order in [{ (profile: MatchProfile) in profile.soundOrder }, { $0.nameOrder }] {
            let keyed = ids.compactMap { id in profiles[id].map { (order($0), id) } }.sorted { $0 < $1 }
            slide(keyed.map(\.1))
        }
    }

    private mutating func slide(_ ids: [Int64]) {
        for (place, one) in ids.enumerated() {
            for two in ids[(place + 1)...].prefix(source.window) { compare(one, two) }
        }
    }

    private mutating func readNamed(
        _ value: String, after last: (sound: String, id: Int64)?, _ limit: Int, _ next: inout ScanPlace
    ) throws {
        let rows = try source.named(value, after: last, limit: limit, in: transaction)
        try load(rows.map(\.id))
        slide(rows.map(\.id))
        let isLast = rows.count < limit
        // The next page begins with the last names of this one, so that neighbours across the border are compared.
        let mark = isLast ? nil : rows.dropLast(source.window).last
        next.tally.passed += isLast ? rows.count : max(1, rows.count - source.window)
        if let mark, mark.id != last?.id {
            next.within = (value, mark.sound, mark.id)
        } else {
            next.within = nil
            next.last = value
        }
    }

    private func end(_ next: inout ScanPlace) {
        next.source += 1
        next.last = nil
    }

    private mutating func load(_ ids: [Int64]) throws {
        let missing = Set(ids).subtracting(profiles.keys)
        guard !missing.isEmpty else { return }
        let country = transaction.settings.country, viewer = transaction.viewer
        for (id, record) in try transaction.records(missing.sorted(), of: source.kind) {
            profiles[id] = MatchProfile(record, source.kind, country: country, seenBy: viewer)
        }
    }

    private mutating func compare(_ one: Int64, _ two: Int64) {
        guard one != two, let left = profiles[one], let right = profiles[two], seen.insert(Pair(one, two)).inserted
        else {
            return
        }
        let score = scorer.compare(left, right)
        if score.points >= MatchScore.asking { pairs.append(FoundPair(one, two, score)) }
    }
}
