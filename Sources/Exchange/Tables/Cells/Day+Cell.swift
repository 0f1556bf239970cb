import Records

extension Day {
    /// Reads a day as people and programs write it: `25/10/2016`, `2016-10-25`, `25.10.16`, `25 octobre 2016`, `Oct 25,
    /// 2016`, also followed by a midnight. A year that comes first is always read so. Nil for anything else, and for no
    /// such day.
    package init?(cell text: String, order: DayOrder) {
        let (day, rest) = splitDay(text, order)
        guard let day, let rest, rest.isEmpty || TimeOfDay(rest)?.isMidnight == true else { return nil }
        self = day
    }

    /// Excel's day number: 1 is 1 January 1900, and a 29 February 1900 that never was is counted.
    package init?(serial text: String) {
        let whole = text.split(separator: ".", omittingEmptySubsequences: false)
        guard whole.count <= 2, let number = Int32(whole[0]), (61...2_958_465).contains(number),
            whole.count == 1 || whole[1].allSatisfy({ $0.isASCIIDigit })
        else { return nil }
        self.init(number: number - 25_569)
    }

    /// The orders in which a text is a day.
    static func orders(of text: String) -> [DayOrder] { DayOrder.allCases.filter { splitDay(text, $0).day != nil } }
}

/// The day a text begins with and what follows it; no rest where the day itself is not understood.
func splitDay(_ text: String, _ order: DayOrder) -> (day: Day?, rest: Substring?) {
    let trimmed = text.trimmingSpaces
    guard let first = trimmed.first, trimmed.utf8.count <= 64 else { return (nil, nil) }
    if first.isLetter || trimmed.prefix(6).contains(where: { $0.isLetter && $0 != "T" && $0 != "t" }) {
        return namedDay(trimmed)
    }
    var numbers: [Substring] = [], mark: Character?, rest = trimmed[...]
    while numbers.count < 3 {
        let digits = rest.prefix(while: \.isASCIIDigit)
        guard !digits.isEmpty, digits.count <= 8 else { return (nil, nil) }
        numbers.append(digits)
        rest = rest.dropFirst(digits.count)
        if numbers.count == 3 || (numbers.count == 1 && digits.count == 8) { break }
        guard let found = rest.first, "/-. ".contains(found), mark == nil || mark == found else { return (nil, nil) }
        mark = found
        rest = rest.dropFirst()
    }
    guard rest.isEmpty || " Tt\u{a0}\u{202f}".contains(rest.first!) else { return (nil, nil) }
    return (numericDay(numbers, order), rest.dropFirst())
}

private func numericDay(_ parts: [Substring], _ order: DayOrder) -> Day? {
    if parts.count == 1 {
        guard order == .yearMonthDay else { return nil }
        return day(parts[0].prefix(4), parts[0].dropFirst(4).prefix(2), parts[0].suffix(2))
    }
    if parts[0].count == 4 { return day(parts[0], parts[1], parts[2]) }
    switch order {
    case .dayMonthYear: return day(parts[2], parts[1], parts[0])
    case .monthDayYear: return day(parts[2], parts[0], parts[1])
    case .yearMonthDay: return day(parts[0], parts[1], parts[2])
    }
}

private func day(_ year: Substring, _ month: Substring, _ day: Substring) -> Day? {
    guard let year = fullYear(year), month.count <= 2, day.count <= 2, let month = Int(month), let day = Int(day) else {
        return nil
    }
    return Day(year: year, month: month, day: day)
}

/// Two digits are read as spreadsheets read them: up to 29 this century, from 30 the last.
private func fullYear(_ digits: Substring) -> Int? {
    guard let year = Int(digits) else { return nil }
    switch digits.count {
    case 4: return year
    case 2: return year < 30 ? 2000 + year : 1900 + year
    default: return nil
    }
}

/// `mardi 25 octobre 2016`, `25-Oct-16`, `October 25, 2016`: the name settles the order.
private func namedDay(_ text: String) -> (day: Day?, rest: Substring?) {
    let tokens = text.split(maxSplits: 5) { " -/.,\u{a0}\u{202f}".contains($0) }
    // `Mar` is March or mardi: a weekday only where no day can be read from it.
    if let found = namedDay(tokens[...], in: text) { return found }
    guard let first = tokens.first, isWeekday(first) else { return (nil, nil) }
    return namedDay(tokens.dropFirst(), in: text) ?? (nil, nil)
}

private func namedDay(_ tokens: ArraySlice<Substring>, in text: String) -> (day: Day?, rest: Substring?)? {
    let tokens = Array(tokens.prefix(3))
    guard tokens.count == 3, let start = tokens[0].first else { return nil }
    let dayToken = tokens[start.isNumber ? 0 : 1]
    guard let month = monthNumber(tokens[start.isNumber ? 1 : 0]), let year = fullYear(tokens[2]) else { return nil }
    let digits = dayToken.prefix { $0.isASCIIDigit }, ending = dayToken.dropFirst(digits.count).lowercased()
    guard ["", "er", "st", "nd", "rd", "th"].contains(ending), digits.count <= 2, let number = Int(digits) else {
        return nil
    }
    return (Day(year: year, month: month, day: number), text[tokens[2].endIndex...].dropFirst())
}

private func isWeekday(_ word: Substring) -> Bool {
    let known = [
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "monday", "tuesday", "wednesday",
        "thursday", "friday", "saturday", "sunday",
    ]
    let plain = folded(String(word))
    return plain.count >= 3 && known.contains { $0.hasPrefix(plain) }
}

private func monthNumber(_ word: Substring) -> Int? {
    let plain = folded(String(word))
    guard plain.count >= 3 else { return nil }
    let french = [
        "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
        "decembre",
    ]
    let english = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
    // `jui` is June or July: too short to tell.
    if plain == "jui" { return nil }
    for names in [french, english] {
        if let index = names.firstIndex(where: { $0.hasPrefix(plain) }) { return index + 1 }
    }
    return nil
}
