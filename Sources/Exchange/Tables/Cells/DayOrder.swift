/// In which order a file writes the parts of a day.
package enum DayOrder: String, Sendable, CaseIterable {
    case dayMonthYear = "dmy"
    case monthDayYear = "mdy"
    case yearMonthDay = "ymd"
}

/// What stands before the decimals: `12,5` or `12.5`.
package enum DecimalMark: String, Sendable, CaseIterable {
    case comma = ","
    case point = "."

    var other: DecimalMark { self == .comma ? .point : .comma }
}
