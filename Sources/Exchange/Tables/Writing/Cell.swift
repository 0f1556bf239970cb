import Records

/// One cell of a table that leaves us, still knowing what it is: writers choose how to show it.
package enum Cell: Sendable, Hashable {
    case empty
    case text(String)
    case integer(Int64)
    case number(Exact)
    case money(Money)
    case day(Day)
    case instant(Instant)
    case boolean(Bool)
}
