import Records

/// Rows as JSON objects, in an array or one a line; values as the API writes them.
package struct JSONTableWriter: TableWriter {
    private let isArray: Bool
    private var columns: [String] = []
    private var isFirst = true

    package init(isArray: Bool) { self.isArray = isArray }

    package mutating func begin(_ columns: [String], into out: inout [UInt8]) {
        self.columns = columns
        if isArray { out.append(UInt8(ascii: "[")) }
    }

    package mutating func write(_ cells: [Cell], into out: inout [UInt8]) {
        if isArray { out += Array((isFirst ? "\n" : ",\n").utf8) }
        isFirst = false
        JSON.object(zip(columns, cells).map { JSON.Member($0, $1.json) }).write(to: &out)
        if !isArray { out.append(10) }
    }

    package mutating func end(into out: inout [UInt8]) {
        if isArray { out += Array("\n]\n".utf8) }
    }
}

extension Cell {
    fileprivate var json: JSON {
        switch self {
        case .empty: .null
        case .text(let text): .text(text)
        case .integer(let number): .number(String(number))
        case .number(let number): .text(number.text)
        case .money(let money): .record(["amount": .text(money.amount), "currency": .text(money.currency)])
        case .day(let day): .text(day.iso)
        case .instant(let instant): .text(instant.iso)
        case .boolean(let truth): .boolean(truth)
        }
    }
}
