import Localisation
import Records

/// One value, ready to be shown in a table, a card or a list of facts.
package enum Cell: Sendable, Hashable {
    case empty
    case text(String)
    /// Several lines.
    case prose(String)
    /// Numbers and money stand to the right.
    case amount(String)
    case link(String, href: String)
    case badge(Badge)
    case person(String)
    case yes(Bool, String)
    /// A relative time, and the exact one shown on hover.
    case time(String, exact: String, iso: String)
    case many([Cell])

    package var isEmpty: Bool {
        switch self {
        case .empty: true
        case .text(let text), .prose(let text), .amount(let text): text.isEmpty
        case .many(let cells): cells.allSatisfy(\.isEmpty)
        default: false
        }
    }
}

extension HTML {
    package mutating func cell(_ cell: Cell) {
        switch cell {
        case .empty: break
        case .text(let text): self.text(text)
        case .prose(let text): span(text, .class("prose"))
        case .amount(let text): span(text, .class("number"))
        case .link(let text, let href): link(text, to: href)
        case .badge(let badge): self.badge(badge)
        case .person(let name):
            span(.class("row")) { html in
                html.avatar(Avatar(name))
                html.span(name, .class("cut"))
            }
        case .yes(let isTrue, let label): badge(Badge(label, isTrue ? .good : .neutral, icon: isTrue ? "check" : "x"))
        case .time(let text, let exact, let iso): time(text, .attribute("datetime", iso), .title(exact))
        case .many(let cells):
            span(.class("row wrap")) { html in for cell in cells { html.cell(cell) } }
        }
    }

    /// Links that leave us open beside us, and do not tell where they come from.
    private mutating func link(_ text: String, to href: String) {
        let isOutside = href.hasPrefix("http")
        a(
            text, .class("link"), .href(href), .attribute("target", isOutside ? "_blank" : nil),
            .attribute("rel", isOutside ? "noopener noreferrer" : nil))
    }
}
