extension Conventions {
    /// French as typographers set it: narrow no-break space between thousands, no-break space before a unit.
    static let french = Conventions(
        numbers: NumberStyle(
            group: "\u{202f}",
            mark: ",",
            percent: "\u{202f}%",
            symbolComesFirst: false,
            symbols: ["EUR": "€", "USD": "$US", "GBP": "£", "CAD": "$CA", "AUD": "$AU", "JPY": "¥"],
            byteUnits: ["o", "ko", "Mo", "Go", "To", "Po", "Eo"]),
        dates: DateStyle(
            months: [
                "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
                "novembre", "décembre",
            ],
            shortMonths: [
                "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
            ],
            weekdays: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
            shortWeekdays: ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."],
            first: "1er",
            day: "{dd}/{mm}/{yyyy}",
            shortDay: "{d}\u{a0}{mon}",
            shortDayWithYear: "{d}\u{a0}{mon} {yyyy}",
            longDay: "{weekday} {d}\u{a0}{month} {yyyy}",
            monthOfYear: "{month} {yyyy}",
            instant: "{day} à {time}"),
        words: LanguageWords(
            and: "et",
            or: "ou",
            now: "à l’instant",
            today: "aujourd’hui",
            tomorrow: "demain",
            yesterday: "hier",
            ago: "il y a {span}",
            ahead: "dans {span}",
            minutes: .init("{n}\u{a0}min"),
            hours: .init("{n}\u{a0}h"),
            days: .init("{n}\u{a0}j"),
            months: .init("{n}\u{a0}mois"),
            years: .init("{n}\u{a0}an", "{n}\u{a0}ans"),
            isSingular: { $0 < 2 }))
}
