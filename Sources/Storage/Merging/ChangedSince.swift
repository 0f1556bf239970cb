import Records

/// Something that is no longer as a merge left it: it stays as somebody made it when the merge is taken back.
package struct ChangedSince: Sendable, Hashable {
    package enum Reason: String, Sendable {
        /// Somebody changed it.
        case changed
        /// It was deleted.
        case gone
        /// Another record has its unique value by now.
        case taken
        /// What it pointed to is gone.
        case linkGone = "link_gone"
    }

    package let record: Reference
    /// A field or part; empty for the whole record.
    package let field: String
    package let reason: Reason

    package init(_ record: Reference, _ field: String, _ reason: Reason) {
        (self.record, self.field, self.reason) = (record, field, reason)
    }

    /// - Parameter title: what the record is called now, where the reader may know.
    package func message(_ title: String?, _ schema: Schema) -> Message {
        let kind = schema[record.kind]
        let label = kind?[field]?.label ?? kind?.part(field)?.kind.label ?? .verbatim(field)
        let name: Message =
            title.map { $0.isEmpty ? .verbatim(String(record.id)) : .verbatim($0) }
            ?? kind?.label ?? .verbatim(record.kind)
        let words: [String: Message.Argument] = ["name": .message(name), "field": .message(label)]
        switch reason {
        case .changed where field.isEmpty:
            return Message("“{name}” has changed since and stays as it is.", words)
        case .changed: return Message("“{name}”: {field} has changed since and stays as it is.", words)
        case .gone: return Message("“{name}” was deleted since and stays deleted.", words)
        case .taken:
            return Message(
                "“{name}”: another record has its value in “{field}” by now; the field comes back empty.", words)
        case .linkGone:
            return Message("“{name}”: what stood in “{field}” is gone; the field comes back empty.", words)
        }
    }
}

/// What taking a merge back did, or would do.
package struct Unmerged: Sendable {
    package let merge: Merge
    /// The records that stand for themselves again.
    package var restored: [Reference] = []
    /// Rows that point to them again, by kind.
    package var moved: [String: Int] = [:]
    /// What stays as somebody made it since.
    package var changed: [ChangedSince] = []
    /// What was added to the survivor since, by kind: it stays there.
    package var added: [String: Int] = [:]
}
