import Records
import Storage

/// What the law says of calling consumers, from a day on: kept as records, because it changes.
package struct CallingRule: Entity {
    package static let name = "calling_rule", plural = "calling_rules"
    package static let label = "Calling rule", pluralLabel = "Calling rules"
    package static let icon = "phone"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    package var validFrom: Day?
    package var needsConsent = true
    /// Monday is 1.
    package var weekdays = "1-5"
    package var hours = "10:00-13:00, 14:00-20:00"
    package var skipsHolidays = true
    package var maximumCalls: Int?
    package var withinDays: Int?
    package var restDays: Int?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(200), .listed),
        Field("valid_from", \.validFrom, "Valid from", .required, .listed, .sorted),
        Field("needs_consent", \.needsConsent, "Only with consent", .required, .listed),
        Field("weekdays", \.weekdays, "Days of the week", .required, .max(20), .help("Monday is 1: 1-5 or 1,2,4.")),
        Field("hours", \.hours, "Hours", .required, .max(100), .help("Such as 10:00-13:00, 14:00-20:00.")),
        Field("skips_holidays", \.skipsHolidays, "Not on public holidays", .required),
        Field("maximum_calls", \.maximumCalls, "Calls at most"),
        Field("within_days", \.withinDays, "Within days"),
        Field("rest_days", \.restDays, "Days of rest after a refusal"),
    ]

    /// The one that holds on a day; nil where the company keeps none.
    static func holding(on day: Day, in house: Transaction) throws -> CallingRule? {
        try house.all(CallingRule.self).filter { ($0.validFrom ?? day) <= day }
            .max { ($0.validFrom ?? day, $0.id.number) < ($1.validFrom ?? day, $1.id.number) }
    }

    static func prepare(_ changes: inout [Change], _: Transaction) throws {
        for index in changes.indices {
            let rule = try changes[index].typed(CallingRule.self)
            if rule.openDays == nil {
                changes[index].refuse(
                    "weekdays", code: "invalid_value", Message("Write the days as 1-5 or 1,2,4; Monday is 1."))
            }
            if rule.openPeriods == nil {
                changes[index].refuse(
                    "hours", code: "invalid_value", Message("Write the hours as 10:00-13:00, 14:00-20:00."))
            }
            for (name, number) in [
                ("maximum_calls", rule.maximumCalls), ("within_days", rule.withinDays), ("rest_days", rule.restDays),
            ] where number.map({ !(0...3650).contains($0) }) ?? false {
                changes[index].refuse(
                    name, code: "out_of_range",
                    Message(
                        "A whole number from {least} to {limit} is expected.",
                        ["least": .number(0), "limit": .number(3650)]))
            }
        }
    }

    private var openDays: Set<Int>? {
        var days: Set<Int> = []
        for piece in weekdays.split(separator: ",") {
            let ends = piece.split(separator: "-").map { Int($0.filter { $0 != " " }) }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last,
                first >= 1, last <= 7
            else { return nil }
            days.formUnion(first...last)
        }
        return days.isEmpty ? nil : days
    }

    private var openPeriods: [Range<Int>]? {
        var periods: [Range<Int>] = []
        for piece in hours.split(separator: ",") {
            let ends = piece.split(separator: "-").map { TimeOfDay.minute(String($0).trimmingWhitespace()) }
            guard ends.count == 2, let from = ends[0], let to = ends[1], from < to else { return nil }
            periods.append(from..<to)
        }
        return periods.isEmpty ? nil : periods
    }

    /// Why nobody may be called now; nil where it is time.
    func closure(at moment: Instant, _ settings: WorkspaceSettings) -> Message? {
        let time = WorkingTime(
            zone: settings.timeZone,
            week: (1...7).map { openDays?.contains($0) == true ? openPeriods ?? [] : [] },
            holidays: skipsHolidays ? holidays(settings) : .none)
        let day = moment.day(in: settings.timeZone)
        if skipsHolidays, let holiday = time.holiday(on: day) {
            return Message(
                "Today is a public holiday ({holiday}): consumers are not called. Call on a working day.",
                ["holiday": .message(holiday)])
        }
        if time.isOpen(moment) { return nil }
        return Message(
            "Consumers are called only on these days and hours: {days}, {hours}. Call then.",
            ["days": .text(weekdays), "hours": .text(hours)])
    }

    /// Those of the company; the law's own where it works on all of them.
    private func holidays(_ settings: WorkspaceSettings) -> WorkingTime.Holidays {
        let own = WorkingTime(settings.extra[WorkingTime.setting], zone: settings.timeZone).holidays
        return own == .none ? .france : own
    }
}
