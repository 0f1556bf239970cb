import Records
import Storage

/// A custom field as the configuration file says it.
extension CustomField {
    var key: String { "\(kind).\(name)" }

    var configuration: JSON {
        var members: [JSON.Member] = [
            .init("kind", .text(kind)), .init("name", .text(name)), .init("label_fr", .text(labelFrench)),
            .init("label_en", .text(labelEnglish)), .init("type", .text(type)),
        ]
        if type == "choice" { members.append(.init("choices", .array(choices.map { .text($0) }))) }
        if let target { members.append(.init("target", .text(target))) }
        members.append(.init("is_listed", .boolean(isListed)))
        return .object(members)
    }

    static let labels: [String: Message] = [
        "kind": Message("Records"), "name": Message("Name"), "label_fr": Message("Label in French"),
        "label_en": Message("Label in English"), "type": Message("Type"), "choices": Message("Choices"),
        "target": Message("Linked records"), "is_listed": Message("Shown in lists"),
    ]

    /// What the file says of a field, over what is there. Faults are collected with their place.
    init(_ json: JSON, over before: CustomField?, at path: String, _ faults: inout [FieldRefusal]) {
        self =
            before
            ?? CustomField(
                kind: json["kind"]?.text ?? "", name: json["name"]?.text ?? "", labelFrench: "", labelEnglish: "",
                type: "text")
        func refuse(_ name: String, _ message: Message) {
            faults.append(FieldRefusal("\(path).\(name)", code: "invalid_type", message))
        }
        for member in json.members ?? [] {
            switch (member.name, member.value) {
            case ("kind", .text), ("name", .text): break
            case ("label_fr", .text(let text)): labelFrench = text
            case ("label_en", .text(let text)): labelEnglish = text
            case ("type", .text(let text)): type = text
            case ("target", .text(let text)): target = text
            case ("target", .null), ("choices", .null): break
            case ("choices", .array(let items)) where items.allSatisfy({ $0.text?.isEmpty == false }):
                choices = items.compactMap(\.text)
            case ("is_listed", .boolean(let truth)): isListed = truth
            case ("choices", _): refuse("choices", Message("A list of texts is expected."))
            case ("is_listed", _): refuse("is_listed", Message("true or false is expected."))
            case (let name, _) where CustomField.labels[name] != nil:
                refuse(name, Message("A text is expected."))
            default: faults.append(.notUnderstood(member.name, at: path))
            }
        }
        if labelEnglish.isEmpty { labelEnglish = labelFrench }
    }
}

extension FieldRefusal {
    /// A member that the file should not have.
    static func notUnderstood(_ name: String, at path: String) -> FieldRefusal {
        FieldRefusal(
            path.isEmpty ? name : "\(path).\(name)", code: "unknown_field",
            Message("“{key}” is not understood here.", ["key": .text(name)]))
    }

    /// A name that leads nowhere.
    static func noRecord(_ key: JSON, _ kind: Kind, at path: String) -> FieldRefusal {
        FieldRefusal(
            path, code: "unknown_record",
            Message(
                "There is no {kind} “{name}”, neither in the file nor in the company.",
                ["kind": .message(kind.label), "name": .text(key.text ?? key.string)]))
    }

    /// The same fault, further inside the file.
    func at(_ path: String) -> FieldRefusal {
        FieldRefusal(field.isEmpty ? path : "\(path).\(field)", code: code, message)
    }
}

extension Refusal {
    /// The faults of one piece of the file, with their place in it.
    func faults(at path: String) -> [FieldRefusal] {
        fields.isEmpty ? [FieldRefusal(path, code: code, message)] : fields.map { $0.at(path) }
    }
}
