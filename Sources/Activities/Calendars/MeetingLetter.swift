import Foundation
import Identity
import Localisation
import Messaging
import Records
import Storage

/// The letter about a meeting: in the receiver's language for people, as iCalendar for their calendar.
struct MeetingLetter {
    let activity: Activity
    let organiser: ICalendarPerson
    let words: CatalogueShelf
    /// Everybody with an address and what they answered.
    let invited: [Invited]
    /// A time that the receiver chose on a booking page: the letter says how to change it.
    let booking: Booking?
    var introduction: Message?
    /// Above the letter, where the usual words do not fit.
    var title: Message?
    /// Of a whole series: its rule and what differs from it.
    var series: SeriesCalendar?

    init(_ activity: Activity, _ words: CatalogueShelf, in transaction: Transaction) throws {
        self.activity = activity
        self.words = words
        invited = try Invited.of(activity, in: transaction)
        booking = try Booking.of(activity.id.number, in: transaction)
        let row = try activity.owner.flatMap { owner in
            try transaction.connection.first(
                "SELECT name, email FROM \"user\" WHERE id = \(owner)", .text, .text)
        }
        let house = try MailSettings(transaction.settings).server()?.from
        // Answers go to the organiser; where they have no address, to the company's.
        let address = row?[1].text ?? house?.address ?? "crm@entregent.invalid"
        organiser = ICalendarPerson(address, name: row?[0].text ?? house?.name ?? transaction.settings.company)
    }

    func send(
        _ method: ICalendar.Method, to one: Invited, again: Int64? = nil, in transaction: Transaction
    ) throws {
        guard let to = MailAddress(one.address, name: one.name) else { return }
        let settings = transaction.settings
        // Who booked a time reads in the language and the hours they booked in.
        let language = booking.flatMap { Language(rawValue: $0.language) } ?? one.language
        let zone = booking.flatMap { TimeZone(identifier: $0.zone) } ?? one.zone ?? settings.timeZone
        let t = words.translator(language ?? settings.language.spokenLanguage, timeZone: zone)
        let calendar = self.calendar(method, settings, at: transaction.now)
        let title = self.title ?? usualTitle(method)
        let letter = Letter(
            greeting: one.name.map { t(Message("Hello {name},", ["name": .text($0)])) } ?? t("Hello,"),
            [t(introduction ?? usualIntroduction(method))] + facts(t), quotation: nil,
            link: method == .cancel ? nil : link(t, settings),
            closing: t(Message("Sent for {company}.", ["company": .text(settings.company)])))
        // The same version is written once to each, unless the organiser asks for it again.
        let name = [
            series.map { "series.\(Secret.fingerprint($0.uid).prefix(16))" } ?? "meeting.\(activity.id.number)",
            method.rawValue.lowercased(), String(version),
            Secret.fingerprint(one.address).prefix(12).description, again.map(String.init) ?? "",
        ].filter { !$0.isEmpty }.joined(separator: ".")
        var mail = Mail(name, to: [to], subject: t(title), text: letter.text)
        mail.html = letter.html
        mail.replyTo = MailAddress(organiser.address, name: organiser.name)
        mail.calendar = Mail.Calendar(calendar)
        try Post.queue(mail, in: transaction)
    }

    private var version: Int { series?.sequence ?? activity.sequence ?? 0 }

    func calendar(_ method: ICalendar.Method, _ settings: WorkspaceSettings, at now: Instant) -> ICalendar {
        if let series { return series.calendar(method, organiser, settings, at: now) }
        guard var event = activity.calendarEvent(settings, stamp: now) else {
            preconditionFailure("a meeting without a day cannot be invited to")
        }
        event.organizer = organiser
        event.attendees = invited.map { one in
            var person = ICalendarPerson(one.address, name: one.name, answer: one.answer.calendar)
            person.isAsked = method == .request
            return person
        }
        if method == .cancel { event.status = .cancelled }
        return ICalendar(method: method, zone: settings.timeZone, events: [event])
    }

