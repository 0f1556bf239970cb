import Foundation
import Localisation
import Records
import Storage
import Web

/// What is asked to plan something: what, when, how long, about whom, with whom, whether it comes again. Of a series
/// that stands, the same is asked for several at once.
struct PlanForm: Sendable {
    private var typed: Form
    private let context: Context
    /// One of the series that is changed; nil for something new.
    private let edited: Record?
    private(set) var refusals: [FieldRefusal] = []
    /// What the form says of fields, once it was read.
    private var reading: FormReader.Reading?

    init(_ typed: Form, _ context: Context, changing edited: Record? = nil) {
        (self.typed, self.context, self.edited) = (typed, context, edited)
    }

    private var t: Translator { context.t }
    private var kind: Kind { context.schema.kind(of: Activity.self) }
    var back: String { Response.localAddress(typed["back"]) ?? Agenda.path }

    static let day = FieldSpec(name: "day", label: Message("Day"), shape: .day, traits: [.required])
    private static let own: Set<String> = ["subject", "about", "owner", "place", "description", "participants"]

    mutating func refuse(_ more: [FieldRefusal]) { refusals = more }

    // Reading

    /// What the form says of time; what it says of fields is read as any form is.
    mutating func read() -> Draft {
        let reading = FormReader(kind, context).read(typed, existing: edited, only: PlanForm.own)
        self.reading = reading
        refusals = reading.refusals
        // What is left empty of something that stands is taken from it.
        var fields: [String: [Value]] = [:]
        if edited != nil {
            for name in ["starts_at", "duration_minutes", "ends_on", "remind_minutes"] { fields[name] = [.null] }
            fields["all_day"] = [.boolean(false)]
        }
        fields["type"] = [.text(ActivityType(rawValue: typed["type"] ?? "")?.rawValue ?? "task")]
        guard let day = t.readDay(typed["day"] ?? "", today: context.today) else {
            refuse("day", Message("A day is expected, such as {example}.", ["example": .day(context.today)]))
            return Draft()
        }
        fields["due_on"] = [.day(day)]
        if typed["all_day"] == "true" {
            fields["all_day"] = [.boolean(true)]
            if let last = typed["ends_on"], !last.isEmpty {
                if let last = t.readDay(last, today: context.today) { fields["ends_on"] = [.day(last)] }
            }
        } else if let text = typed["start"], !text.isEmpty {
            if let minute = TimeOfDay.minute(text), minute < 1440 {
                fields["starts_at"] = [.instant(Instant(day, minute: minute, in: t.timeZone))]
                fields["duration_minutes"] = [.integer(typed["minutes"].flatMap { Int64($0) } ?? 30)]
            } else {
                refuse("start", Message("An hour is expected, such as 14:30."))
            }
        }
        if let minutes = typed["remind"].flatMap({ Int64($0) }) { fields["remind_minutes"] = [.integer(minutes)] }
        guard edited == nil else { return Draft(fields: fields) }
        var repetition = RepetitionForm(typed)
        let rule = repetition.read(day, t, today: context.today)
        refusals += repetition.refusals
        if let rule { fields["recurrence"] = [.text(rule.text)] }
        return Draft(fields: fields)
    }

    /// The draft with the fields as any form reads them, the records they name looked up.
    /// Throws the refusals of what could not be read or found.
    func completed(_ draft: Draft, in transaction: Transaction) throws -> Draft {
        guard refusals.isEmpty, var reading else { throw Refusal(fields: refusals) }
        try FormReader(kind, context).resolve(&reading, in: transaction)
        if reading.isRefused { throw Refusal(fields: reading.refusals) }
        var draft = draft
        draft.fields.merge(reading.fields) { given, _ in given }
        draft.parts.merge(reading.parts) { given, _ in given }
        return draft
    }

    private mutating func refuse(_ name: String, _ message: Message) {
        refusals.append(FieldRefusal(name, code: "invalid_value", message))
    }

    // Writing

