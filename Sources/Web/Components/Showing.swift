import Localisation
import Records

/// Turns stored values into what one reader sees: their language, their clock, the names of linked records.
package struct Showing: Sendable {
    /// A linked record by its name; it links only where it may be seen.
    package struct Linked: Sendable, Hashable {
        package var title: String
        package var href: String?
        package var isPerson: Bool
        package init(_ title: String, href: String? = nil, isPerson: Bool = false) {
            self.title = title
            self.href = href
            self.isPerson = isPerson
        }
    }

    package let t: Translator
    package let now: Instant
    package var links: [Reference: Linked]

    package init(t: Translator, now: Instant, links: [Reference: Linked] = [:]) {
        self.t = t
        self.now = now
        self.links = links
    }

    package func cell(_ field: FieldSpec, _ values: ArraySlice<Value>) -> Cell {
        guard let first = values.first, !first.isNull else { return .empty }
        switch field.shape {
        case .longText: return .prose(first.text ?? "")
        case .email: return .link(first.text ?? "", href: "mailto:" + (first.text ?? ""))
        case .phone:
            let typed = first.text ?? ""
            // A stored number is plus and digits already.
            let isPlain = typed.utf8.allSatisfy { $0 > 32 && $0 < 127 }
            return .link(
                Showing.phone(typed), href: "tel:" + (isPlain ? typed : typed.filter { !$0.isWhitespace }))
        case .url: return .link(Showing.shortAddress(first.text ?? ""), href: Showing.fullAddress(first.text ?? ""))
        case .choice(let options):
            return .badge(Badge(options.first { $0.value == first.text }.map { t($0.label) } ?? first.text ?? ""))
        case .boolean: return .yes(first.boolean ?? false, first.boolean == true ? t("Yes") : t("No"))
        case .instant:
            guard let instant = first.instant else { return .empty }
            return .time(t.relative(instant, now: now), exact: t.instant(instant), iso: instant.iso)
        case .link, .reference: return linked(field, values)
        case .text, .integer, .exact, .money, .day:
            let text = text(field, values)
            return field.shape.isOrdered && field.shape != .day ? .amount(text) : .text(text)
        }
    }

    /// The same as plain text: a page's title, an `aria-label`, the text of a choice.
    package func text(_ field: FieldSpec, _ values: ArraySlice<Value>) -> String {
        guard let first = values.first, !first.isNull else { return "" }
        switch field.shape {
        case .phone: return Showing.phone(first.text ?? "")
        case .text, .longText, .email, .url: return first.text ?? ""
        case .integer: return field.isPlain ? String(first.integer ?? 0) : t.number(first.integer ?? 0)
        case .exact: return t.exact(Exact(millionths: first.integer ?? 0))
        case .money: return t.money(Money(minor: first.integer ?? 0, currency: values.last?.text ?? ""))
        case .boolean: return first.boolean == true ? t("Yes") : t("No")
        case .day: return first.day.map(t.day) ?? ""
        case .instant: return first.instant.map(t.instant) ?? ""
        case .choice(let options):
            return options.first { $0.value == first.text }.map { t($0.label) } ?? first.text ?? ""
        case .link, .reference: return reference(field, values).flatMap { links[$0]?.title } ?? ""
        }
    }

    package func reference(_ field: FieldSpec, _ values: ArraySlice<Value>) -> Reference? {
        if let kind = field.shape.linkTarget {
            return values.first?.integer.map { Reference(kind: kind, id: $0) }
        }
        guard let kind = values.first?.text, let id = values.last?.integer else { return nil }
        return Reference(kind: kind, id: id)
    }

    private func linked(_ field: FieldSpec, _ values: ArraySlice<Value>) -> Cell {
        guard let reference = reference(field, values), let found = links[reference] else { return .empty }
        if let href = found.href { return .link(found.title, href: href) }
        return found.isPerson ? .person(found.title) : .text(found.title)
    }

    /// `+33 1 23 45 67 89` where the number is one; what was typed where it is not.
    private static func phone(_ text: String) -> String { PhoneNumber(stored: text)?.international ?? text }

    private static func fullAddress(_ typed: String) -> String { typed.contains("://") ? typed : "https://" + typed }

    private static func shortAddress(_ typed: String) -> String {
        var text = typed[...]
        for start in ["https://", "http://", "www."] where text.hasPrefix(start) { text = text.dropFirst(start.count) }
        return String(text.hasSuffix("/") ? text.dropLast() : text)
    }
}
