import Foundation
import Localisation
import Records
import Web

/// The form of working hours: a line for each day of the week, the public holidays, closings.
struct WorkingHoursForm: Sendable {
    private var typed: Form
    private(set) var refusals: [FieldRefusal] = []
    /// A person has leave, a company closes.
    let isPersonal: Bool

    init(_ typed: Form, personal: Bool) { (self.typed, isPersonal) = (typed, personal) }

    init(_ time: WorkingTime, personal: Bool) {
        isPersonal = personal
        typed = Form([Form.Item("holidays", time.holidays.rawValue), .init("zone", time.zone.identifier)])
        for (number, periods) in time.week.enumerated() {
            let text = periods.map { WorkingTime.text($0).replacing("-", with: " – ") }.joined(separator: ", ")
            typed.items.append(.init("day\(number + 1)", text))
        }
        for (number, closing) in time.closings.enumerated() {
            typed.items.append(.init("closed[\(number)].name", closing.name))
            typed.items.append(.init("closed[\(number)].from", closing.from.iso))
            typed.items.append(.init("closed[\(number)].to", closing.to.iso))
        }
    }

    private static let name = FieldSpec(name: "name", label: Message("Name"), shape: .text, traits: [.max(120)])
    private static let from = FieldSpec(name: "from", label: Message("First day"), shape: .day)
    private static let to = FieldSpec(name: "to", label: Message("Last day"), shape: .day)

    private static var holidays: FieldSpec {
        let options = WorkingTime.Holidays.allCases.map { ChoiceOption($0.rawValue, $0.label) }
        return FieldSpec(
            name: "holidays", label: Message("Public holidays"), shape: .choice(options), traits: [.required])
    }

    private static let zone = FieldSpec(
        name: "zone", label: Message("My time zone"), shape: .text,
        traits: [.required, .max(60), .help("Such as Europe/Paris. The agenda, reminders and your hours follow it.")])

    /// On whose clock these hours are.
    var zone: TimeZone? { typed["zone"].flatMap { TimeZone(identifier: $0.trimmingWhitespace()) } }

    func write(_ html: inout HTML, _ t: Translator) {
        if isPersonal { html.field(field(WorkingHoursForm.zone, "zone", t), t) }
        for weekday in 1...7 {
            let spec = FieldSpec(
                name: "day\(weekday)", label: .verbatim(t.weekdayName(weekday).capitalizedFirst), shape: .text,
                traits: [.max(100)])
            html.field(field(spec, spec.name, t), t)
        }
        html.field(field(WorkingHoursForm.holidays, "holidays", t), t)
        html.p(t("As 9:00 – 12:30, 14:00 – 18:00; left empty, the day is free."), .class("xs muted wide"))
        let numbers = rowNumbers
        html.partsEditor(
            name: "closed", label: isPersonal ? t("My days off") : t("Days on which the company is closed"),
            addLabel: t("Add days"), rows: (numbers.isEmpty ? [0] : numbers).map { row("[\($0)]", t) },
            blank: row("[#]", t), t)
    }

    private func row(_ number: String, _ t: Translator) -> [FormField] {
        [WorkingHoursForm.name, WorkingHoursForm.from, WorkingHoursForm.to].map {
            field($0, "closed\(number).\($0.name)", t)
        }
    }

    private func field(_ spec: FieldSpec, _ name: String, _ t: Translator) -> FormField {
        var field = FormField(spec, name: name, text: typed[name] ?? "")
        field.error = refusals.first { $0.field == name }.map { t($0.message) }
        return field
    }

    private var rowNumbers: [Int] {
        Set(
            typed.items.compactMap { item -> Int? in
                guard item.name.hasPrefix("closed[") else { return nil }
                return Int(item.name.dropFirst(7).prefix { $0.isASCII && $0.isNumber })
            }
        ).sorted()
    }

    /// What was typed, as working time; what cannot be read is refused, all at once.
    mutating func read(_ base: WorkingTime, _ t: Translator, today: Day) -> WorkingTime {
        var time = base
        for weekday in 1...7 { time.week[weekday - 1] = periods("day\(weekday)") }
        if let kept = typed["holidays"].flatMap({ WorkingTime.Holidays(rawValue: $0) }) {
            time.holidays = kept
        } else {
            refuse("holidays", Message("Choose which public holidays are free."))
        }
        if isPersonal, typed["zone"] != nil, zone == nil {
            refuse("zone", Message("Write it as a city of its continent, such as Europe/Paris or America/New_York."))
        }
        time.closings = rowNumbers.compactMap { closing("closed[\($0)]", t, today) }.sorted { $0.from < $1.from }
        return time
    }

    private mutating func periods(_ name: String) -> [Range<Int>] {
        let text = (typed[name] ?? "").replacing("–", with: "-").filter { !$0.isWhitespace }
        let words = text.split { $0 == "," || $0 == ";" }
        let periods = words.compactMap { WorkingTime.period(String($0)) }
        if periods.count != words.count || !WorkingTime.isOrderly(periods) {
            refuse(name, Message("Write hours in order, such as 9:00 – 12:30, 14:00 – 18:00."))
        }
        return periods
    }

    private mutating func closing(_ place: String, _ t: Translator, _ today: Day) -> WorkingTime.Closing? {
        let texts = ["name", "from", "to"].map { (typed["\(place).\($0)"] ?? "").trimmingWhitespace() }
        if texts.allSatisfy(\.isEmpty) { return nil }
        let from = t.readDay(texts[1], today: today), to = texts[2].isEmpty ? from : t.readDay(texts[2], today: today)
        if texts[0].isEmpty { refuse(place + ".name", Message("Fill this in.")) }
        guard let from else {
            refuse(place + ".from", Message("A day is expected, such as {example}.", ["example": .day(today)]))
            return nil
        }
        guard let to, from <= to, to.number - from.number < 400 else {
            refuse(place + ".to", Message("The last day is not before the first, and at most a year after it."))
            return nil
        }
        return WorkingTime.Closing(from: from, to: to, name: texts[0])
    }

    private mutating func refuse(_ name: String, _ message: Message) {
        refusals.append(FieldRefusal(name, code: "invalid_value", message))
    }
}

extension WorkingTime.Holidays {
    var label: Message {
        switch self {
        case .france: Message("France")
        case .alsaceMoselle: Message("France, with Alsace and Moselle")
        case .none: Message("None")
        }
    }
}

extension String {
    /// `Lundi` of `lundi`.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
