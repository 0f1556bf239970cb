import Records
import Storage

/// Which of a series somebody means.
enum SeriesScope: String, CaseIterable, Sendable {
    case this, following, all

    var label: Message {
        switch self {
        case .this: Message("Only this one")
        case .following: Message("This and the following")
        case .all: Message("All of the series still to come")
        }
    }
}

extension Series {
    /// Writes fields to one of a series, to it and what follows, or to all that are still to come. What follows is made
    /// anew like it: what somebody changed of a single later one goes. Returns the first that was changed.
    @discardableResult
    func change(_ id: ID<Activity>, _ scope: SeriesScope, _ draft: Draft) throws -> ID<Activity> {
        var draft = draft
        draft.id = id.number
        let before = try transaction.find(id)
        guard scope != .this, before.isInSeries else {
            let leaves = before.recurrence != nil && scope == .this && draft.fields["recurrence"] == nil
            let hasPeople = try leaves && SeriesInvitations.isInvited(before.id, in: transaction)
            if leaves { try detach(before) }
            try transaction.save(draft, as: kind)
            if hasPeople { try SeriesInvitations.left(before.id, in: transaction) }
            return id
        }
        let first = scope == .all ? try earliest(before) : before
        try split(at: first)
        if first.id != before.id { draft = try shifted(draft, from: before, to: first) }
        draft.id = first.id.number
        draft.facts[Series.fact] = true
        try transaction.save(draft, as: kind)
        let changed = try house.find(first.id)
        let text = draft.fields["recurrence"].map { $0.first?.text } ?? changed.recurrence
        var again = changed
        again.recursOn = changed.dueOn
        again.recurrence = try text.map { text in
            var rule = try Recurrence(text)
            if let from = first.recursOn, let to = changed.dueOn, from != to { rule.move(from: from, to: to) }
            return rule.text
        }
        try plan(again)
        return first.id
    }

    /// Deletes one, it and what follows, or all still to come. Returns the journal that brings them back.
    func delete(_ id: ID<Activity>, _ scope: SeriesScope) throws -> Int64 {
        let activity = try transaction.find(id)
        guard scope != .this, activity.isInSeries else { return try transaction.delete([id.number], of: kind) }
        let journal = try Journal.begin("delete", kind: kind.name, in: transaction)
        let head = try first(of: activity)
        let from = scope == .all ? nil : activity.recursOn
        let rest = try ([head] + occurrences(of: head.id)).filter { each in
            guard each.id != id, let from else { return each.id == id || !each.isDone }
            return !each.isDone && each.recursOn.map { $0 >= from } ?? false
        }
        if let from, let anchor = head.recursOn, anchor < from, let text = head.recurrence {
            var rule = try Recurrence(text)
            (rule.until, rule.count) = (from.adding(days: -1), nil)
            try write(head.id, ["recurrence": [.text(rule.text)]])
        } else {
            try write(head.id, ["recurrence": [.null]])
        }
        try transaction.delete(rest.map(\.id.number), of: kind)
        return journal
    }

    /// The one that carries the rule.
    func first(of activity: Activity) throws -> Activity {
        try activity.series.map { try house.find($0) } ?? activity
    }

    /// The first still to come; this one where all others are over.
    private func earliest(_ activity: Activity) throws -> Activity {
        let head = try first(of: activity)
        let open = try ([head] + occurrences(of: head.id)).filter {
            !$0.isDone && ($0.dueOn.map { $0 >= transaction.today } ?? false)
        }
        return open.first ?? activity
    }

    /// Makes an occurrence the first of what follows; what is before it ends the day before.
    private func split(at occurrence: Activity) throws {
        guard let headID = occurrence.series, let day = occurrence.recursOn else { return }
        let head = try house.find(headID)
        guard let text = head.recurrence else { return }
        var rule = try Recurrence(text)
        try handOver(from: head, rule, to: occurrence)
        (rule.until, rule.count) = (day.adding(days: -1), nil)
        try write(headID, ["recurrence": [.text(rule.text)]])
        try SeriesInvitations.split(headID, from: occurrence, in: house)
    }

