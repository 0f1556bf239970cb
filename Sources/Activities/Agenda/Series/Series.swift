import Foundation
import Records
import Storage

/// Activities that come again by one rule. Each is a record of its own, with its own state, reminder and history: the
/// first carries the rule, the others name the first. They are made ahead for a little over a year.
struct Series {
    /// Marks what the series itself writes, so that its rules leave it alone.
    static let fact = "series"
    /// How far ahead occurrences are made: a yearly one is always there.
    static let ahead = 400

    let transaction: Transaction
    var kind: Kind { transaction.schema.kind(of: Activity.self) }
    /// What a series writes for a person who may write its first activity.
    var house: Transaction { transaction.asHouse }

    init(_ transaction: Transaction) { self.transaction = transaction }

    // Rules of the one write path

    /// A rule is read, and what begins on a day without it begins on its first day.
    static func prepare(
        _ activity: inout Activity, _ change: Change, _ transaction: Transaction
    ) -> FieldRefusal? {
        guard change.changes("recurrence"), let text = activity.recurrence else { return nil }
        guard activity.series == nil else {
            return FieldRefusal(
                "recurrence", code: "not_first",
                Message("The rule stands with the first of the series. Change it there, or from here on."))
        }
        guard let day = activity.dueOn else {
            return FieldRefusal("due_on", code: "required", Message("Say on which day it is first."))
        }
        do throws(Refusal) {
            let rule = try Recurrence(text)
            guard let first = rule.first(from: day) else {
                return FieldRefusal("recurrence", code: "never", Message("By this rule it would never come."))
            }
            activity.move(days: Int(first.number - day.number))
            activity.recurrence = rule.text
            activity.recursOn = first
            activity.madeUntil = horizon(from: first, transaction)
            return nil
        } catch {
            return FieldRefusal("recurrence", code: error.code, error.message)
        }
    }

