import Activities
import Identity
import Records
import Storage

/// A believable week for the invented team: what comes again, with whom, a fair of two days.
enum DemoAgenda {
    /// Meetings of the first so many owners: more would fill a large company with coffee.
    private static let most = 12

    static func plan(
        _ owners: [ID<User>], _ language: DemoLanguage, _ calendar: DemoCalendar, in transaction: Transaction
    ) throws {
        let team = Array(owners.prefix(most))
        guard let lead = team.first else { return }
        let monday = calendar.today.adding(days: 1 - calendar.today.weekday)
        let words: (String) -> String = { Bilingual(row: $0)[language] }
        var meeting = Activity()
        meeting.subject = words("Point d’équipe|Team meeting")
        (meeting.type, meeting.owner) = (.meeting, lead)
        meeting.place = words("Salle Cassini|Cassini room")
        meeting.startsAt = Instant(monday.adding(days: -14), minute: 540, in: calendar.zone)
        (meeting.durationMinutes, meeting.remindMinutes) = (45, 15)
        meeting.recurrence = "FREQ=WEEKLY;BYDAY=MO"
        meeting.participants = team.dropFirst().map(takesPart)
        try make(meeting, calendar, in: transaction)

        var review = Activity()
        review.subject = words("Revue du pipeline|Pipeline review")
        (review.type, review.owner) = (.meeting, lead)
        review.startsAt = Instant(monday.adding(days: -17), minute: 14 * 60, in: calendar.zone)
        review.durationMinutes = 60
        review.recurrence = "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"
        review.participants = team.dropFirst().prefix(5).map(takesPart)
        try make(review, calendar, in: transaction)

        var fair = Activity()
        fair.subject = words("Salon Global Industrie|Global Industrie fair")
        (fair.type, fair.owner, fair.isAllDay) = (.meeting, lead, true)
        fair.place = words("Eurexpo Lyon|Eurexpo, Lyon")
        (fair.dueOn, fair.endsOn) = (monday.adding(days: 9), monday.adding(days: 10))
        fair.participants = team.dropFirst().prefix(2).map(takesPart)
        try transaction.save(fair)

        for (number, owner) in team.enumerated() {
            var figures = Activity()
            figures.subject = words("Mettre mes prévisions à jour|Bring my forecast up to date")
            (figures.type, figures.owner) = (.task, owner)
            figures.dueOn = monday.adding(days: 4 - number % 2)
            figures.recurrence = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"
            try transaction.save(figures)
        }
    }

    private static func takesPart(_ user: ID<User>) -> ActivityParticipant {
        var person = ActivityParticipant()
        (person.user, person.answer) = (user, .accepted)
        return person
    }

    /// A series, of which what lies behind us took place.
    private static func make(_ first: Activity, _ calendar: DemoCalendar, in transaction: Transaction) throws {
        let id = try transaction.save(first)
        let kind = transaction.schema.kind(of: Activity.self)
        let over = try transaction.all(Activity.self, where: .test(path: ["series"], .equals(.text(String(id.number)))))
        let past = ([try transaction.find(id)] + over).filter { $0.dueOn.map { $0 < calendar.today } ?? false }
        for activity in past {
            var draft = Draft(id: activity.id.number, fields: ["is_done": [.boolean(true)]])
            draft.happenedAt = activity.startsAt?.adding(seconds: 45 * 60)
            try transaction.save(draft, as: kind)
        }
    }
}
