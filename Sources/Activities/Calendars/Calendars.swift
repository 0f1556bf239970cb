import Web

/// Meetings in other people's calendars: feeds to subscribe to, invitations, and the answers to them.
enum Calendars {
    static func register(in registry: inout Registry) {
        CalendarFeedRoutes.register(in: &registry)
        MeetingInvitations.register(in: &registry)
    }
}
