import Records

/// What became of one link of one line.
enum LinkOutcome: Sendable {
    /// The line names nothing.
    case none
    case found(Int64)
    /// A line further down will make it.
    case deferred(String)
    case failed(FieldRefusal)
    /// Not found, and the mapping says to go on without.
    case skipped(Message)
}

extension LinkPlan {
    func ambiguous(_ text: String, _ kind: Kind, _ count: Int) -> FieldRefusal {
        FieldRefusal(
            path, code: "ambiguous_link",
            Message(
                "{count} records are called “{text}” ({kind}). Name it by an identifier.",
                ["count": .number(count), "text": .text(text), "kind": .message(kind.label)]))
    }

    func unknown(_ text: String, _ kind: Kind, _ suggestion: Suggestion?) -> FieldRefusal {
        guard let suggestion else {
            return FieldRefusal(
                path, code: "unknown_link",
                Message("{kind}: nothing is called “{text}”.", ["kind": .message(kind.label), "text": .text(text)]))
        }
        return FieldRefusal(
            path, code: "unknown_link",
            Message(
                "{kind}: nothing is called “{text}”. Did you mean “{suggestion}”?",
                ["kind": .message(kind.label), "text": .text(text), "suggestion": .text(suggestion.title)]))
    }

    func skipped(_ text: String, _ kind: Kind, _ suggestion: Suggestion?) -> Message {
        guard let suggestion else {
            return Message(
                "{kind}: nothing is called “{text}”; the link stays empty.",
                ["kind": .message(kind.label), "text": .text(text)])
        }
        return Message(
            "{kind}: nothing is called “{text}”, only “{suggestion}”; the link stays empty.",
            ["kind": .message(kind.label), "text": .text(text), "suggestion": .text(suggestion.title)])
    }
}