    /// The first one leaves its series, because it alone is changed or goes: the next one carries the rule.
    func detach(_ head: Activity, without gone: Set<Int64> = []) throws {
        guard let text = head.recurrence else { return }
        guard let next = try occurrences(of: head.id).first(where: { !gone.contains($0.id.number) }) else { return }
        try handOver(from: head, try Recurrence(text), to: next)
        try SeriesInvitations.handOver(from: head.id, to: next.id, in: house)
        try write(head.id, ["recurrence": [.null]])
    }

    private func handOver(from head: Activity, _ rule: Recurrence, to next: Activity) throws {
        guard let day = next.recursOn, let anchor = head.recursOn ?? head.dueOn else { return }
        var rule = rule
        if let count = rule.count {
            var whole = rule
            whole.skipped = []
            rule.count = max(1, count - whole.days(from: anchor, through: day.adding(days: -1)).count)
        }
        rule.skipped = rule.skipped.filter { $0 > day }
        let others = try occurrences(of: head.id).filter { $0.id != next.id && ($0.recursOn.map { $0 > day } ?? false) }
        try write(
            next.id,
            [
                "series": [.null], "recurrence": [.text(rule.text)],
                "made_until": [head.madeUntil.map(Value.day) ?? .null],
            ])
        let drafts = others.map {
            Draft(id: $0.id.number, fields: ["series": [.integer(next.id.number)]], facts: [Series.fact: true])
        }
        for case .refused(let refusal) in try house.save(drafts, as: kind) { throw refusal }
    }

    /// What was typed for one day, for another of the series.
    private func shifted(_ draft: Draft, from before: Activity, to first: Activity) throws -> Draft {
        guard let here = before.dueOn, let there = first.dueOn else { return draft }
        let days = Int(there.number - here.number), zone = try Clock.of(before.owner?.number, in: house)
        var draft = draft
        for name in ["due_on", "ends_on"] {
            if let day = draft.fields[name]?.first?.day { draft.fields[name] = [.day(day.adding(days: days))] }
        }
        if let start = draft.fields["starts_at"]?.first?.instant {
            let day = start.day(in: zone).adding(days: days)
            draft.fields["starts_at"] = [.instant(Instant(day, minute: start.minute(in: zone), in: zone))]
        }
        // Rows of one activity are none of another.
        draft.parts = draft.parts.mapValues { rows in rows.map { PartRow(values: $0.values) } }
        return draft
    }

    /// One that goes is left out of the rule; where the first one goes, the next carries it.
    static func deleting(_ records: [Record], _ transaction: Transaction) throws {
        let series = Series(transaction), kind = series.kind
        let gone = Set(records.map(\.id))
        var skipped: [ID<Activity>: Set<Day>] = [:]
        for record in records {
            let activity = try Activity(record, kind: kind)
            if activity.recurrence != nil { try series.detach(activity, without: gone) }
            if !isMadeAnew, let head = activity.series, !gone.contains(head.number), let day = activity.recursOn {
                skipped[head, default: []].insert(day)
            }
        }
        let heads = try transaction.asHouse.records(skipped.keys.map(\.number), of: kind)
        for (head, days) in skipped.sorted(by: { $0.key.number < $1.key.number }) {
            guard let text = try heads[head.number].map({ try Activity($0, kind: kind) })?.recurrence else { continue }
            var rule = try Recurrence(text)
            rule.skipped.formUnion(days)
            try series.write(head, ["recurrence": [.text(rule.text)]])
        }
    }
}

extension Activity {
    package var isInSeries: Bool { recurrence != nil || series != nil }
}

extension Recurrence {
    /// The same rule for something that moved to another day: what was on Mondays is on Tuesdays.
    mutating func move(from: Day, to: Day) {
        let shift = Int(to.number - from.number)
        let (_, month, number) = to.parts
        skipped = Set(skipped.map { $0.adding(days: shift) })
        switch frequency {
        case .daily: return
        case .weekly:
            weekdays = weekdays.map { Weekday((($0.day - 1 + shift) % 7 + 7) % 7 + 1) }.sorted { $0.day < $1.day }
        case .monthly, .yearly:
            if !months.isEmpty { months = [month] }
            if weekdays.count == 1, let place = weekdays[0].place {
                weekdays = [Weekday(to.weekday, place: place < 0 ? place : (number - 1) / 7 + 1)]
            } else if !monthDays.isEmpty {
                monthDays = [number]
            }
        }
    }
}
