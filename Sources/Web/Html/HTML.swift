/// A page, or a piece of one, being written: bytes that grow, text and attributes always escaped.
///
///     var html = HTML()
///     html.div(.class("card")) { html in
///         html.h2(account.name)
///         html.a(t("Open"), .href("/accounts/\(account.id)"))
///     }
package struct HTML: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// Where the icons are; their address carries their version.
    let sprite: String

    package static let plainSprite = "/vendor/icons.svg"

    package init(sprite: String = HTML.plainSprite, capacity: Int = 4096) {
        self.sprite = sprite
        bytes.reserveCapacity(capacity)
    }

    package var string: String { String(decoding: bytes, as: UTF8.self) }

    /// Text between tags.
    package mutating func text(_ text: String) { escape(text, quotes: false) }

    /// Text inside the quotes of an attribute: what fills a hole of a `Stencil` there.
    mutating func quoted(_ text: String) { escape(text, quotes: true) }

    /// A piece written earlier by the same means.
    package mutating func append(_ piece: HTML) { bytes += piece.bytes }

    mutating func append(_ piece: ArraySlice<UInt8>) { bytes.append(contentsOf: piece) }

    /// `<name …>content</name>`
    package mutating func element(_ name: StaticString, _ attributes: [Attribute], _ content: (inout HTML) -> Void) {
        open(name, attributes)
        content(&self)
        close(name)
    }

    /// `<name …>text</name>`
    package mutating func element(_ name: StaticString, _ attributes: [Attribute], text: String) {
        open(name, attributes)
        self.text(text)
        close(name)
    }

    /// `<name …>`: the start of an element, or the whole of one that has no content (`input`, `br`).
    package mutating func open(_ name: StaticString, _ attributes: [Attribute] = []) {
        bytes.append(UInt8(ascii: "<"))
        raw(name)
        for attribute in attributes { write(attribute) }
        bytes.append(UInt8(ascii: ">"))
    }

    package mutating func close(_ name: StaticString) {
        raw("</")
        raw(name)
        bytes.append(UInt8(ascii: ">"))
    }

    /// Data for our scripts, never run by the browser: `<script type="application/json" id="…">`.
    package mutating func data(id: String, json: [UInt8]) {
        open("script", [.type("application/json"), .id(id)])
        // A JSON text may write “<” as an escape, and then nothing in it can end the element.
        for byte in json {
            if byte == UInt8(ascii: "<") { raw("\\u003c") } else { bytes.append(byte) }
        }
        close("script")
    }

    /// Our own markup, known when compiling.
    package mutating func raw(_ markup: StaticString) {
        markup.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func write(_ attribute: Attribute) {
        guard attribute.isPresent else { return }
        bytes.append(UInt8(ascii: " "))
        raw(attribute.prefix)
        raw(attribute.name)
        guard let value = attribute.value else { return }
        raw("=\"")
        escape(value, quotes: true)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Copies text in runs between the few bytes that mean something in HTML. Control characters, which HTML forbids,
    /// become the replacement character.
    private mutating func escape(_ text: String, quotes: Bool) {
        var text = text
        text.withUTF8 { buffer in
            var start = 0
            for index in 0..<buffer.count where HTML.isSpecial(buffer[index]) {
                guard let escaped = HTML.escaped(buffer[index], quotes: quotes) else { continue }
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[start..<index]))
                raw(escaped)
                start = index + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[start...]))
        }
    }

    /// One bit for each byte up to “>” that may need an escape; ordinary letters leave at once.
    private static let specialBytes: UInt64 =
        0xffff_ffff & ~(1 << 9 | 1 << 10 | 1 << 13) | 1 << 34 | 1 << 38 | 1 << 60 | 1 << 62

    @inline(__always)
    private static func isSpecial(_ byte: UInt8) -> Bool { byte <= 62 && specialBytes >> UInt64(byte) & 1 == 1 }

    private static func escaped(_ byte: UInt8, quotes: Bool) -> StaticString? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): quotes ? "&quot;" : nil
        default: "\u{fffd}"
        }
    }
}
