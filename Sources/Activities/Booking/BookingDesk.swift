import Foundation
import Identity
import Jobs
import Localisation
import Messaging
import People
import Records
import Storage

/// Booking, moving and cancelling, each whole in one transaction of the house: the visitor is nobody here.
struct BookingDesk {
    let words: CatalogueShelf
    let transaction: Transaction

    /// Somebody took the time meanwhile: another of the team may still be free.
    struct Collision: Error {}

    static let taken = Refusal(
        .conflict, code: "time_taken", Message("This time has just been taken. Choose another one."))
    static let over = Refusal(
        .notFound, code: "booking_over", Message("This meeting was cancelled, or the address is not complete."))

    private var settings: WorkspaceSettings { transaction.settings }

    // The page

    /// The page at an address, and its kind of meeting; what is closed is not there.
    func page(_ slug: String) throws -> BookingPage {
        let id = try transaction.connection.integer(
            "SELECT id FROM booking_page WHERE slug = \(slug) AND is_open = TRUE")
        guard let id else { throw Refusal.notFound() }
        return try transaction.find(ID<BookingPage>(id))
    }

    func type(_ id: Int64, of page: BookingPage) throws -> BookingType {
        guard let type = page.types.first(where: { $0.id.number == id }) else { throw Refusal.notFound() }
        return type
    }

    /// Free beginnings on these days of a zone.
    func starts(
        _ page: BookingPage, _ type: BookingType, from: Day, to: Day, besides activity: Int64? = nil,
        host: Int64? = nil
    ) throws -> [Instant] {
        var diary = try BookingDiary(page, from: from, to: to, besides: activity, in: transaction)
        if let host { diary.keep(host) }
        return diary.starts(type.rule, from: from, to: to, now: transaction.now)
    }

    // Booking

    struct Made {
        let secret: String
        let activity: ID<Activity>
        let booking: Int64
    }

    func book(_ page: BookingPage, _ type: BookingType, at start: Instant, _ visitor: BookingVisitor) throws -> Made {
        try visitor.check()
        let day = start.day(in: settings.timeZone)
        let diary = try BookingDiary(page, from: day, to: day, in: transaction)
        let free = diary.free(start, type.rule, now: transaction.now)
        guard let chosen = try RoundRobin.choose(free, of: diary.hosts.count, at: start, in: transaction) else {
            throw BookingDesk.taken
        }
        let id = transaction.ids.next(), end = start.adding(seconds: type.minutes * 60)
        guard try Booking.take(id, of: chosen.host, start..<end, in: transaction) else { throw Collision() }
        let contact = try visitor.contact(of: chosen.host, in: transaction)
        let activity = try meeting(type, start, chosen, visitor, contact)
        let secret = Secret.make()
        try keep(id, page, type, activity, chosen, visitor, contact, secret)
        try consent(page, visitor, contact)
        try invite(activity, visitor)
        try transaction.emit(
            Event(
                "meeting.booked", Reference(kind: Activity.name, id: activity.number),
                .record(["page": .text(String(page.id.number)), "contact": .text(String(contact))])))
        try tell(
            chosen.host, activity, Message("{name} booked “{record}”.", ["name": .text(visitor.name)]),
            chosen.reason)
        return Made(secret: secret, activity: activity, booking: id)
    }

    private func meeting(
        _ type: BookingType, _ start: Instant, _ chosen: RoundRobin, _ visitor: BookingVisitor, _ contact: Int64
    ) throws -> ID<Activity> {
        let t = words.translator(settings.language.spokenLanguage, timeZone: settings.timeZone)
        var activity = Activity()
        activity.subject = String("\(type.displayName) – \(visitor.name)".prefix(240))
        activity.type = .meeting
        activity.about = Reference(kind: Contact.name, id: contact)
        activity.owner = ID(chosen.host)
        activity.startsAt = start
        activity.dueOn = start.day(in: settings.timeZone)
        activity.durationMinutes = type.minutes
        activity.place = type.place
        activity.description = visitor.notes(t)
        var guest = ActivityParticipant()
        guest.contact = ID(contact)
        guest.email = visitor.email
        guest.displayName = visitor.name
        guest.answer = .accepted
        activity.participants = [guest]
        let id = try transaction.save(activity)
        // Its name in calendars is made of its number.
        activity.id = id
        try transaction.save(
            Draft(
                id: id.number,
                fields: ["uid": [.text(activity.calendarName(settings))], "sequence": [.integer(0)]]),
            as: transaction.schema.kind(of: Activity.self))
        return id
    }

