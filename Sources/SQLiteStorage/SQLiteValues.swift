import Foundation
import GRDBSQLite
import Records
import Storage

private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// Binds the values to the numbered places of a statement.
func bind(_ values: [Value], to statement: OpaquePointer) throws {
    let places = sqlite3_bind_parameter_count(statement)
    guard places <= values.count else {
        throw DatabaseError(kind: .other, message: "the statement has \(places) places for \(values.count) values")
    }
    for (index, value) in values.enumerated() {
        let place = CInt(index + 1)
        let code =
            switch value {
            case .null: sqlite3_bind_null(statement, place)
            case .integer(let number): sqlite3_bind_int64(statement, place, number)
            case .boolean(let truth): sqlite3_bind_int64(statement, place, truth ? 1 : 0)
            case .text(let text): try bind(text, to: statement, place)
            case .day(let day): try withISOText(of: day) { bind($0, to: statement, place) }
            case .instant(let instant): try withISOText(of: instant) { bind($0, to: statement, place) }
            case .bytes(let bytes):
                bytes.isEmpty
                    ? sqlite3_bind_zeroblob(statement, place, 0)
                    : sqlite3_bind_blob64(statement, place, bytes, sqlite3_uint64(bytes.count), transient)
            }
        guard code == SQLITE_OK else {
            throw DatabaseError(
                kind: .other, message: "value \(place) cannot be bound: \(String(cString: sqlite3_errstr(code)))")
        }
    }
}

private func bind(_ text: String, to statement: OpaquePointer, _ place: CInt) throws -> CInt {
    var text = text
    return try text.withUTF8 { bytes in
        guard let start = bytes.baseAddress else { return sqlite3_bind_text(statement, place, "", 0, transient) }
        guard memchr(start, 0, bytes.count) == nil else {
            throw DatabaseError(kind: .other, message: "text may not contain the character NUL")
        }
        return bind(bytes, to: statement, place)
    }
}

private func bind(_ bytes: UnsafeBufferPointer<UInt8>, to statement: OpaquePointer, _ place: CInt) -> CInt {
    bytes.withMemoryRebound(to: CChar.self) { chars in
        sqlite3_bind_text(statement, place, chars.baseAddress, CInt(chars.count), transient)
    }
}

/// The current row of a stepped statement.
func readRow(_ statement: OpaquePointer, _ types: [ColumnType]) throws -> [Value] {
    try [Value](unsafeUninitializedCapacity: types.count) { row, count in
        for type in types {
            (row.baseAddress! + count).initialize(to: try readColumn(statement, CInt(count), type))
            count += 1
        }
    }
}

private func readColumn(_ statement: OpaquePointer, _ column: CInt, _ type: ColumnType) throws -> Value {
    let held = sqlite3_column_type(statement, column)
    switch (type, held) {
    case (_, SQLITE_NULL): return .null
    case (.integer, SQLITE_INTEGER): return .integer(sqlite3_column_int64(statement, column))
    case (.text, SQLITE_TEXT), (.text, SQLITE_INTEGER), (.text, SQLITE_FLOAT):
        return .text(String(decoding: textBytes(statement, column), as: UTF8.self))
    case (.boolean, SQLITE_INTEGER): return .boolean(sqlite3_column_int64(statement, column) != 0)
    case (.day, SQLITE_TEXT):
        if let day = dayFromISO(textBytes(statement, column)) { return .day(day) }
    case (.instant, SQLITE_TEXT):
        if let instant = instantFromISO(textBytes(statement, column)) { return .instant(instant) }
    case (.bytes, SQLITE_BLOB):
        let count = Int(sqlite3_column_bytes(statement, column))
        return .bytes([UInt8](UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, column), count: count)))
    case (.integer, SQLITE_FLOAT):
        if let whole = Int64(exactly: sqlite3_column_double(statement, column)) { return .integer(whole) }
    case (.integer, SQLITE_TEXT):
        if let number = Int64(String(decoding: textBytes(statement, column), as: UTF8.self)) { return .integer(number) }
    default: break
    }
    let name = sqlite3_column_name(statement, column).map { String(cString: $0) } ?? "\(column + 1)"
    let kinds = [SQLITE_INTEGER: "an integer", SQLITE_FLOAT: "a real", SQLITE_TEXT: "a text", SQLITE_BLOB: "bytes"]
    throw DatabaseError(
        kind: .other, message: "column \(name) holds \(kinds[held] ?? "something else"), which is no \(type)")
}

private func textBytes(_ statement: OpaquePointer, _ column: CInt) -> UnsafeBufferPointer<UInt8> {
    // The text first: asking for it may convert, and changes the length.
    let start = sqlite3_column_text(statement, column)
    return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
}
