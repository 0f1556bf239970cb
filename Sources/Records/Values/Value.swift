/// What one database column holds, the same in SQLite and PostgreSQL.
///
/// Surfaces never guess: a `FieldSpec` says how its columns are to be read (money is an integer and a text,
/// an exact decimal is an integer of millionths).
package enum Value: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)
    case boolean(Bool)
    case day(Day)
    case instant(Instant)
    case bytes([UInt8])

    package var isNull: Bool { self == .null }

    package var integer: Int64? { if case .integer(let number) = self { number } else { nil } }
    package var text: String? { if case .text(let text) = self { text } else { nil } }
    package var boolean: Bool? { if case .boolean(let truth) = self { truth } else { nil } }
    package var day: Day? { if case .day(let day) = self { day } else { nil } }
    package var instant: Instant? { if case .instant(let instant) = self { instant } else { nil } }
    package var bytes: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
}

/// The type of a column, from which each backend chooses its own and by which it reads values back.
package enum ColumnType: Sendable, Hashable {
    case integer, text, boolean, day, instant, bytes
}
