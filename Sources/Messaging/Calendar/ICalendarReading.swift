import Foundation

/// One line of a calendar: `ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@example.com`.
struct ICalendarLine {
    let name: String
    private(set) var parameters: [String: String] = [:]
    let value: String

    /// Nil where the line is none: programs leave such behind, and nothing is lost with them.
    init?(_ line: Substring) {
        var rest = line[...]
        func take(until stops: Set<Character>) -> String {
            let taken = rest.prefix { !stops.contains($0) }
            rest = rest.dropFirst(taken.count)
            return String(taken)
        }
        name = take(until: [";", ":"]).uppercased()
        guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else { return nil }
        while rest.first == ";" {
            rest = rest.dropFirst()
            let key = take(until: ["=", ";", ":"]).uppercased()
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            var text = ""
            // A list of values, each perhaps in quotes, in which colons and semicolons stand for themselves.
            while let next = rest.first, next != ";", next != ":" {
                if next == "\"" {
                    rest = rest.dropFirst()
                    text += take(until: ["\""])
                    rest = rest.dropFirst()
                } else {
                    text += take(until: ["\"", ";", ":"])
                }
            }
            parameters[key] = ICalendarText.plainParameter(text)
        }
        guard rest.first == ":" else { return nil }
        value = String(rest.dropFirst())
    }
}

/// A component of a calendar with its lines and those within: `VEVENT`, `VTIMEZONE`.
struct ICalendarBlock {
    let name: String
    var lines: [ICalendarLine] = []
    var blocks: [ICalendarBlock] = []

    func first(_ name: String) -> ICalendarLine? { lines.first { $0.name == name } }
    func text(_ name: String) -> String? {
        first(name).map { ICalendarText.plain($0.value) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// Takes a calendar apart, whoever wrote it: tolerant of what programs do, firm about size and depth.
struct ICalendarReader {
    static let maximumBytes = 1_000_000, maximumLines = 20_000, maximumDepth = 6, maximumLineBytes = 65_536

    /// The outermost `VCALENDAR`.
    static func read(_ text: String) throws(ICalendarProblem) -> ICalendarBlock {
        guard text.utf8.count <= maximumBytes else { throw .tooLarge }
        var stack: [ICalendarBlock] = []
        for row in try rows(text) {
            guard let line = ICalendarLine(row[...]) else { continue }
            let value = line.value.trimmingCharacters(in: .whitespaces).uppercased()
            if line.name == "BEGIN" {
                guard stack.count < maximumDepth else { throw .tooDeep }
                guard !stack.isEmpty || value == "VCALENDAR" else { throw .noCalendar }
                stack.append(ICalendarBlock(name: value))
            } else if line.name == "END" {
                guard let done = stack.popLast(), done.name == value else { throw .broken }
                if stack.isEmpty { return done }
                stack[stack.count - 1].blocks.append(done)
            } else if !stack.isEmpty {
                stack[stack.count - 1].lines.append(line)
            }
        }
        throw stack.isEmpty ? .noCalendar : .broken
    }

    /// Lines put together again where they were folded. Ends of lines are as the program liked them.
    private static func rows(_ text: String) throws(ICalendarProblem) -> [String] {
        var rows: [[UInt8]] = []
        for part in text.utf8.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
            guard let first = part.first else { continue }
            let isContinued = (first == 32 || first == 9) && !rows.isEmpty
            if isContinued {
                guard rows[rows.count - 1].count + part.count <= maximumLineBytes else { throw .tooLarge }
                rows[rows.count - 1] += part.dropFirst()
            } else {
                guard rows.count < maximumLines, part.count <= maximumLineBytes else { throw .tooLarge }
                rows.append(Array(part))
            }
        }
        // A byte order mark before the first word.
        if let first = rows.first, first.starts(with: [0xEF, 0xBB, 0xBF]) { rows[0] = Array(first.dropFirst(3)) }
        return rows.map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Why a text cannot be read as a calendar.
package enum ICalendarProblem: Error, Sendable {
    case noCalendar, broken, tooLarge, tooDeep, tooManyEvents
}
