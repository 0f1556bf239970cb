import Records
import Storage

/// Two groups crossed: the values of the first down, those of the second across.
struct SummaryCross: Sendable {
    private(set) var down: [Value] = []
    private(set) var across: [Value] = []
    private var cells: [Pair: Int64] = [:]
    private let isCut: Bool

    private struct Pair: Hashable { let down: Value, across: Value }

    /// Wider than this it is read better line by line.
    static let width = 12

    /// - Parameter shown: the column whose figure stands in the cells.
    init(_ result: ReportResult, shown: Int) {
        isCut = result.isTruncated
        var totals: [Value: Int64] = [:]
        for row in result.rows {
            let figure = row[shown].integer ?? 0
            if cells.updateValue(figure, forKey: Pair(down: row[0], across: row[1])) == nil {
                if totals[row[0]] == nil { down.append(row[0]) }
                totals[row[0], default: 0] += figure
            }
            if !across.contains(row[1]), across.count <= SummaryCross.width { across.append(row[1]) }
        }
        // Days stay in their order; anything else begins with the largest.
        if result.columns[0].span == nil {
            down.sort { (totals[$0] ?? 0, 0) > (totals[$1] ?? 0, 0) }
        } else {
            down.sort { SummaryCross.isBefore($0, $1) }
        }
        if result.columns[1].span != nil { across.sort { SummaryCross.isBefore($0, $1) } }
    }

    /// What is empty comes last.
    private static func isBefore(_ left: Value, _ right: Value) -> Bool {
        guard let first = left.text else { return false }
        return right.text.map { first < $0 } ?? true
    }

    var fits: Bool { !isCut && across.count <= SummaryCross.width }

    func value(_ down: Value, _ across: Value) -> Int64? { cells[Pair(down: down, across: across)] }

    func total(down: Value) -> Int64 { across.reduce(0) { $0 + (value(down, $1) ?? 0) } }

    func total(across: Value) -> Int64 { down.reduce(0) { $0 + (value($1, across) ?? 0) } }
}
