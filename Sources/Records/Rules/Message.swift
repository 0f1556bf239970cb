/// A sentence for a person, not yet in a language: the English source text (the msgid of the catalogues) and what fills
/// its `{holes}`. `Localisation` turns it into French or English for whoever reads.
package struct Message: Sendable, Hashable {
    package let text: String
    /// The plural source text, chosen by `count`, where the sentence counts something.
    package let plural: String?
    package let count: Int?
    package let arguments: [String: Argument]

    /// What fills a hole, formatted in the reader's locale.
    package indirect enum Argument: Sendable, Hashable {
        case text(String)
        case number(Int)
        case exact(Exact)
        case money(Money)
        case day(Day)
        case instant(Instant)
        case message(Message)
    }

    package init(_ text: String, _ arguments: [String: Argument] = [:]) {
        self.text = text
        self.arguments = arguments
        plural = nil
        count = nil
    }

    /// `Message("{count} account", "{count} accounts", count: 3)`
    package init(_ one: String, _ many: String, count: Int, _ arguments: [String: Argument] = [:]) {
        text = one
        plural = many
        self.count = count
        self.arguments = arguments.merging(["count": .number(count)]) { kept, _ in kept }
    }

    /// Text that is already somebody's words (a record's title, a custom field's label): shown as it is in every
    /// language.
    package static func verbatim(_ text: String) -> Message { Message("{verbatim}", ["verbatim": .text(text)]) }
}

extension Message {
    /// Somebody's words in both languages: a custom field's label.
    package static func bilingual(_ french: String, _ english: String) -> Message {
        Message("{bilingual}", ["fr": .text(french), "en": .text(english)])
    }
}
