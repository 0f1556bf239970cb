import Records

/// One line of the results: what was done, what it is compared with, the ratio and the promise.
package struct BenchRow: Sendable {
    package enum Unit: String, Sendable {
        case milliseconds = "ms", perSecond = "/s", megabytes = "MB"
    }

    package let work: String
    package let unit: Unit
    package let ours: Spread
    /// What ours is divided by; nil where the figure itself is the promise.
    package let limit: Spread?
    package let limitName: String
    package let goal: String
    /// Whether the goal is met; nil where there is none for this line.
    package let isMet: Bool?
    package let note: String

    /// Time against time: so many times as long at most.
    static func time(
        _ work: String, _ pair: (ours: Spread, raw: Spread), against name: String, atMost factor: Double,
        note: String = ""
    ) -> BenchRow {
        BenchRow(
            work: work, unit: .milliseconds, ours: pair.ours, limit: pair.raw, limitName: name,
            goal: "≤ \(Spread.written(factor)) ×",
            isMet: pair.ours.median <= factor * pair.raw.median, note: note)
    }

    /// Rate against rate: one so-manieth at least.
    static func rate(_ work: String, _ ours: Spread, of hello: Spread, atLeast part: Double, note: String = "")
        -> BenchRow
    {
        BenchRow(
            work: work, unit: .perSecond, ours: ours, limit: hello, limitName: "hello route", goal: "≥ 1/\(Int(part))",
            isMet: ours.median * part >= hello.median, note: note)
    }

    static func figure(_ work: String, _ unit: Unit, _ ours: Spread, atMost: Double, note: String = "") -> BenchRow {
        BenchRow(
            work: work, unit: unit, ours: ours, limit: nil, limitName: "",
            goal: "≤ \(Spread.written(atMost)) \(unit.rawValue)",
            isMet: ours.median <= atMost, note: note)
    }

    package var ratio: Double? { limit.map { ours.median / $0.median } }

    package var markdown: String {
        let ratioText = ratio.map { $0 >= 0.5 ? "× \(Spread.written($0))" : "1/\(Spread.written(1 / $0))" } ?? "–"
        let verdict = isMet.map { $0 ? "yes" : "no" } ?? "–"
        let against = limit.map { "\(figures($0)) \(limitName)" } ?? "–"
        return "| \(work) | \(figures(ours)) | \(against) | \(ratioText) | \(goal) | \(verdict) | \(note) |"
    }

    private func figures(_ spread: Spread) -> String {
        let middle = "\(Spread.written(spread.median)) \(unit.rawValue)"
        return spread.count == 1 ? middle : "\(middle) (\(Spread.written(spread.low))–\(Spread.written(spread.high)))"
    }

    package var json: JSON {
        .record([
            "work": .text(work), "unit": .text(unit.rawValue), "ours": ours.json, "limit": limit?.json ?? .null,
            "against": .text(limitName), "ratio": ratio.map { .number(Spread.written($0)) } ?? .null,
            "goal": .text(goal),
            "is_met": isMet.map { .boolean($0) } ?? .null, "note": .text(note),
        ])
    }
}