    /// In a sheet a script sends it and the page behind stays; on a page of its own it leads on.
    func render(_ html: inout HTML, inSheet: Bool) {
        let address = edited.map { SeriesForm.address($0.id) } ?? Agenda.path + "/new"
        html.form(
            .class("form two"), .method("post"), .action(address), .flag("novalidate"), .data("ajax", if: inSheet)
        ) { html in
            html.csrfField(context.csrfToken ?? "")
            html.input(.type("hidden"), .name("back"), .value(back))
            html.div(.class("wide")) { html in
                html.refusals(
                    refusals.isEmpty ? nil : t("Some fields need another look:"),
                    refusals.map { (FormField(spec($0.field), name: $0.field), t($0.message)) }, t)
            }
            html.div(.class("wide")) { html in
                var subject = field("subject")
                subject.hasFocus = true
                html.field(subject, t)
            }
            types(&html)
            when(&html)
            html.field(field("about"), t)
            html.field(field("place"), t)
            more(&html)
            if edited != nil { PlanForm.scope(&html, chosen: SeriesScope(rawValue: typed["scope"] ?? ""), t) }
            html.div(.class("row wide")) { html in
                if edited == nil {
                    html.action(Action(t("Plan it"), icon: "calendar-plus", look: .primary, submit: true))
                } else {
                    html.action(Action(t("Save"), icon: "check", look: .primary, submit: true))
                }
                html.action(Action(t("Cancel"), look: .quiet, href: back, [.data("close")]))
            }
        }
    }

    private func types(_ html: inout HTML) {
        let chosen = ActivityType(rawValue: typed["type"] ?? "") ?? (typed["start"] == nil ? .task : .meeting)
        html.fieldset(.class("field wide")) { html in
            html.legend(t("Type"))
            html.div(.class("pills")) { html in
                for type in ActivityType.allCases {
                    html.label { html in
                        html.input(
                            .type("radio"), .name("type"), .value(type.rawValue), .checked(type == chosen))
                        html.icon(type.icon, .small)
                        html.span(t(type.label))
                    }
                }
            }
        }
    }

    private func when(_ html: inout HTML) {
        html.field(filled(PlanForm.day, typed["day"] ?? context.today.iso), t)
        html.div(.class("field"), .data("field", "start")) { html in
            html.label(t("From (hour)"), .for("plan-start"))
            html.input(
                .class("input"), .id("plan-start"), .type("time"), .name("start"), .value(typed["start"]))
            html.p(.class("error"), .hidden(error("start") == nil)) { html in
                html.icon("circle-alert", .small)
                html.span(error("start") ?? "")
            }
        }
        html.div(.class("field")) { html in
            html.label(t("Length"), .for("plan-minutes"))
            PlanForm.lengths(&html, id: "plan-minutes", name: "minutes", chosen: Int(typed["minutes"] ?? "") ?? 60, t)
        }
        html.div(.class("field")) { html in
            html.label(t("Reminder"), .for("plan-remind"))
            PlanForm.reminders(&html, id: "plan-remind", chosen: typed["remind"].flatMap { Int($0) }, t)
        }
    }

    private func more(_ html: inout HTML) {
        let isOpen = !refusals.isEmpty || typed["repeat"].map { $0 != "never" } ?? false
        html.details(.class("wide"), .flag("open", isOpen)) { html in
            html.summary(
                edited == nil ? t("Repetition, people and more") : t("Participants and more"), .class("link s"))
            html.div(.class("form two"), .style("margin-top:14px")) { html in
                html.div(.class("field"), .style("align-self:end;padding-bottom:4px")) { html in
                    html.label(.class("tick")) { html in
                        html.input(
                            .type("checkbox"), .name("all_day"), .value("true"), .checked(typed["all_day"] == "true"))
                        html.span(t("All day"))
                    }
                }
                let last = FieldSpec(name: "ends_on", label: Message("Last day"), shape: .day)
                html.field(filled(last, typed["ends_on"] ?? ""), t)
                if edited == nil { RepetitionForm(typed).render(&html, refusals, t) }
                html.field(field("owner"), t)
                people(&html)
                html.field(field("description"), t)
            }
        }
    }

