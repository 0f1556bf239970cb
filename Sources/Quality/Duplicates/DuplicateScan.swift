import Records
import Storage

/// Looks through all records for those that may be one. Records that share something are compared, block by block and
/// page by page; what is alike enough is kept as pairs. May be cut short and go on where it stood.
package struct DuplicateScan: Sendable {
    let workspace: Workspace
    /// Rows of a page: a few thousand records in memory at most.
    package var pageSize = 4000

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// What it has done so far.
    package struct Tally: Sendable, Hashable {
        package var passed = 0
        package var total = 0
        package var compared = 0
        /// While it runs, how often two records were found alike; at the end, how many pairs wait for somebody.
        package var pairs = 0
    }

    package typealias Report = @Sendable (Tally, JSON) async throws -> Void

    /// Runs to the end, from the beginning or from where a checkpoint says. `report` is called after each page.
    package func run(from checkpoint: JSON? = nil, report: @escaping Report = { _, _ in }) async throws -> Tally {
        var place = try await start(checkpoint)
        let kinds = DuplicateQueue.scanned(workspace.schema)
        while place.kind < kinds.count {
            let (kind, scan) = (kinds[place.kind], place.scan)
            let sources = BlockSource.all(of: kind)
            let common = try await workspace.read(.house) { try CommonValues.of(kind, in: $0) }
            while place.source < sources.count {
                let (here, source, size) = (place, sources[place.source], pageSize)
                let page = try await workspace.read(.house) { transaction in
                    var reader = BlockReader(
                        source: source, scorer: MatchScorer(common: common), transaction: transaction)
                    return try reader.read(from: here, limit: size)
                }
                if !page.pairs.isEmpty {
                    let pairs = page.pairs
                    try await workspace.write(.house, .job) { try FoundPair.keep(pairs, of: kind, scan: scan, in: $0) }
                }
                place = page.next
                try await report(place.tally, place.json)
            }
            try await workspace.write(.house, .job) { try FoundPair.forgetOld(kind, before: scan, in: $0) }
            place.kind += 1
            place.source = 0
        }
        let done = place
        return try await workspace.write(.house, .job) { transaction in
            var tally = done.tally
            // A pair that shares several things was found several times: what counts is what waits.
            tally.pairs = try DuplicateQueue.waiting(in: transaction).reduce(0) { $0 + $1.count }
            try DuplicateScanLog.finish(done.scan, tally, in: transaction)
            return tally
        }
    }

    private func start(_ checkpoint: JSON?) async throws -> ScanPlace {
        if let place = checkpoint.flatMap(ScanPlace.init) { return place }
        return try await workspace.write(.house, .job) { transaction in
            var place = ScanPlace(scan: transaction.ids.next())
            for kind in DuplicateQueue.scanned(transaction.schema) {
                for source in BlockSource.all(of: kind) { place.tally.total += try source.count(in: transaction) }
            }
            try DuplicateScanLog.start(place.scan, in: transaction)
            return place
        }
    }
}

/// How far a scan is.
struct ScanPlace: Sendable {
    let scan: Int64
    var kind = 0
    var source = 0
    /// The value whose block was finished last.
    var last: String?
    /// Inside a block too large for one page: its value, and the name that was compared last.
    var within: (value: String, sound: String, id: Int64)?
    var tally = DuplicateScan.Tally()

    init(scan: Int64) { self.scan = scan }

    init?(_ json: JSON) {
        guard let scan = json["scan"]?.text.flatMap({ Int64($0) }), let kind = json["kind"]?.integer,
            let source = json["source"]?.integer
        else { return nil }
        (self.scan, self.kind, self.source, last) = (scan, Int(kind), Int(source), json["last"]?.text)
        if let value = json["block"]?.text, let sound = json["sound"]?.text,
            let id = json["record"]?.text.flatMap({ Int64($0) })
        {
            within = (value, sound, id)
        }
        func count(_ name: String) -> Int { json[name]?.integer.map { Int($0) } ?? 0 }
        tally = DuplicateScan.Tally(
            passed: count("passed"), total: count("total"), compared: count("compared"), pairs: count("pairs"))
    }

    var json: JSON {
        .record([
            "scan": .text(String(scan)), "kind": .number(String(kind)), "source": .number(String(source)),
            "last": last.map { .text($0) } ?? .null, "block": within.map { .text($0.value) } ?? .null,
            "sound": within.map { .text($0.sound) } ?? .null, "record": within.map { .text(String($0.id)) } ?? .null,
            "passed": .number(String(tally.passed)), "total": .number(String(tally.total)),
            "compared": .number(String(tally.compared)), "pairs": .number(String(tally.pairs)),
        ])
    }
}

/// Values that many records share: a switchboard, an address like `contact@`, the website of a group.
enum CommonValues {
    static func of(_ kind: Kind, in transaction: Transaction) throws -> Set<MatchKeys.Key> {
        var common: Set<MatchKeys.Key> = []
        try transaction.connection.each(
            """
            SELECT key, value FROM match_key WHERE kind = \(kind.name) AND key IN ('email', 'phone', 'domain')
            GROUP BY key, value HAVING COUNT(*) >= \(MatchKeys.commonFrom) LIMIT 200000
            """, [.text, .text]
        ) { row in
            common.insert(MatchKeys.Key(row[0].text ?? "", row[1].text ?? ""))
            return true
        }
        return common
    }
}
