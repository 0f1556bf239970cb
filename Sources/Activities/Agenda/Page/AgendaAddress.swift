import Records
import Web

/// What of the agenda is shown: how, which days, whose. It stands in the address, so it can be kept and sent.
struct AgendaAddress: Sendable, Hashable {
    enum View: String, Sendable, CaseIterable {
        case day, week, month, list

        var label: Message {
            switch self {
            case .day: Message("Day")
            case .week: Message("Week")
            case .month: Message("Month")
            case .list: Message("List")
            }
        }

        var icon: String {
            switch self {
            case .day: "square"
            case .week: "columns-3"
            case .month: "layout-grid"
            case .list: "list"
            }
        }
    }

    enum Whose: Sendable, Hashable {
        case mine
        case person(Int64)
        case team(Int64)
    }

    var view = View.week
    var day: Day
    var whose = Whose.mine

    init(day: Day) { self.day = day }

    init(_ query: Form, today: Day) throws(Refusal) {
        day = today
        if let text = query["view"] {
            guard let view = View(rawValue: text) else {
                throw AgendaAddress.unknown("view", View.allCases.map(\.rawValue).joined(separator: ", "))
            }
            self.view = view
        }
        if let text = query["on"], !text.isEmpty {
            guard let day = Day(iso: text), (1900...9000).contains(day.parts.year) else {
                throw Refusal(fields: [
                    FieldRefusal(
                        "on", code: "invalid_value",
                        Message("A day is expected, such as {example}.", ["example": .day(today)]))
                ])
            }
            self.day = day
        }
        // One choice for both, as the select sends it: `user-12`, `team-3`.
        let chosen = query["whose"].map { $0.split(separator: "-", maxSplits: 1).map(String.init) } ?? []
        let user = query["user"] ?? (chosen.first == "user" ? chosen.last : nil)
        let team = query["team"] ?? (chosen.first == "team" ? chosen.last : nil)
        if let id = team.flatMap({ Int64($0) }) {
            whose = .team(id)
        } else if let id = user.flatMap({ Int64($0) }) {
            whose = .person(id)
        }
    }

    /// The days on the page.
    var days: ClosedRange<Day> {
        switch view {
        case .day: return day...day
        case .week: return monday...monday.adding(days: 6)
        case .month:
            let first = firstOfMonth, last = first.adding(months: 1).adding(days: -1)
            return first.adding(days: 1 - first.weekday)...last.adding(days: 7 - last.weekday)
        case .list: return day...day.adding(days: 27)
        }
    }

    var monday: Day { day.adding(days: 1 - day.weekday) }
    var firstOfMonth: Day { day.adding(days: 1 - day.parts.day) }

    var previous: AgendaAddress { turned(-1) }
    var next: AgendaAddress { turned(1) }

    private func turned(_ direction: Int) -> AgendaAddress {
        var other = self
        switch view {
        case .day: other.day = day.adding(days: direction)
        case .week: other.day = day.adding(days: 7 * direction)
        case .month: other.day = firstOfMonth.adding(months: direction)
        case .list: other.day = day.adding(days: 28 * direction)
        }
        return other
    }

    func with(_ view: View, on day: Day? = nil) -> AgendaAddress {
        var other = self
        other.view = view
        if let day { other.day = day }
        return other
    }

    var link: String { "\(Agenda.path)?" + form.encoded }

    var form: Form {
        var items = [Form.Item("view", view.rawValue), Form.Item("on", day.iso)]
        switch whose {
        case .mine: break
        case .person(let id): items.append(Form.Item("user", String(id)))
        case .team(let id): items.append(Form.Item("team", String(id)))
        }
        return Form(items)
    }

    private static func unknown(_ name: String, _ options: String) -> Refusal {
        Refusal(fields: [
            FieldRefusal(
                name, code: "unknown_choice",
                Message("One of these is expected: {options}.", ["options": .text(options)]))
        ])
    }
}

extension Day {
    /// Every day of the range, in order.
    static func all(_ days: ClosedRange<Day>) -> [Day] {
        (0...Int(days.upperBound.number - days.lowerBound.number)).map { days.lowerBound.adding(days: $0) }
    }
}
