import Foundation
import Localisation
import Records

/// What somebody asks of a new token: a name, how much it may do, until when.
struct TokenForm: Sendable {
    static let days = [30, 90, 365]
    static let usualDays = 90

    let name: String
    let scope: TokenScope
    let expiresAt: Instant?

    /// `text` gives what was typed under a name; `kinds` are the names ticked. Refuses everything wrong at once.
    init(
        _ text: (String) -> String, kinds: [String], schema: Schema, now: Instant, zone: TimeZone
    ) throws(Refusal) {
        var refusals: [FieldRefusal] = []
        name = text("name").trimmingWhitespace()
        if name.isEmpty || name.count > 120 {
            refusals.append(
                FieldRefusal(
                    "name", code: "required", Message("Name the token after the program that will use it.")))
        }
        for kind in kinds where schema[kind] == nil || schema[kind]?.owner != nil {
            refusals.append(
                FieldRefusal(
                    "kinds", code: "unknown_kind",
                    Message("“{value}” is not a kind of record.", ["value": .text(kind)])))
        }
        scope = TokenScope(isReadOnly: text("access") == "read", kinds: kinds.isEmpty ? nil : kinds)
        var end: Instant?
        do throws(FieldRefusal) {
            end = try TokenForm.end(text("expires"), on: text("expires_on"), now: now, zone: zone)
        } catch {
            refusals.append(error)
        }
        expiresAt = end
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
    }

    private static func end(
        _ choice: String, on day: String, now: Instant, zone: TimeZone
    ) throws(FieldRefusal) -> Instant {
        guard choice == "date" else {
            let chosen = choice.isEmpty ? usualDays : Int(choice) ?? 0
            guard days.contains(chosen) else {
                throw FieldRefusal(
                    "expires", code: "unknown_choice",
                    Message("One of these is expected: {options}.", ["options": .text("30, 90, 365, date")]))
            }
            return now.adding(seconds: chosen * 86_400)
        }
        guard let day = Day(iso: day) else {
            throw FieldRefusal("expires_on", code: "required", Message("Say on which day the token ends."))
        }
        let end = Instant(startOf: day.adding(days: 1), in: zone)
        guard end > now else {
            throw FieldRefusal("expires_on", code: "out_of_range", Message("This day is over. Choose a later one."))
        }
        return end
    }
}
