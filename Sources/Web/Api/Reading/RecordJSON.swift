import Records
import Storage

/// How the records of one kind are written for one viewer: which fields, under which keys, from which columns. Worked
/// out once for a list, then applied to every row.
struct RecordJSON {
    private enum Style { case text, number, identifier, exact, money, boolean, day, instant, reference }

    /// Plain numbers only: every field of every record goes through one.
    private struct Piece {
        /// Where its `,"name":` stands among the keys.
        let keyStart: Int
        let keyEnd: Int
        let column: Int
        let style: Style
    }

    /// The fields of a record or a part, and the text before each.
    private struct Pieces {
        private(set) var list: [Piece] = []
        private(set) var keys: [UInt8] = []
        private(set) var names: [String] = []

        mutating func add(_ field: FieldSpec, column: Int) {
            let start = keys.count
            keys += RecordJSON.key(field.name)
            names.append(field.name)
            list.append(
                Piece(keyStart: start, keyEnd: keys.count, column: column, style: RecordJSON.style(of: field.shape)))
        }
    }

    /// A linked record, written in full.
    private struct Linked {
        let writer: RecordJSON
        let records: [Int64: Record]
    }

    private struct PartPiece {
        let key: [UInt8]
        let name: String
        let pieces: Pieces
    }

    private let pieces: Pieces
    private let parts: [PartPiece]
    /// How linked records are written in place of their identifiers, by the link's column.
    private let linked: [Int: Linked]

    var needsParts: Bool { !parts.isEmpty }

    /// - Parameter only: the fields to write beside the id; nil for all.
    init(_ kind: Kind, viewer: Viewer, only: Set<String>? = nil, withParts: Bool = true) {
        var pieces = Pieces()
        for (index, field) in kind.fields.enumerated() where index > 0 && only?.contains(field.name) ?? true {
            if viewer.sees(field, of: kind) { pieces.add(field, column: kind.offsets[index]) }
        }
        self.pieces = pieces
        let shown = kind.parts.filter {
            withParts && viewer.sees(part: $0.name, of: kind) && only?.contains($0.name) ?? true
        }
        parts = shown.map { part in
            var pieces = Pieces()
            var column = 0
            for field in part.kind.declared {
                if viewer.sees(field, of: part.kind) { pieces.add(field, column: column) }
                column += field.columns.count
            }
            return PartPiece(key: RecordJSON.key(part.name), name: part.name, pieces: pieces)
        }
        linked = [:]
    }

    private init(_ other: RecordJSON, linked: [Int: Linked]) {
        pieces = other.pieces
        parts = other.parts
        self.linked = linked
    }

    /// The same with links replaced by the records they lead to, where the viewer sees them: one query a link.
    func including(_ links: [String], of kind: Kind, in records: [Record], _ transaction: Transaction) throws
        -> RecordJSON
    {
        var linked = linked
        for link in links {
            guard let place = pieces.names.firstIndex(of: link), let target = kind[link]?.shape.linkTarget
            else { continue }
            let other = transaction.schema.kind(target), column = pieces.list[place].column
            let ids = Set(records.compactMap { $0.values[column].integer })
            var found: [Int64: Record] = [:]
            if !ids.isEmpty, !transaction.viewer.grants(for: target).isEmpty {
                let wanted = Condition.test(path: ["id"], .among(ids.sorted().map { .number(String($0)) }))
                var query = ListQuery(wanted, limit: ids.count)
                query.withParts = false
                for record in try transaction.page(other, query).records { found[record.id] = record }
            }
            linked[column] = Linked(
                writer: RecordJSON(other, viewer: transaction.viewer, withParts: false), records: found)
        }
        return RecordJSON(self, linked: linked)
    }

    func write(_ record: Record, to out: inout [UInt8]) {
        out.write("{\"id\":\"")
        out.write(decimal: record.id)
        out.append(UInt8(ascii: "\""))
        write(pieces, record.values, to: &out)
        for part in parts {
            out.append(contentsOf: part.key)
            out.append(UInt8(ascii: "["))
            for (index, row) in (record.parts[part.name] ?? []).enumerated() {
                out.write(index == 0 ? "{\"id\":\"" : ",{\"id\":\"")
                out.write(decimal: row.id)
                out.append(UInt8(ascii: "\""))
                write(part.pieces, row.values, to: &out)
                out.append(UInt8(ascii: "}"))
            }
            out.append(UInt8(ascii: "]"))
        }
        out.append(UInt8(ascii: "}"))
    }

    private func write(_ pieces: Pieces, _ values: [Value], to out: inout [UInt8]) {
        pieces.keys.withUnsafeBufferPointer { keys in
            for piece in pieces.list {
                out.append(contentsOf: UnsafeBufferPointer(rebasing: keys[piece.keyStart..<piece.keyEnd]))
                write(piece, values, to: &out)
            }
        }
    }

    private func write(_ piece: Piece, _ values: [Value], to out: inout [UInt8]) {
        switch (piece.style, values[piece.column]) {
        case (.text, .text(let text)): out.write(quoted: text)
        case (.number, .integer(let number)): out.write(decimal: number)
        case (.identifier, .integer(let id)):
            if !linked.isEmpty, let linked = linked[piece.column] { return write(id, linked, to: &out) }
            out.append(UInt8(ascii: "\""))
            out.write(decimal: id)
            out.append(UInt8(ascii: "\""))
        case (.boolean, .boolean(let truth)): out.write(truth ? "true" : "false")
        case (.day, .day(let day)): out.write(quoted: day)
        case (.instant, .instant(let instant)): out.write(quoted: instant)
        case (.exact, .integer(let millionths)): out.write(quoted: Exact(millionths: millionths).text)
        case (.money, .integer(let minor)):
            let money = Money(minor: minor, currency: values[piece.column + 1].text ?? "")
            out.write("{\"amount\":")
            out.write(quoted: money.amount)
            out.write(",\"currency\":")
            out.write(quoted: money.currency)
            out.append(UInt8(ascii: "}"))
        case (.reference, .text(let kind)):
            out.write("{\"kind\":")
            out.write(quoted: kind)
            out.write(",\"id\":\"")
            out.write(decimal: values[piece.column + 1].integer ?? 0)
            out.write("\"}")
        default: out.write("null")
        }
    }

    /// A linked record the viewer does not see stays an id, in an object all the same.
    private func write(_ id: Int64, _ linked: Linked, to out: inout [UInt8]) {
        if let record = linked.records[id] { return linked.writer.write(record, to: &out) }
        out.write("{\"id\":\"")
        out.write(decimal: id)
        out.write("\"}")
    }

    private static func style(of shape: Shape) -> Style {
        switch shape {
        case .text, .longText, .email, .phone, .url, .choice: .text
        case .integer: .number
        case .exact: .exact
        case .money: .money
        case .boolean: .boolean
        case .day: .day
        case .instant: .instant
        case .link: .identifier
        case .reference: .reference
        }
    }

    private static func key(_ name: String) -> [UInt8] { Array(",\"\(name)\":".utf8) }
}