    /// A rule that is new or another makes its occurrences anew; without a rule none follow.
    static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        for change in changes where change.changes("recurrence") && change.facts[fact] == nil {
            try Series(transaction).plan(try change.typed(Activity.self))
        }
    }

    /// What follows the first one: those still to do are made again, like it.
    func plan(_ first: Activity) throws {
        let following = try occurrences(of: first.id).filter { !$0.isDone }
        if !following.isEmpty {
            try Series.$isMadeAnew.withValue(true) { _ = try house.delete(following.map(\.id.number), of: kind) }
        }
        var fields = ["recurrence": [first.recurrence.map(Value.text) ?? .null]]
        fields["recurs_on"] = [first.recursOn.map(Value.day) ?? .null]
        guard first.recurrence != nil, let anchor = first.recursOn ?? first.dueOn else {
            return try write(first.id, fields)
        }
        // Said together with the rule, so that the history has one line for what was one wish.
        let horizon = Series.horizon(from: anchor, transaction)
        fields["made_until"] = [.day(horizon)]
        try write(first.id, fields)
        try make(first, after: anchor, through: horizon, like: first)
    }

    /// Those still to do go because others take their place: the rule does not leave their days out.
    @TaskLocal static var isMadeAnew = false

    // Making occurrences

    /// Makes what is missing until `ahead` days from today, like the latest one that stands on its own day.
    func extend(_ first: Activity) throws {
        guard let anchor = first.recursOn ?? first.dueOn else { return }
        let horizon = Series.horizon(from: anchor, transaction)
        try make(first, after: first.madeUntil ?? anchor, through: horizon, like: try model(of: first))
        // Beside the record’s history, which is about what people do.
        try transaction.connection.execute(
            "UPDATE \(name: kind.table) SET made_until = \(horizon) WHERE id = \(first.id)")
    }

    private static func horizon(from anchor: Day, _ transaction: Transaction) -> Day {
        max(transaction.today, anchor).adding(days: ahead)
    }

    private func make(_ first: Activity, after begin: Day, through horizon: Day, like model: Activity) throws {
        guard let text = first.recurrence, let anchor = first.recursOn ?? first.dueOn else { return }
        let rule = try Recurrence(text)
        let made = try transaction.connection.rows(
            "SELECT recurs_on FROM \(name: kind.table) WHERE series = \(first.id)", .day
        ).compactMap { $0[0].day }
        let known = Set(made).union([anchor])
        let days = rule.days(from: anchor, through: horizon).filter { $0 > begin && !known.contains($0) }
        let zone = try Clock.of(model.owner?.number, in: house)
        // Whoever said yes to the whole series says so to what follows.
        let keepsAnswers = try SeriesInvitations.isInvited(first.id, in: transaction)
        let drafts = days.map { day -> Draft in
            var draft = Draft(copy(model, of: first.id, on: day, zone, keepsAnswers: keepsAnswers))
            draft.facts[Series.fact] = true
            return draft
        }
        for case .refused(let refusal) in try house.save(drafts, as: kind) { throw refusal }
    }

    /// The latest occurrence that nobody moved; the first one where there is none.
    private func model(of first: Activity) throws -> Activity {
        let latest = try transaction.connection.integer(
            """
            SELECT id FROM \(name: kind.table) WHERE series = \(first.id) AND recurs_on = due_on
            ORDER BY recurs_on DESC LIMIT 1
            """)
        return try latest.map { try house.find(ID<Activity>($0)) } ?? first
    }

    /// The same on another day: at the same hour of its owner’s clock, whatever that clock did between.
    private func copy(
        _ model: Activity, of first: ID<Activity>, on day: Day, _ zone: TimeZone, keepsAnswers: Bool
    ) -> Activity {
        var copy = Activity()
        (copy.subject, copy.type, copy.about, copy.owner) = (model.subject, model.type, model.about, model.owner)
        (copy.durationMinutes, copy.isAllDay, copy.place) = (model.durationMinutes, model.isAllDay, model.place)
        (copy.remindMinutes, copy.description) = (model.remindMinutes, model.description)
        copy.custom = model.custom
        copy.participants = model.participants.map { person in
            var person = person
            person.id = ID()
            if !keepsAnswers { person.answer = .needsAction }
            return person
        }
        copy.dueOn = day
        copy.startsAt = model.startsAt.map { Instant(day, minute: $0.minute(in: zone), in: zone) }
        if let last = model.endsOn, let begin = model.dueOn {
            copy.endsOn = day.adding(days: Int(last.number - begin.number))
        }
        copy.series = first
        copy.recursOn = day
        return copy
    }

    // Reading and writing

    /// All but the first, in order.
    func occurrences(of first: ID<Activity>) throws -> [Activity] {
        let ids = try transaction.connection.integers(
            "SELECT id FROM \(name: kind.table) WHERE series = \(first) ORDER BY recurs_on, id")
        let found = try house.records(ids, of: kind)
        return try ids.compactMap { id in try found[id].map { try Activity($0, kind: kind) } }
    }

    /// Whether one of the same series is still to do.
    func hasNext(_ activity: Activity) throws -> Bool {
        guard activity.isInSeries else { return false }
        let head = activity.series ?? activity.id
        return try transaction.connection.integer(
            """
            SELECT id FROM \(name: kind.table) WHERE (series = \(head) OR id = \(head)) AND id <> \(activity.id)
            AND is_done = FALSE LIMIT 1
            """) != nil
    }

    func write(_ id: ID<Activity>, _ fields: [String: [Value]]) throws {
        try house.save(Draft(id: id.number, fields: fields, facts: [Series.fact: true]), as: kind)
    }
}

extension Activity {
    /// Some days later or earlier, at the same distance from each other.
    mutating func move(days: Int) {
        guard days != 0 else { return }
        dueOn = dueOn?.adding(days: days)
        endsOn = endsOn?.adding(days: days)
        startsAt = startsAt?.adding(seconds: days * 86_400)
    }
}