    /// The end of an entry of which nothing is left but what was sent.
    static func cancel(
        _ event: ICalendarEvent, _ sequence: Int, to address: String, _ words: CatalogueShelf,
        in transaction: Transaction
    ) throws {
        guard let to = MailAddress(address) else { return }
        let settings = transaction.settings
        let t = words.translator(settings.language.spokenLanguage, timeZone: settings.timeZone)
        var event = event
        (event.sequence, event.status, event.stamp) = (sequence, .cancelled, transaction.now)
        let who = event.organizer?.name ?? settings.company
        let letter = Letter(
            greeting: t("Hello,"),
            [t(Message("{who} cancels this meeting.", ["who": .text(who)])), event.summary], quotation: nil, link: nil,
            closing: t(Message("Sent for {company}.", ["company": .text(settings.company)])))
        let name = "series.\(Secret.fingerprint(event.uid).prefix(16)).end.\(Secret.fingerprint(address).prefix(12))"
        let title = Message("Cancelled: {subject}", ["subject": .text(event.summary)])
        var mail = Mail(name, to: [to], subject: t(title), text: letter.text)
        mail.html = letter.html
        mail.calendar = Mail.Calendar(ICalendar(method: .cancel, zone: settings.timeZone, events: [event]))
        try Post.queue(mail, in: transaction)
    }

    private func link(_ t: Translator, _ settings: WorkspaceSettings) -> (label: String, address: String)? {
        guard let base = PublicAddress.of(settings), let address = booking?.address(settings) else { return nil }
        return (t("Cancel or move this meeting"), base + address)
    }

    private func usualTitle(_ method: ICalendar.Method) -> Message {
        let subject: [String: Message.Argument] = ["subject": .text(activity.subject)]
        if method == .cancel { return Message("Cancelled: {subject}", subject) }
        return version == 0
            ? Message("Invitation: {subject}", subject) : Message("Changed: {subject}", subject)
    }

    private func usualIntroduction(_ method: ICalendar.Method) -> Message {
        let who: [String: Message.Argument] = ["who": .text(organiser.name ?? organiser.address)]
        if method == .cancel { return Message("{who} cancels this meeting.", who) }
        return version == 0
            ? Message("{who} invites you. Answer with the buttons of your calendar, or with a mail.", who)
            : Message("{who} changed this meeting. Please look whether it still suits you.", who)
    }

    /// What, when and where, a sentence each.
    func facts(_ t: Translator) -> [String] {
        var facts = [activity.subject, MeetingLetter.time(activity, t)]
        if let rule = series?.rule { facts.append(rule.words(t).capitalizedFirst) }
        if let place = activity.place, !place.isEmpty {
            facts.append(t(Message("Where: {place}", ["place": .text(place)])))
        }
        if let text = activity.description, !text.isEmpty { facts.append(text) }
        return facts
    }

    /// `mardi 24 novembre 2026, 10:00–10:30 (Europe/Paris)`
    static func time(_ activity: Activity, _ t: Translator) -> String {
        guard let span = activity.span else { return "" }
        switch (span.from, span.to) {
        case (.instant(let from), .instant(let to)): return time(from, to, t)
        default:
            guard let first = activity.dueOn else { return "" }
            let last = activity.endsOn ?? first
            return last == first ? t.longDay(first) : "\(t.longDay(first)) – \(t.longDay(last))"
        }
    }

    static func time(_ from: Instant, _ to: Instant, _ t: Translator) -> String {
        "\(t.longDay(from.day(in: t.timeZone))), \(t.time(from))–\(t.time(to)) (\(t.timeZone.identifier))"
    }
}

extension ParticipantAnswer {
    var calendar: ICalendarPerson.Answer {
        switch self {
        case .needsAction: .needsAction
        case .accepted: .accepted
        case .declined: .declined
        case .tentative: .tentative
        }
    }

    /// Nil for what is no answer of a person.
    init?(_ answer: ICalendarPerson.Answer) {
        switch answer {
        case .accepted: self = .accepted
        case .declined: self = .declined
        case .tentative: self = .tentative
        case .needsAction, .delegated: return nil
        }
    }
}
