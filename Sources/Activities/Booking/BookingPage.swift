import Identity
import People
import Records

/// A page on which people outside choose a time with somebody of us: with one person, or with whoever of a team is
/// free. Open to everybody who knows its address.
package struct BookingPage: Entity {
    package static let name = "booking_page", plural = "booking_pages"
    package static let label = "Booking page", pluralLabel = "Booking pages"
    package static let title = "title"
    package static let icon = "calendar-check"
    package var id = ID<Self>(), custom = CustomValues()
    package var title = ""
    package var slug: String?
    package var owner: ID<User>?
    package var team: ID<Team>?
    package var isOpen = true
    package var introduction: String?
    package var consentText: String?
    package var consentPurpose: ID<ConsentPurpose>?
    package var types: [BookingType] = []
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("title", \.title, "Title", .required, .max(120), .searched, .listed, .sorted),
        Field(
            "slug", \.slug, "Address", .unique, .max(80), .listed,
            .help("The last word of the page’s address. Left empty, it is made of the title.")),
        Field("owner", \.owner, "Owner", .listed, .help("Whose time is booked, unless a team is named.")),
        Field(
            "team", \.team, "Team", .listed,
            .help("Whoever of this team is free takes the meeting; those with the fewest first.")),
        Field("is_open", \.isOpen, "Open for bookings", .required, .listed),
        Field("introduction", \.introduction, "Introduction", .shape(.longText), .max(2_000)),
        Field(
            "consent_text", \.consentText, "Consent asked for", .shape(.longText), .max(1_000),
            .help(
                """
                Shown beside a box that nobody has to tick. Who ticks it agrees to these words, and they are kept.
                """)),
        Field(
            "consent_purpose", \.consentPurpose, "What they agree to", .reverse("booking_pages"),
            .help("As the register of consents knows it. Empty: all prospecting.")),
    ]

    package static let parts: [Part<Self>] = [Part("types", \.types, "Kinds of meeting")]
}

/// A kind of meeting that can be booked: how long, with how much room around it, and where.
package struct BookingType: PartItem, Hashable {
    package static let name = "type"
    package var id = ID<Self>()
    package var displayName = ""
    // Left empty, the usual number is meant.
    package var typedMinutes: Int?
    package var typedBefore: Int?
    package var typedAfter: Int?
    package var typedNotice: Int?
    package var typedHorizon: Int?
    package var place: String?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.displayName, "Name", .required, .max(120)),
        Field("minutes", \.typedMinutes, "Minutes"),
        Field("minutes_before", \.typedBefore, "Free minutes before"),
        Field("minutes_after", \.typedAfter, "Free minutes after"),
        Field("notice_hours", \.typedNotice, "Hours in advance, at least"),
        Field("horizon_days", \.typedHorizon, "Days in advance, at most"),
        Field("place", \.place, "Place or video link", .max(400)),
    ]

    package var minutes: Int {
        get { typedMinutes ?? 30 }
        set { typedMinutes = newValue }
    }
    package var minutesBefore: Int { typedBefore ?? 0 }
    package var minutesAfter: Int {
        get { typedAfter ?? 0 }
        set { typedAfter = newValue }
    }
    package var noticeHours: Int { typedNotice ?? 4 }
    package var horizonDays: Int { typedHorizon ?? 30 }

    /// With every number written down.
    func filled() -> BookingType {
        var type = self
        (type.typedMinutes, type.typedBefore, type.typedAfter) = (minutes, minutesBefore, minutesAfter)
        (type.typedNotice, type.typedHorizon) = (noticeHours, horizonDays)
        return type
    }

    var rule: OpenTimes.Rule {
        OpenTimes.Rule(
            minutes: minutes, before: minutesBefore, after: minutesAfter, noticeHours: noticeHours,
            horizonDays: horizonDays)
    }
}
