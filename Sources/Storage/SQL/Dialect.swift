import Records

/// Which database runs the SQL, and the few words in which the two differ.
package enum Dialect: String, Sendable, CaseIterable {
    case sqlite
    case postgres

    /// SQLite's places go by their order: with numbers, it looks through all earlier ones for each (measured: a third
    /// of an import).
    package func placeholder(_ number: Int) -> String { self == .sqlite ? "?" : "$\(number)" }

    /// How a column of this type is declared. SQLite tables are STRICT.
    package func declaration(of type: ColumnType) -> String {
        switch (self, type) {
        case (.sqlite, .integer), (.sqlite, .boolean): "INTEGER"
        case (.sqlite, .text), (.sqlite, .day), (.sqlite, .instant): "TEXT"
        case (.sqlite, .bytes): "BLOB"
        case (.postgres, .integer): "BIGINT"
        case (.postgres, .boolean): "BOOLEAN"
        case (.postgres, .text): "TEXT COLLATE \"C\""
        case (.postgres, .day): "DATE"
        case (.postgres, .instant): "TIMESTAMPTZ"
        case (.postgres, .bytes): "BYTEA"
        }
    }

    package var tableSuffix: String { self == .sqlite ? " STRICT" : "" }

    /// At most this many values are bound in one statement (SQLite 32,766, PostgreSQL 65,535).
    package var valueLimit: Int { 30_000 }

    /// A query for the members of a set that was bound as text.
    func setQuery(of member: Value, place: String) -> String {
        switch self {
        case .sqlite: "SELECT value FROM json_each(\(place))"
        case .postgres: "SELECT unnest(CAST(\(place) AS \(member.integer == nil ? "text" : "bigint")[]))"
        }
    }

    /// SQLite reads a JSON array, PostgreSQL its own array notation.
    func setText(_ members: [Value]) -> String {
        var text = self == .sqlite ? "[" : "{"
        for (index, member) in members.enumerated() {
            if index > 0 { text += "," }
            switch (member, self) {
            case (.integer(let number), _): text += String(number)
            case (.text(let member), .sqlite): text += JSON.text(member).string
            case (.text(let member), .postgres): text += Dialect.arrayMember(member)
            default: preconditionFailure("a set holds whole numbers or texts")
            }
        }
        return text + (self == .sqlite ? "]" : "}")
    }

    private static func arrayMember(_ text: String) -> String {
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(byte)
        }
        return String(decoding: bytes + [UInt8(ascii: "\"")], as: UTF8.self)
    }
}
