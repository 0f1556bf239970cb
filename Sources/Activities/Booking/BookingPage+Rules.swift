import Records
import Storage

extension BookingPage {
    /// A page has an address and at least one kind of meeting, each of a length that the day can be cut into.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        for index in changes.indices {
            var page = try changes[index].typed(BookingPage.self)
            if changes[index].isNew, page.owner == nil, page.team == nil, !changes[index].touched.contains("owner") {
                page.owner = transaction.author.map { ID($0) }
            }
            let typed = page.slug.map { Records.slug($0) } ?? ""
            page.slug = typed.isEmpty ? try free(Records.slug(page.title), page.id.number, transaction) : typed
            if changes[index].isNew, page.types.isEmpty { page.types = [standard(transaction)] }
            page.types = page.types.map { $0.filled() }
            page.check(&changes[index])
            changes[index].replace(with: page)
        }
    }

    private static func standard(_ transaction: Transaction) -> BookingType {
        var type = BookingType()
        type.displayName = transaction.settings.language == "en" ? "Meeting" : "Rendez-vous"
        return type
    }

    /// The same word with a number after it where another page has it.
    private static func free(_ wanted: String, _ id: Int64, _ transaction: Transaction) throws -> String {
        let base = wanted.isEmpty ? "rendez-vous" : String(wanted.prefix(70))
        for number in 1...1_000 {
            let candidate = number == 1 ? base : "\(base)-\(number)"
            let taken = try transaction.connection.integer(
                "SELECT id FROM booking_page WHERE slug = \(candidate) AND id <> \(id)")
            if taken == nil { return candidate }
        }
        return "\(base)-\(id)"
    }

    private func check(_ change: inout Change) {
        if owner == nil, team == nil {
            change.refuse("owner", code: "required", Message("Say whose time is booked: a person’s or a team’s."))
        }
        for (place, type) in types.enumerated() {
            func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>, step: Int = 1) {
                guard !range.contains(value) || value % step != 0 else { return }
                let limits: [String: Message.Argument] = [
                    "low": .number(range.lowerBound), "high": .number(range.upperBound), "step": .number(step),
                ]
                change.refuse(
                    "types[\(place)].\(name)", code: "out_of_range",
                    step == 1
                        ? Message("A number between {low} and {high} is expected.", limits)
                        : Message("A number between {low} and {high} is expected, in steps of {step}.", limits))
            }
            check("minutes", type.minutes, 5...480, step: 5)
            check("minutes_before", type.minutesBefore, 0...240)
            check("minutes_after", type.minutesAfter, 0...240)
            check("notice_hours", type.noticeHours, 0...720)
            check("horizon_days", type.horizonDays, 1...180)
        }
    }
}
