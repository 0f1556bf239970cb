import Records

/// A text with holes that the cells of a line fill: `{opportunity_id} {product}`. `{{` writes a brace.
struct CellTemplate: Sendable {
    enum Piece: Sendable {
        case text(String)
        case column(Int)
    }

    private var pieces: [Piece] = []

    /// `column` finds a column by its name; nil where there is none, which is named in the refusal.
    init(_ text: String, at path: String, column: (String) -> Int?) throws(FieldRefusal) {
        var plain = "", rest = text[...]
        while let character = rest.popFirst() {
            if character == "{" || character == "}", rest.first == character {
                plain.append(character)
                rest.removeFirst()
            } else if character == "{", let end = rest.firstIndex(of: "}") {
                let name = String(rest[..<end])
                guard let index = column(name) else { throw CellTemplate.unknown(name, path) }
                if !plain.isEmpty { pieces.append(.text(plain)) }
                pieces.append(.column(index))
                plain = ""
                rest = rest[end...].dropFirst()
            } else {
                plain.append(character)
            }
        }
        if !plain.isEmpty { pieces.append(.text(plain)) }
    }

    var columns: [Int] { pieces.compactMap { if case .column(let index) = $0 { index } else { nil } } }

    /// Nil where it has holes and none is filled.
    func text(_ cells: [String?]) -> String? {
        var text = "", filled = columns.isEmpty
        for piece in pieces {
            switch piece {
            case .text(let plain): text += plain
            case .column(let index):
                if let cell = cells[index] {
                    text += cell
                    filled = true
                }
            }
        }
        let whole = text.trimmingSpaces
        return filled && !whole.isEmpty ? whole : nil
    }

    private static func unknown(_ name: String, _ path: String) -> FieldRefusal {
        FieldRefusal(
            path, code: "unknown_column", Message("The file has no column “{column}”.", ["column": .text(name)]))
    }
}
