import Localisation
import Records
import Web

/// How often something comes again, asked in plain words: never, each day, each week on these days, each month on the
/// third or on the first Monday, each year; until a day, or so many times.
struct RepetitionForm: Sendable {
    private var typed: Form
    private(set) var refusals: [FieldRefusal] = []

    enum Kind: String, CaseIterable {
        case never, daily, workdays, weekly, monthly
        case monthlyWeekday = "monthly_weekday"
        case monthlyLast = "monthly_last"
        case yearly

        var label: Message {
            switch self {
            case .never: Message("Never")
            case .daily: Message("Every day")
            case .workdays: Message("Every working day, Monday to Friday")
            case .weekly: Message("Every week")
            case .monthly: Message("Every month, on the same date")
            case .monthlyWeekday: Message("Every month, on the same weekday (the first Monday…)")
            case .monthlyLast: Message("Every month, on the last such weekday")
            case .yearly: Message("Every year")
            }
        }
    }

    init(_ typed: Form) { self.typed = typed }

    /// What stands in the form for a rule; a rule no form can say is kept by not sending another.
    init(_ rule: Recurrence?) {
        typed = Form()
        guard let rule else { return }
        var items = [
            Form.Item("repeat", RepetitionForm.kind(of: rule).rawValue), .init("every", String(rule.interval)),
        ]
        for weekday in rule.weekdays where weekday.place == nil { items.append(.init("weekday", String(weekday.day))) }
        if let count = rule.count { items.append(.init("times", String(count))) }
        if let until = rule.until { items.append(.init("until", until.iso)) }
        typed = Form(items)
    }

    private static func kind(of rule: Recurrence) -> Kind {
        switch rule.frequency {
        case .daily: .daily
        case .weekly: rule.weekdays.map(\.day) == [1, 2, 3, 4, 5] ? .workdays : .weekly
        case .monthly:
            rule.weekdays.isEmpty ? .monthly : rule.weekdays[0].place == -1 ? .monthlyLast : .monthlyWeekday
        case .yearly: .yearly
        }
    }

    // Reading

    /// The rule, beginning on this day; nil for what comes once.
    mutating func read(_ day: Day, _ t: Translator, today: Day) -> Recurrence? {
        let kind = Kind(rawValue: typed["repeat"] ?? "") ?? .never
        guard var rule = rule(kind, day) else { return nil }
        if let text = typed["every"]?.trimmingWhitespace(), !text.isEmpty {
            if let every = Int(text), (1...99).contains(every) {
                rule.interval = every
            } else {
                refuse("every", Message("A whole number from 1 to {limit} is expected.", ["limit": .number(99)]))
            }
        }
        if let text = typed["times"]?.trimmingWhitespace(), !text.isEmpty {
            if let times = Int(text), (1...Recurrence.mostTimes).contains(times) {
                rule.count = times
            } else {
                refuse(
                    "times",
                    Message("A whole number from 1 to {limit} is expected.", ["limit": .number(Recurrence.mostTimes)]))
            }
        }
        if let text = typed["until"]?.trimmingWhitespace(), !text.isEmpty {
            if let until = t.readDay(text, today: today), until >= day {
                (rule.until, rule.count) = (until, nil)
            } else {
                refuse("until", Message("The last day is not before the first."))
            }
        }
        return rule
    }

    private func rule(_ kind: Kind, _ day: Day) -> Recurrence? {
        switch kind {
        case .never: return nil
        case .daily: return Recurrence(.daily)
        case .workdays:
            var rule = Recurrence(.weekly)
            rule.weekdays = (1...5).map { Recurrence.Weekday($0) }
            return rule
        case .weekly:
            var rule = Recurrence(.weekly)
            let chosen = Set(typed.all("weekday").compactMap { Int($0) }.filter { (1...7).contains($0) })
            rule.weekdays = (chosen.isEmpty ? [day.weekday] : chosen.sorted()).map { Recurrence.Weekday($0) }
            return rule
        case .monthly:
            var rule = Recurrence(.monthly)
            // What is on the 31st comes on the last day of shorter months.
            rule.monthDays = day.parts.day > 28 ? Array(28...day.parts.day) : [day.parts.day]
            if day.parts.day > 28 { rule.places = [-1] }
            return rule
        case .monthlyWeekday:
            var rule = Recurrence(.monthly)
            rule.weekdays = [Recurrence.Weekday(day.weekday, place: (day.parts.day - 1) / 7 + 1)]
            return rule
        case .monthlyLast:
            var rule = Recurrence(.monthly)
            rule.weekdays = [Recurrence.Weekday(day.weekday, place: -1)]
            return rule
        case .yearly: return Recurrence(.yearly)
        }
    }

    private mutating func refuse(_ name: String, _ message: Message) {
        refusals.append(FieldRefusal(name, code: "invalid_value", message))
    }

    // Writing

    func render(_ html: inout HTML, _ refusals: [FieldRefusal], _ t: Translator) {
        let chosen = Kind(rawValue: typed["repeat"] ?? "") ?? .never
        html.div(.class("field")) { html in
            html.label(t("Repeats"), .for("repeat"))
            html.select(.class("input"), .id("repeat"), .name("repeat")) { html in
                for kind in Kind.allCases {
                    html.option(t(kind.label), .value(kind.rawValue), .selected(kind == chosen))
                }
            }
        }
        field(
            "every", Message("Only every … of them"), .integer, [.help("2 for every second week or month.")], &html,
            refusals, t)
        html.fieldset(.class("field wide")) { html in
            html.legend(t("On these days, where it repeats every week"))
            html.div(.class("pills")) { html in
                let days = typed.all("weekday")
                for weekday in 1...7 {
                    html.label { html in
                        html.input(
                            .type("checkbox"), .name("weekday"), .value(String(weekday)),
                            .checked(days.contains(String(weekday))))
                        html.span(t.shortWeekdayName(weekday))
                    }
                }
            }
        }
        field("until", Message("Until"), .day, [], &html, refusals, t)
        field("times", Message("Or so many times"), .integer, [], &html, refusals, t)
    }

    private func field(
        _ name: String, _ label: Message, _ shape: Shape, _ traits: [Trait], _ html: inout HTML,
        _ refusals: [FieldRefusal], _ t: Translator
    ) {
        var field = FormField(
            FieldSpec(name: name, label: label, shape: shape, traits: traits), text: typed[name] ?? "")
        field.error = refusals.first { $0.field == name }.map { t($0.message) }
        html.field(field, t)
    }
}
