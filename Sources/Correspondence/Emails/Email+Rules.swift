import Records
import Storage

extension Email {
    static let written = Refusal(
        .conflict, code: "already_sent",
        Message("This mail has left: what was written stays. Write a new one, or answer it."))

    /// A new mail is its writer's. What has left or came in is not rewritten; only where it belongs may change.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        let words = ["subject", "text", "to_addresses", "cc_addresses", "purpose", "files", "language", "template"]
        for index in changes.indices {
            if changes[index].isNew {
                var email = try changes[index].typed(Email.self)
                if email.owner == nil, !changes[index].touched.contains("owner") {
                    email.owner = transaction.author.map { ID($0) }
                    changes[index].replace(with: email)
                }
                continue
            }
            guard !transaction.viewer.isHouse, let old = try changes[index].typedOld(Email.self), old.state != .draft,
                !changes[index].changedFields.allSatisfy({ !words.contains($0) })
            else { continue }
            changes[index].refuse(written)
        }
    }

    /// What is on its way is taken back first.
    static func deleting(_ records: [Record], _ transaction: Transaction) throws {
        guard let kind = transaction.schema[Email.name] else { return }
        for record in records where record.value("state", in: kind).text == EmailState.queued.rawValue {
            try transaction.connection.execute(
                "DELETE FROM email_delivery WHERE email = \(record.id)")
        }
    }
}

extension EmailTemplate {
    /// Fields that exist nowhere are told at once, not to the first who sends the letter.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        let known = transaction.schema.entities.map(\.name) + ["sender"]
        for index in changes.indices {
            let template = try changes[index].typed(EmailTemplate.self)
            if template.versions.isEmpty {
                changes[index].refuse(
                    "versions", code: "required", Message("Write the words in at least one language."))
            }
            if Set(template.versions.map(\.language)).count < template.versions.count {
                changes[index].refuse("versions", code: "repeated", Message("One version for each language."))
            }
            for (place, version) in template.versions.enumerated() {
                for path in MergeText((version.subject ?? "") + (version.text ?? "")).paths {
                    let names = path.split(separator: ".", maxSplits: 1).map(String.init)
                    let kind = names[0] == "sender" ? transaction.schema["user"] : transaction.schema[names[0]]
                    let isKnown =
                        path == MergeFields.company
                        || names.count == 2 && known.contains(names[0])
                            && kind?[names[1]] != nil
                    if isKnown { continue }
                    changes[index].refuse(
                        "versions[\(place)].text", code: "unknown_merge_field",
                        Message(
                            "There is no field “{field}” to fill in. It looks like {example}.",
                            ["field": .text(path), "example": .text("{contact.first_name}")]))
                }
            }
        }
    }

    /// The version in this language, else in the company's, else the first.
    package func version(_ language: String, company: String) -> TemplateVersion? {
        versions.first { $0.language.rawValue == language } ?? versions.first { $0.language.rawValue == company }
            ?? versions.first
    }
}
