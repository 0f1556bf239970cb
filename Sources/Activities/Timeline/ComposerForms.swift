import Localisation
import Records
import Web

/// What can be written into a timeline: a note, a call, a task, a meeting.
struct ComposerForms: Sendable {
    let kind: Kind

    func composer(address: String, draft: String, _ context: Context) -> Composer {
        let t = context.t
        var tabs: [Composer.Tab] = []
        if let note = context.schema[Note.name], context.viewer.may(.create, note) {
            tabs.append(
                Composer.Tab(
                    id: "note", label: t("Note"), icon: "sticky-note", address: address + "/notes",
                    placeholder: t("Write a note…"), textName: "text", send: t("Save")))
        }
        for type in [ActivityType.call, .task, .meeting] where context.viewer.may(.create, kind) {
            tabs.append(
                Composer.Tab(
                    id: type.rawValue, label: t(type.label), icon: type.icon,
                    address: "\(address)/activities?type=\(type.rawValue)",
                    placeholder: placeholder(type, t), textName: "text", fields: fields(type, context), send: t("Save"))
            )
        }
        return Composer(tabs: tabs, draft: draft, csrf: context.csrfToken ?? "")
    }

    private func placeholder(_ type: ActivityType, _ t: Translator) -> String {
        switch type {
        case .call: t("What was said? The first line is the subject.")
        case .task: t("What is to do?")
        case .meeting: t("What is the meeting about?")
        }
    }

    /// A call is usually written down once it was made, a task before it is done.
    private func fields(_ type: ActivityType, _ context: Context) -> [FormField] {
        switch type {
        case .task: [field("due_on", in: type, context.today.iso)]
        case .call: [field("due_on", in: type), field("is_done", in: type, "true")]
        case .meeting: [field("starts_at", in: type), field("duration_minutes", in: type), field("is_done", in: type)]
        }
    }

    private func field(_ name: String, in type: ActivityType, _ text: String = "") -> FormField {
        guard let spec = kind[name] else { preconditionFailure("an activity has no field \(name)") }
        var relaxed = spec
        relaxed.isRequired = false
        // Two forms on one page: the type before the name keeps their fields apart.
        return FormField(relaxed, name: "\(type.rawValue).\(name)", text: text)
    }
}

extension ActivityType {
    package var icon: String {
        switch self {
        case .task: "circle-check"
        case .call: "phone"
        case .meeting: "users"
        }
    }
}