    private func keep(
        _ id: Int64, _ page: BookingPage, _ type: BookingType, _ activity: ID<Activity>, _ chosen: RoundRobin,
        _ visitor: BookingVisitor, _ contact: Int64, _ secret: String
    ) throws {
        let consent = visitor.isConsenting ? page.consentText.flatMap { $0.isEmpty ? nil : $0 } : nil
        let origin = consent == nil ? nil : transaction.origin
        let consentAt: Value = consent == nil ? .null : .instant(transaction.now)
        try transaction.connection.execute(
            """
            INSERT INTO booking (id, page_id, type_id, activity_id, user_id, contact_id, zone, language, reason,
            fingerprint, secret, consent_text, consent_at, consent_origin, created_at)
            VALUES (\(id), \(page.id), \(type.id), \(activity), \(chosen.host), \(contact), \(visitor.zone),
            \(visitor.language.rawValue), \(chosen.reason?.stored.string), \(Secret.fingerprint(secret)),
            \(try Seal.of(transaction).close(secret)), \(consent), \(consentAt), \(origin), \(transaction.now))
            """)
    }

    /// What they agreed to stands in the register, where every sender looks; confirmed by mail where its purpose asks.
    private func consent(_ page: BookingPage, _ visitor: BookingVisitor, _ contact: Int64) throws {
        guard visitor.isConsenting, let words = page.consentText, !words.isEmpty else { return }
        var consent = Consent()
        consent.about = Reference(kind: Contact.name, id: contact)
        (consent.address, consent.channel) = (visitor.email, .email)
        (consent.purpose, consent.state, consent.source) = (page.consentPurpose, .given, .form)
        consent.proof = "\(BookingSite.path)\(page.slug ?? "") · \(words)"
        consent.ipAddress = transaction.origin
        try DoubleOptIn.collect(consent, language: visitor.language, words: self.words, in: transaction)
    }

    /// The confirmation is an invitation that was already accepted: every later change reaches the visitor too.
    private func invite(_ id: ID<Activity>, _ visitor: BookingVisitor) throws {
        guard MailSettings(settings).isSet else { return }
        let activity = try transaction.find(id)
        guard let guest = try Invited.of(activity, in: transaction).first else { return }
        var letter = try MeetingLetter(activity, words, in: transaction)
        letter.title = Message("Confirmed: {subject}", ["subject": .text(activity.subject)])
        letter.introduction = Message("Your meeting is booked. It is in this mail for your calendar, too.")
        try letter.send(.request, to: guest, in: transaction)
        try MeetingInvitations.note(guest.address, activity, in: transaction)
    }

    private func tell(_ user: Int64, _ activity: ID<Activity>, _ said: Message, _ reason: Message? = nil) throws {
        let t = words.translator(settings.language.spokenLanguage, timeZone: settings.timeZone)
        let about = Reference(kind: Activity.name, id: activity.number)
        try Notice.tell(
            [Notice(.meeting, to: user, about: about, said, quotation: reason.map { t($0) })], by: 0, in: transaction)
    }

    // Afterwards

    func find(_ secret: String) throws -> Booking {
        let found = try Booking.find("fingerprint = \(Secret.fingerprint(secret))", in: transaction)
        guard let booking = found.first else { throw BookingDesk.over }
        return booking
    }

    func open(_ secret: String) throws -> (Booking, Activity) {
        let booking = try find(secret)
        guard booking.cancelledAt == nil else { throw BookingDesk.over }
        return (booking, try transaction.find(ID<Activity>(booking.activity)))
    }

    /// To another free time of the same person. Everybody hears of it.
    func move(_ secret: String, to start: Instant) throws {
        let (booking, activity) = try open(secret)
        let page = try transaction.find(ID<BookingPage>(booking.page)), type = try type(booking.type, of: page)
        let day = start.day(in: settings.timeZone)
        var diary = try BookingDiary(page, from: day, to: day, besides: booking.activity, in: transaction)
        diary.keep(activity.owner?.number ?? booking.user)
        guard let host = diary.free(start, type.rule, now: transaction.now).first else { throw BookingDesk.taken }
        try Booking.release([booking.id], in: transaction)
        let end = start.adding(seconds: type.minutes * 60)
        guard try Booking.take(booking.id, of: host.id, start..<end, in: transaction) else { throw BookingDesk.taken }
        let kind = transaction.schema.kind(of: Activity.self)
        try transaction.save(
            Draft(
                id: booking.activity,
                fields: ["starts_at": [.instant(start)], "duration_minutes": [.integer(Int64(type.minutes))]]),
            as: kind)
        try tell(host.id, ID(booking.activity), Message("The visitor moved “{record}”."))
    }

    /// The meeting goes, and comes back from the bin if need be; its time is free at once.
    func cancel(_ secret: String) throws {
        let (booking, activity) = try open(secret)
        let t = words.translator(settings.language.spokenLanguage, timeZone: settings.timeZone)
        if let owner = activity.owner {
            let about = booking.contact.map { Reference(kind: Contact.name, id: $0) }
            try Notice.tell(
                [
                    Notice(
                        .meeting, to: owner.number, about: about, Message("{record} cancelled a booked meeting."),
                        quotation: "\(activity.subject)\n\(MeetingLetter.time(activity, t))")
                ], by: 0, in: transaction)
        }
        try transaction.delete([booking.activity], of: transaction.schema.kind(of: Activity.self))
    }
}

extension BookingDiary {
    /// Only one of them.
    mutating func keep(_ host: Int64) { self = BookingDiary(hosts: hosts.filter { $0.id == host }) }
}
