/// A piece of a page that comes again and again with other words in it: written once with marks where those words go,
/// then copied between them.
///
///     let stencil = Stencil { html in html.a(Stencil.mark(0), .href("/accounts/" + Stencil.mark(1))) }
///     stencil.write(to: &html) { hole, html in hole == 0 ? html.text(name) : html.quoted(id) }
package struct Stencil: Sendable {
    private struct Hole: Sendable {
        let place: Int
        let number: Int
    }

    private var bytes: [UInt8] = []
    private var holes: [Hole] = []

    package init(sprite: String = HTML.plainSprite, _ write: (inout HTML) -> Void) {
        var html = HTML(sprite: sprite)
        write(&html)
        cut(html.bytes)
    }

    /// Stands for what is not known yet, in a text or in the value of an attribute. Nobody can type it: it holds a
    /// word that this process made up when it started.
    package static func mark(_ number: Int) -> String { "\(opening)\(number);" }

    private static let opening = "hole-\(String(UInt64.random(in: 1 << 60 ... .max), radix: 36))-"

    private mutating func cut(_ marked: [UInt8]) {
        let opening = Array(Stencil.opening.utf8)
        var at = 0
        while at < marked.count {
            guard marked[at] == opening[0], marked[at...].starts(with: opening),
                let end = marked[at...].firstIndex(of: UInt8(ascii: ";")),
                let number = Int(String(decoding: marked[at + opening.count..<end], as: UTF8.self))
            else {
                bytes.append(marked[at])
                at += 1
                continue
            }
            holes.append(Hole(place: bytes.count, number: number))
            at = end + 1
        }
    }

    /// Writes the piece; `fill` writes what belongs into each hole: `text` between tags, `quoted` inside an attribute.
    package func write(to html: inout HTML, _ fill: (Int, inout HTML) -> Void) {
        var start = 0
        for hole in holes {
            html.append(bytes[start..<hole.place])
            fill(hole.number, &html)
            start = hole.place
        }
        html.append(bytes[start...])
    }
}
