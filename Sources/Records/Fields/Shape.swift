/// What kind of thing a field holds, for every surface: how it is typed, shown, compared, imported.
package indirect enum Shape: Sendable, Hashable {
    case text
    /// Several lines.
    case longText
    case email, phone, url
    case integer
    /// An exact decimal, stored as millionths.
    case exact
    /// Minor units and currency: two columns.
    case money
    case boolean
    case day
    case instant
    case choice([ChoiceOption])
    /// One record of the named kind.
    case link(String)
    /// Any record: kind and id, two columns.
    case reference

    /// Text-like: folds, contains, searches.
    package var isText: Bool {
        switch self {
        case .text, .longText, .email, .phone, .url: true
        default: false
        }
    }

    /// Ordered by size or time.
    package var isOrdered: Bool {
        switch self {
        case .integer, .exact, .money, .day, .instant: true
        default: false
        }
    }

    package var linkTarget: String? { if case .link(let kind) = self { kind } else { nil } }
    package var options: [ChoiceOption]? { if case .choice(let options) = self { options } else { nil } }

    package var columnTypes: [(suffix: String, type: ColumnType)] {
        switch self {
        case .text, .longText, .email, .phone, .url, .choice: [("", .text)]
        case .integer, .exact, .link: [("", .integer)]
        case .money: [("", .integer), ("_currency", .text)]
        case .boolean: [("", .boolean)]
        case .day: [("", .day)]
        case .instant: [("", .instant)]
        case .reference: [("_kind", .text), ("_id", .integer)]
        }
    }
}

/// One value a choice field may take: its stored name and its label.
package struct ChoiceOption: Sendable, Hashable {
    package let value: String
    package let label: Message
    package init(_ value: String, _ label: Message) {
        self.value = value
        self.label = label
    }
}

/// A closed set of words as a Swift enum: `enum Outcome: String, Choice { case open, won, lost }`.
package protocol Choice: RawRepresentable, CaseIterable, Sendable, Hashable, FieldValue where RawValue == String {
    var label: String { get }
}

extension Choice {
    package static var shape: Shape {
        .choice(allCases.map { ChoiceOption($0.rawValue, Message($0.label)) })
    }
    package var values: [Value] { [.text(rawValue)] }
    package init(values: ArraySlice<Value>) throws(Mismatch) {
        guard let text = values.first?.text, let value = Self(rawValue: text) else { throw Mismatch() }
        self = value
    }
}
