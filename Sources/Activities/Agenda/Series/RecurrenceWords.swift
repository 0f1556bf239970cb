import Localisation
import Records

extension Recurrence {
    /// The rule read aloud: “every 2 weeks on Monday and Friday, until 31/12/2026”.
    func words(_ t: Translator) -> String {
        var words = t(often)
        if !weekdays.isEmpty {
            let days = weekdays.map { weekday -> String in
                let name = t.weekdayName(weekday.day)
                guard let place = weekday.place else { return name }
                let text: Message.Argument = .text(name)
                switch place {
                case -1: return t(Message("the last {weekday}", ["weekday": text]))
                case 1: return t(Message("the first {weekday}", ["weekday": text]))
                case 2: return t(Message("the second {weekday}", ["weekday": text]))
                case 3: return t(Message("the third {weekday}", ["weekday": text]))
                case 4: return t(Message("the fourth {weekday}", ["weekday": text]))
                default: return t(Message("{weekday} no. {number}", ["weekday": text, "number": .number(place)]))
                }
            }
            words = t(Message("{often}, {days}", ["often": .text(words), "days": .text(t.list(days))]))
        } else if !monthDays.isEmpty, let day = monthDays.last {
            words = t(Message("{often}, on the {number}", ["often": .text(words), "number": .number(day)]))
        }
        if let until {
            words = t(Message("{often}, until {day}", ["often": .text(words), "day": .day(until)]))
        }
        if let count {
            words = t(
                Message("{often}, {count} time", "{often}, {count} times", count: count, ["often": .text(words)]))
        }
        return words
    }

    private var often: Message {
        switch frequency {
        case .daily: Message("every day", "every {count} days", count: interval)
        case .weekly: Message("every week", "every {count} weeks", count: interval)
        case .monthly: Message("every month", "every {count} months", count: interval)
        case .yearly: Message("every year", "every {count} years", count: interval)
        }
    }
}
