import Localisation
import Records
import Storage

/// Reads what a person typed into a form of any kind: each field by its shape and the person's way of writing numbers
/// and days. What is not sent stays as it is; what cannot be read is refused with its field's name, all at once.
package struct FormReader: Sendable {
    package let kind: Kind
    package let t: Translator
    package let today: Day
    package let currency: String
    let viewer: Viewer

    /// What a form says, before the database has been asked about typed names.
    package struct Reading: Sendable {
        package var fields: [String: [Value]] = [:]
        package var parts: [String: [PartRow]] = [:]
        package var refusals: [FieldRefusal] = []
        /// Links given by the name of the record rather than by choosing it.
        var named: [NamedLink] = []

        package var isRefused: Bool { !refusals.isEmpty }
    }

    /// - Parameter viewer: whose rights say what may be filled in; a filter asks for a value that nobody stores, as the
    ///   house.
    package init(_ kind: Kind, _ context: Context, as viewer: Viewer? = nil) {
        self.kind = kind
        t = context.t
        today = context.today
        currency = context.workspace.settings.currency
        self.viewer = viewer ?? context.viewer
    }

    /// - Parameter existing: the stored record, whose part rows keep what the form does not show.
    /// - Parameter only: the fields this form may change; nil for all the viewer may write.
    package func read(_ form: Form, existing: Record?, only: Set<String>? = nil) -> Reading {
        var reading = Reading()
        for field in kind.writable(by: viewer) where only?.contains(field.name) ?? true {
            do {
                guard let values = try values(of: field, named: field.name, in: form, &reading.named) else { continue }
                reading.fields[field.name] = values
            } catch {
                reading.refusals.append(error)
            }
        }
        for part in kind.parts where only?.contains(part.name) ?? viewer.mayWrite(part: part.name, of: kind) {
            if let rows = rows(of: part, in: form, existing: existing?.parts[part.name] ?? [], &reading) {
                reading.parts[part.name] = rows
            }
        }
        return reading
    }

    /// The column values of one field; nil where the form does not speak of it.
    func values(
        of field: FieldSpec, named name: String, in form: Form, _ links: inout [NamedLink]
    ) throws(FieldRefusal) -> [Value]? {
        if field.shape.linkTarget != nil || field.shape == .reference {
            return try link(field, named: name, in: form, &links)
        }
        guard let typed = form[name] else { return nil }
        var values = try value(typed.trimmingWhitespace(), field, name)
        if case .money = field.shape, let code = form[name + "_currency"], values[0].isNull == false {
            values = try money(typed.trimmingWhitespace(), code, name)
        }
        return values
    }

    private func value(_ typed: String, _ field: FieldSpec, _ name: String) throws(FieldRefusal) -> [Value] {
        if field.shape == .boolean { return [.boolean(["true", "on", "1"].contains(typed))] }
        if typed.isEmpty { return field.columns.map { _ in .null } }
        switch field.shape {
        case .text, .email, .phone, .url: return [.text(typed)]
        // Browsers send line ends as CR LF.
        case .longText: return [.text(typed.replacing("\r\n", with: "\n"))]
        case .integer:
            guard let number = t.readNumber(typed) else {
                throw expected(
                    name, Message("A whole number is expected, such as {example}.", ["example": .number(1250)]))
            }
            return [.integer(number)]
        case .exact:
            guard let number = t.readExact(typed) else {
                let example = Exact(millionths: 12_500_000)
                throw expected(name, Message("A number is expected, such as {example}.", ["example": .exact(example)]))
            }
            return [.integer(number.millionths)]
        case .money: return try money(typed, currency, name)
        case .day:
            guard let day = t.readDay(typed, today: today) else {
                throw expected(name, Message("A day is expected, such as {example}.", ["example": .day(today)]))
            }
            return [.day(day)]
        case .instant:
            guard let instant = instant(typed) else {
                throw expected(name, Message("A day and an hour are expected, such as 2026-12-31 14:30."))
            }
            return [.instant(instant)]
        case .choice(let options):
            guard let option = options.first(where: { $0.value == typed || folded(t($0.label)) == folded(typed) })
            else {
                let known = t.alternatives(options.map { t($0.label) })
                throw FieldRefusal(
                    name, code: "unknown_choice",
                    Message("One of these is expected: {options}.", ["options": .text(known)]))
            }
            return [.text(option.value)]
        case .boolean, .link, .reference: return []
        }
    }

    private func money(_ typed: String, _ code: String, _ name: String) throws(FieldRefusal) -> [Value] {
        guard Money.isCurrency(code) else {
            throw FieldRefusal(
                name, code: "invalid_currency", Message("A currency is three capital letters, such as EUR."))
        }
        guard let money = t.readMoney(typed, defaultCurrency: code) else {
            let example = Money(minor: 123_456, currency: code)
            throw expected(name, Message("An amount is expected, such as {example}.", ["example": .money(example)]))
        }
        return [.integer(money.minor), .text(money.currency)]
    }

    /// `2026-11-22T10:30` as browsers send it, `2026-11-22 10:30` as people type it, or a whole instant of a program.
    private func instant(_ typed: String) -> Instant? {
        if let instant = Instant(iso: typed) { return instant }
        let pieces = typed.split { $0 == "T" || $0 == " " }
        guard pieces.count == 2, let day = t.readDay(String(pieces[0]), today: today) else { return nil }
        let clock = pieces[1].split(separator: ":").map { Int($0) }
        guard (2...3).contains(clock.count), let hour = clock[0], let minute = clock[1], (0..<24).contains(hour),
            (0..<60).contains(minute)
        else { return nil }
        let midnight = Instant(startOf: day, in: t.timeZone)
        return midnight.adding(seconds: hour * 3600 + minute * 60)
    }

    private func expected(_ name: String, _ message: Message) -> FieldRefusal {
        FieldRefusal(name, code: "invalid_value", message)
    }
}

extension Kind {
    /// The fields a person may fill in: the declared and custom ones, then the key other programs know it by.
    package func writable(by viewer: Viewer) -> [FieldSpec] {
        let outside = self["external_id"].map { [$0] } ?? []
        return (Array(declared) + outside).filter { viewer.mayWrite($0, of: self) }
    }
}
