import Foundation

/// Working time as settings keep it and programs send it:
/// `{"week": [["09:00-12:30", "14:00-18:00"], …], "holidays": "france", "closed": [{"from", "to", "name"}]}`.
extension WorkingTime {
    /// The setting of the company.
    package static let setting = "working_hours"

    /// As kept; the usual week where nothing was set, and what cannot be read as if it were not there.
    package init(_ json: JSON?, zone: TimeZone) {
        self.init(zone: zone)
        if let week = json?["week"]?.array, week.count == 7 {
            let days = week.map { ($0.array ?? []).compactMap { $0.text.flatMap(WorkingTime.period) } }
            if days.allSatisfy(WorkingTime.isOrderly) { self.week = days }
        }
        if let name = json?["holidays"]?.text, let kept = Holidays(rawValue: name) { holidays = kept }
        closings = (json?["closed"]?.array ?? []).compactMap(WorkingTime.closing)
    }

    package var json: JSON {
        .record([
            "week": .array(week.map { .array($0.map { .text(WorkingTime.text($0)) }) }),
            "holidays": .text(holidays.rawValue),
            "closed": .array(
                closings.map {
                    .record(["from": .text($0.from.iso), "to": .text($0.to.iso), "name": .text($0.name)])
                }),
        ])
    }

    /// Why a setting cannot be taken; nil where it can.
    package static func fault(_ json: JSON) -> FieldRefusal? {
        if json == .null { return nil }
        if let week = json["week"] {
            let days = week.array?.map { $0.array?.map { $0.text.flatMap(period) } }
            let isRight =
                days?.count == 7
                && days?.allSatisfy { day in
                    day.map { $0.allSatisfy { $0 != nil } && isOrderly($0.compactMap(\.self)) } ?? false
                } == true
            guard isRight else {
                return FieldRefusal(
                    "week", code: "invalid_value",
                    Message("Seven days from Monday are expected, each a list of hours such as 09:00-12:30, in order."))
            }
        }
        if let holidays = json["holidays"], holidays.text.flatMap({ Holidays(rawValue: $0) }) == nil {
            return FieldRefusal(
                "holidays", code: "unknown_choice",
                Message(
                    "One of these is expected: {options}.",
                    ["options": .text(Holidays.allCases.map(\.rawValue).joined(separator: ", "))]))
        }
        if let closed = json["closed"], closed.array.map({ $0.allSatisfy { closing($0) != nil } }) != true {
            return FieldRefusal(
                "closed", code: "invalid_value",
                Message("Each closing has a name, a first day and a last day that is not earlier."))
        }
        return nil
    }

    /// `09:00-12:30`
    package static func text(_ period: Range<Int>) -> String {
        TimeOfDay.text(period.lowerBound) + "-" + TimeOfDay.text(period.upperBound)
    }

    package static func period(_ text: String) -> Range<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let from = TimeOfDay.minute(String(ends[0])), let to = TimeOfDay.minute(String(ends[1])),
            from < to
        else { return nil }
        return from..<to
    }

    /// In order, and none within another.
    package static func isOrderly(_ day: [Range<Int>]) -> Bool {
        zip(day, day.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }
    }

    private static func closing(_ json: JSON) -> Closing? {
        guard let from = json["from"]?.text.flatMap({ Day(iso: $0) }),
            let to = json["to"]?.text.flatMap({ Day(iso: $0) }),
            from <= to, let name = json["name"]?.text, (1...120).contains(name.count)
        else { return nil }
        return Closing(from: from, to: to, name: name)
    }
}
