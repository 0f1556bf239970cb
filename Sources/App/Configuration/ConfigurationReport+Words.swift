import Localisation
import Records

/// The report in sentences, and for programs.
extension ConfigurationReport {
    package func lines(_ t: Translator) -> [String] { changes.map { $0.line(t) } }

    package func json(applied: Bool) -> JSON {
        .record([
            "applied": .boolean(applied),
            "changes": .array(
                changes.map { change in
                    .record([
                        "action": .text(change.action.rawValue), "section": .text(change.section),
                        "name": .text(change.key),
                        "fields": .array(
                            change.differences.map {
                                .record(["field": .text($0.name), "before": $0.before, "after": $0.after])
                            }),
                    ])
                }),
        ])
    }
}

extension ConfigurationReport.Change {
    func line(_ t: Translator) -> String {
        // What is named by its own words may be long.
        let short = key.count > 90 ? key.prefix(90) + "…" : key
        let holes: [String: Message.Argument] = ["kind": .message(label), "name": .text(String(short))]
        switch action {
        case .add: return t(Message("To add: {kind} “{name}”", holes))
        case .remove: return t(Message("To remove: {kind} “{name}”", holes))
        case .keep: return t(Message("Kept, though the file does not name it: {kind} “{name}”", holes))
        case .change:
            let details = differences.map { $0.words(t) }.joined(separator: "; ")
            if section == "settings" { return t(Message("To change: {details}", ["details": .text(details)])) }
            return t(
                Message(
                    "To change: {kind} “{name}” ({details})", holes.merging(["details": .text(details)]) { $1 }))
        }
    }
}

extension ConfigurationReport.Difference {
    func words(_ t: Translator) -> String {
        if isStructure(before) || isStructure(after) {
            return t(Message("other lines in {field}", ["field": .message(label)]))
        }
        return t(
            Message(
                "{field}: {before} → {after}",
                ["field": .message(label), "before": .text(word(before, t)), "after": .text(word(after, t))]))
    }

    private func isStructure(_ json: JSON) -> Bool { json.array != nil || json.members != nil }

    private func word(_ json: JSON, _ t: Translator) -> String {
        switch json {
        case .null: "–"
        case .boolean(let truth): truth ? t("yes") : t("no")
        case .text(let text):
            field?.shape.options?.first { $0.value == text }.map { t($0.label) } ?? text
        default: json.string
        }
    }
}
