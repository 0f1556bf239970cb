import Records
import Web

/// The words of a letter as somebody typed them, with a few marks: `**bold**`, `*italic*`, `[words](https://…)`, lists
/// of lines that begin with `- ` or `1. `, quotations with `> `. What is written here is what everybody receives, as
/// plain text and as HTML of our own: nothing typed is ever taken for HTML.
package struct MailText: Sendable, Hashable {
    enum Block: Sendable, Hashable {
        case paragraph([String])
        case bullets([String])
        case numbers([String])
        case quotation([String])
    }

    let blocks: [Block]

    package init(_ typed: String) {
        var blocks: [Block] = [], isOpen = false
        for line in typed.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false) {
            let text = String(line)
            if text.trimmingWhitespace().isEmpty {
                isOpen = false
                continue
            }
            let next = MailText.block(text)
            if isOpen, let last = blocks.last, let joined = MailText.joined(last, next) {
                blocks[blocks.count - 1] = joined
            } else {
                blocks.append(next)
            }
            isOpen = true
        }
        self.blocks = blocks
    }

    private static func block(_ line: String) -> Block {
        if line.hasPrefix("- ") || line.hasPrefix("• ") { return .bullets([String(line.dropFirst(2))]) }
        if line.hasPrefix(">") { return .quotation([String(line.dropFirst(line.hasPrefix("> ") ? 2 : 1))]) }
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        if (1...3).contains(digits.count), line.dropFirst(digits.count).hasPrefix(". ") {
            return .numbers([String(line.dropFirst(digits.count + 2))])
        }
        return .paragraph([line])
    }

    private static func joined(_ first: Block, _ second: Block) -> Block? {
        switch (first, second) {
        case (.paragraph(let lines), .paragraph(let more)): .paragraph(lines + more)
        case (.bullets(let lines), .bullets(let more)): .bullets(lines + more)
        case (.numbers(let lines), .numbers(let more)): .numbers(lines + more)
        case (.quotation(let lines), .quotation(let more)): .quotation(lines + more)
        default: nil
        }
    }

    /// Without the marks: what a program without HTML shows.
    package var plain: String {
        blocks.map { block in
            switch block {
            case .paragraph(let lines): lines.map(MailText.plain).joined(separator: "\n")
            case .bullets(let lines): lines.map { "- " + MailText.plain($0) }.joined(separator: "\n")
            case .numbers(let lines):
                lines.enumerated().map { "\($0.offset + 1). " + MailText.plain($0.element) }.joined(separator: "\n")
            case .quotation(let lines): lines.map { "> " + MailText.plain($0) }.joined(separator: "\n")
            }
        }.joined(separator: "\n\n")
    }

    private static func plain(_ line: String) -> String {
        MailSpan.spans(of: line).map { span in
            guard let href = span.href, href != span.text else { return span.text }
            return "\(span.text) (\(href))"
        }.joined()
    }

    /// The addresses its links lead to, in order.
    package var links: [String] {
        blocks.flatMap { block -> [String] in
            switch block {
            case .paragraph(let lines), .bullets(let lines), .numbers(let lines), .quotation(let lines): lines
            }
        }.flatMap { MailSpan.spans(of: $0).compactMap(\.href) }
    }
}

extension HTML {
    /// A letter's words, styled in place: mail programs know no style sheets. `link` may lead addresses another way.
    package mutating func mailText(_ text: MailText, link: (String) -> String = { $0 }) {
        for block in text.blocks {
            switch block {
            case .paragraph(let lines):
                p(.style("margin:0 0 12px")) { html in html.mailLines(lines, link) }
            case .bullets(let lines):
                ul(.style("margin:0 0 12px;padding-left:22px;list-style:disc")) { html in
                    for line in lines { html.li { $0.mailLines([line], link) } }
                }
            case .numbers(let lines):
                ol(.style("margin:0 0 12px;padding-left:22px;list-style:decimal")) { html in
                    for line in lines { html.li { $0.mailLines([line], link) } }
                }
            case .quotation(let lines):
                element("blockquote", [.style("margin:0 0 12px;padding:2px 12px;border-left:3px solid #c7c9d1")]) {
                    $0.mailLines(lines, link)
                }
            }
        }
    }

    private mutating func mailLines(_ lines: [String], _ link: (String) -> String) {
        for (index, line) in lines.enumerated() {
            if index > 0 { open("br") }
            for span in MailSpan.spans(of: line) { mailSpan(span, link) }
        }
    }

    private mutating func mailSpan(_ span: MailSpan, _ link: (String) -> String) {
        if let href = span.href {
            a(span.text, .href(link(href)), .style("color:#4353d0;text-decoration:underline"))
        } else if span.isBold {
            strong(span.text)
        } else if span.isItalic {
            element("em", [], text: span.text)
        } else {
            self.text(span.text)
        }
    }
}
