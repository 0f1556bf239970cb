import Records

/// Words with places to fill: `{contact.first_name}`, or `{contact.first_name|Madam, Sir}` with what stands there where
/// nothing is known. `{{` is a brace that means nothing.
package struct MergeText: Sendable, Hashable {
    package enum Piece: Sendable, Hashable {
        case text(String)
        case place(String, fallback: String?)
    }

    package let pieces: [Piece]

    package init(_ typed: String) {
        var pieces: [Piece] = [], plain = "", rest = typed[...]
        func close() {
            if !plain.isEmpty { pieces.append(.text(plain)) }
            plain = ""
        }
        while let first = rest.first {
            if rest.hasPrefix("{{") {
                plain.append("{")
                rest = rest.dropFirst(2)
            } else if first == "{", let (place, after) = MergeText.place(rest) {
                close()
                pieces.append(place)
                rest = after
            } else {
                plain.append(first)
                rest = rest.dropFirst()
            }
        }
        close()
        self.pieces = pieces
    }

    /// Letters, figures, `_` and `.` up to a brace or a bar: anything else in braces is what it looks like.
    private static func place(_ rest: Substring) -> (Piece, Substring)? {
        let inside = rest.dropFirst()
        let path = inside.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
        let after = inside[path.endIndex...]
        guard !path.isEmpty, path.first?.isLetter == true else { return nil }
        if after.first == "}" { return (.place(path.lowercased(), fallback: nil), after.dropFirst()) }
        guard after.first == "|", let end = after.firstIndex(of: "}") else { return nil }
        let fallback = String(after[after.index(after: after.startIndex)..<end])
        return (.place(path.lowercased(), fallback: fallback), after[after.index(after: end)...])
    }

    /// The fields it asks for.
    package var paths: [String] {
        pieces.compactMap { if case .place(let path, _) = $0 { path } else { nil } }
    }
}