    /// Up to so many people beside the owner at once; more on the activity’s own page.
    private func people(_ html: inout HTML) {
        guard let part = kind.part("participants")?.kind else { return }
        let fields = ["user", "contact", "email"].compactMap { part[$0] }
        func row(_ number: String) -> [FormField] {
            let id = "participants\(number).id"
            return [FormField(Kind.systemFields[0], name: id, text: typed[id] ?? "")]
                + fields.map { spec in
                    let name = "participants\(number).\(spec.name)"
                    var field = FormField(
                        spec, name: name, text: typed[name] ?? "", linkTitle: typed[name + "_text"] ?? "")
                    if let target = spec.shape.linkTarget { field.picker = "/pick/\(target)" }
                    field.error = error(name)
                    return field
                }
        }
        let numbers = (0..<20).filter { number in
            fields.contains { typed["participants[\(number)].\($0.name)"] != nil }
        }
        // Says that they were shown, so that removing the last of them removes it.
        if edited != nil { html.input(.type("hidden"), .name("participants"), .value("shown")) }
        html.partsEditor(
            name: "participants", label: t("Participants"), addLabel: t("Add a participant"),
            rows: (numbers.isEmpty ? [0] : numbers).map { row("[\($0)]") }, blank: row("[#]"), t)
    }

    private func field(_ name: String) -> FormField { filled(spec(name), typed[name] ?? "") }

    private func spec(_ name: String) -> FieldSpec {
        kind[name] ?? FieldSpec(name: name, label: .verbatim(name), shape: .text)
    }

    private func filled(_ spec: FieldSpec, _ text: String) -> FormField {
        var field = FormField(spec, text: text, linkTitle: typed[spec.name + "_text"] ?? "")
        if let target = spec.shape.linkTarget { field.picker = "/pick/\(target)" }
        if spec.shape == .reference { field.picker = "/pick/any" }
        field.error = error(spec.name)
        return field
    }

    private func error(_ name: String) -> String? { refusals.first { $0.field == name }.map { t($0.message) } }
}

// Choices that more than one form offers.
extension PlanForm {
    static func lengths(_ html: inout HTML, id: String, name: String, chosen: Int, _ t: Translator) {
        var choices = [0, 15, 30, 45, 60, 90, 120, 180, 240, 480]
        if !choices.contains(chosen) { choices = (choices + [chosen]).sorted() }
        html.select(.class("input"), .id(id), .name(name)) { html in
            for minutes in choices {
                html.option(length(minutes, t), .value(String(minutes)), .selected(minutes == chosen))
            }
        }
    }

    /// `45 min`, `1 h 30`
    static func length(_ minutes: Int, _ t: Translator) -> String {
        if minutes == 0 { return t("No length") }
        if minutes < 60 { return t(Message("{count} min", ["count": .number(minutes)])) }
        let hours = t(Message("{count} h", ["count": .number(minutes / 60)]))
        return minutes % 60 == 0 ? hours : hours + " " + padded(minutes % 60, 2)
    }

    static func reminders(_ html: inout HTML, id: String, chosen: Int?, _ t: Translator) {
        let choices: [(Int, Message)] = [
            (0, Message("When it begins")), (5, Message("5 minutes before")), (15, Message("15 minutes before")),
            (30, Message("30 minutes before")), (60, Message("1 hour before")), (1440, Message("1 day before")),
        ]
        html.select(.class("input"), .id(id), .name("remind")) { html in
            html.option(t("No reminder"), .value(""))
            for (minutes, label) in choices {
                html.option(t(label), .value(String(minutes)), .selected(minutes == chosen))
            }
        }
    }

    static func scope(_ html: inout HTML, chosen: SeriesScope? = nil, _ t: Translator) {
        html.fieldset(.class("field wide")) { html in
            html.legend(t("It is one of a series. Change"))
            for scope in SeriesScope.allCases {
                html.label(.class("tick")) { html in
                    html.input(
                        .type("radio"), .name("scope"), .value(scope.rawValue),
                        .checked(scope == chosen ?? .this))
                    html.span(t(scope.label))
                }
            }
        }
    }
}
