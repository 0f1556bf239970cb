import Foundation
import Records

/// How a column writes what it holds: its mark, its order of days, its word for nothing.
package struct CellStyle: Sendable, Hashable {
    package var mark: DecimalMark
    package var order: DayOrder
    /// Days are Excel's day numbers.
    package var hasSerialDays = false
    package var zone: TimeZone
    package var currency: String
    /// Texts that stand for an empty cell, such as `NULL`.
    package var emptyWords: Set<String> = []

    package init(
        mark: DecimalMark = .comma, order: DayOrder = .dayMonthYear, zone: TimeZone = .gmt, currency: String = "EUR"
    ) {
        self.mark = mark
        self.order = order
        self.zone = zone
        self.currency = currency
    }

    /// What people here write when nothing tells otherwise.
    package static let french = CellStyle()
    package static let american = CellStyle(mark: .point, order: .monthDayYear, currency: "USD")

    /// The text of a cell without white space around it; nil when it is empty.
    package func text(_ cell: String) -> String? {
        let text = cell.trimmingSpaces
        return text.isEmpty || emptyWords.contains(text) ? nil : text
    }

    package func exact(_ cell: String) -> Exact? { Exact(cell: cell, mark: mark) }
    package func integer(_ cell: String) -> Int64? { Int64(cell: cell, mark: mark) }
    package func money(_ cell: String) -> Money? { Money(cell: cell, mark: mark, currency: currency) }
    package func instant(_ cell: String) -> Instant? { Instant(cell: cell, order: order, zone: zone) }
    package func boolean(_ cell: String) -> Bool? { Bool(cell: cell) }

    package func day(_ cell: String) -> Day? {
        if hasSerialDays, let day = Day(serial: cell.trimmingSpaces) { return day }
        return Day(cell: cell, order: order)
    }
}
