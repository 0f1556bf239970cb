import Records

/// A piece of SQL with its values: text is written once for both databases, every interpolated value is bound.
///
///     "SELECT name FROM account WHERE id = \(id)"           bound
///     "ORDER BY \(name: column)"                            a quoted identifier
///     "\(first) UNION ALL \(second)"                        composition
package struct SQL: Sendable, ExpressibleByStringInterpolation {
    package enum Piece: Sendable {
        case text(String)
        case bound(Value)
        /// Whole numbers, or texts, for `IN (…)`: bound as one value, whatever their number.
        case set([Value])
    }
    package private(set) var pieces: [Piece]

    package init(pieces: [Piece] = []) { self.pieces = pieces }
    package init(stringLiteral text: String) { pieces = [.text(text)] }
    package init(stringInterpolation interpolation: Interpolation) { pieces = interpolation.pieces }
    /// SQL text made by us at run time (never from a person's words).
    package init(text: String) { pieces = [.text(text)] }

    package struct Interpolation: StringInterpolationProtocol {
        var pieces: [Piece] = []
        package init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(interpolationCount * 2 + 1)
        }
        package mutating func appendLiteral(_ text: String) { if !text.isEmpty { pieces.append(.text(text)) } }
        package mutating func appendInterpolation(_ value: Value) { pieces.append(.bound(value)) }
        package mutating func appendInterpolation(_ number: Int64) { pieces.append(.bound(.integer(number))) }
        package mutating func appendInterpolation(_ number: Int) { pieces.append(.bound(.integer(Int64(number)))) }
        package mutating func appendInterpolation(_ text: String) { pieces.append(.bound(.text(text))) }
        package mutating func appendInterpolation(_ text: String?) {
            pieces.append(.bound(text.map(Value.text) ?? .null))
        }
        package mutating func appendInterpolation(_ number: Int64?) {
            pieces.append(.bound(number.map(Value.integer) ?? .null))
        }
        package mutating func appendInterpolation(_ instant: Instant) { pieces.append(.bound(.instant(instant))) }
        package mutating func appendInterpolation(_ day: Day) { pieces.append(.bound(.day(day))) }
        package mutating func appendInterpolation(_ truth: Bool) { pieces.append(.bound(.boolean(truth))) }
        package mutating func appendInterpolation<Model>(_ id: ID<Model>) { pieces.append(.bound(.integer(id.number))) }
        package mutating func appendInterpolation(_ sql: SQL) { pieces += sql.pieces }
        package mutating func appendInterpolation(name: String) { pieces.append(.text(SQL.quoted(name))) }
    }

    package var isEmpty: Bool { pieces.isEmpty }

    package static func += (left: inout SQL, right: SQL) { left.pieces += right.pieces }

    package mutating func bind(_ value: Value) { pieces.append(.bound(value)) }
    package mutating func write(_ text: String) { pieces.append(.text(text)) }

    /// The parts with `separator` between them.
    package static func joined(_ parts: [SQL], _ separator: String) -> SQL {
        var out = SQL()
        for (index, part) in parts.enumerated() {
            if index > 0 { out.write(separator) }
            out.pieces += part.pieces
        }
        return out
    }

    /// `a, b, c` with every value bound. Of nothing it is NULL, which no value equals: PostgreSQL knows no `IN ()`.
    package static func list(_ values: some Sequence<Value>) -> SQL {
        let places = values.map { "\($0)" as SQL }
        return places.isEmpty ? "NULL" : joined(places, ", ")
    }

    package static func list(_ numbers: some Sequence<Int64>) -> SQL { list(numbers.map(Value.integer)) }

    /// The same for many: one bound value, so that the statement's text and plan stay the same however many there are.
    package static func set(_ numbers: some Collection<Int64>) -> SQL { set(numbers.map(Value.integer)) }

    package static func set(_ values: some Collection<Value>) -> SQL {
        let alike =
            values.allSatisfy { $0.integer != nil } || values.allSatisfy { $0.text?.utf8.contains(0) == false }
        return values.isEmpty || !alike ? list(values) : SQL(pieces: [.set(Array(values))])
    }

    package static func names(_ names: some Sequence<String>) -> SQL {
        SQL(text: names.map(quoted).joined(separator: ", "))
    }

    package static func quoted(_ name: String) -> String {
        let isPlain = !name.utf8.contains(UInt8(ascii: "\""))
        return "\"" + (isPlain ? name : name.replacing("\"", with: "\"\"")) + "\""
    }

    /// The text with numbered places and the values in order.
    package func rendered(for dialect: Dialect) -> (text: String, values: [Value]) {
        var text = ""
        var values: [Value] = []
        for piece in pieces {
            switch piece {
            case .text(let part): text += part
            case .bound(let value):
                values.append(value)
                text += dialect.placeholder(values.count)
            case .set(let members):
                values.append(.text(dialect.setText(members)))
                text += dialect.setQuery(of: members[0], place: dialect.placeholder(values.count))
            }
        }
        return (text, values)
    }
}
