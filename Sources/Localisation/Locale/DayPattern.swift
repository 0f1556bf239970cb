/// How a day is laid out, `{weekday} {d} {month} {yyyy}`, taken apart once: lists write many days.
struct DayPattern: Sendable, ExpressibleByStringLiteral {
    enum Piece: Sendable {
        case words(String)
        case part(Part)
    }

    enum Part: String, Sendable {
        /// Two digits, or a number whose first has its own form (`1er`).
        case twoDigitDay = "dd", day = "d"
        case twoDigitMonth = "mm", shortMonth = "mon", month
        case year = "yyyy", weekday
    }

    let pieces: [Piece]

    init(stringLiteral text: String) {
        var pieces: [Piece] = []
        for (index, run) in text.split(separator: "{", omittingEmptySubsequences: false).enumerated() {
            guard index > 0, let closing = run.firstIndex(of: "}"), let part = Part(rawValue: String(run[..<closing]))
            else {
                pieces.append(.words(String(run)))
                continue
            }
            pieces.append(.part(part))
            let rest = run[run.index(after: closing)...]
            if !rest.isEmpty { pieces.append(.words(String(rest))) }
        }
        self.pieces = pieces
    }
}
