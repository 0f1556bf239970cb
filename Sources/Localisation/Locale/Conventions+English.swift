extension Conventions {
    /// English of a European company: day before month, 24-hour clock.
    static let english = Conventions(
        numbers: NumberStyle(
            group: ",",
            mark: ".",
            percent: "%",
            symbolComesFirst: true,
            symbols: ["EUR": "€", "USD": "$", "GBP": "£", "CAD": "CA$", "AUD": "A$", "JPY": "¥"],
            byteUnits: ["B", "kB", "MB", "GB", "TB", "PB", "EB"]),
        dates: DateStyle(
            months: [
                "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                "November", "December",
            ],
            shortMonths: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
            weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
            shortWeekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
            first: "1",
            day: "{d}\u{a0}{mon} {yyyy}",
            shortDay: "{d}\u{a0}{mon}",
            shortDayWithYear: "{d}\u{a0}{mon} {yyyy}",
            longDay: "{weekday} {d}\u{a0}{month} {yyyy}",
            monthOfYear: "{month} {yyyy}",
            instant: "{day}, {time}"),
        words: LanguageWords(
            and: "and",
            or: "or",
            now: "just now",
            today: "today",
            tomorrow: "tomorrow",
            yesterday: "yesterday",
            ago: "{span} ago",
            ahead: "in {span}",
            minutes: .init("{n}\u{a0}min"),
            hours: .init("{n}\u{a0}h"),
            days: .init("{n}\u{a0}day", "{n}\u{a0}days"),
            months: .init("{n}\u{a0}month", "{n}\u{a0}months"),
            years: .init("{n}\u{a0}year", "{n}\u{a0}years"),
            isSingular: { $0 == 1 }))
}
