/// Why somebody is told something.
package enum NotificationKind: String, Sendable, CaseIterable {
    case mention, share, task, owner, keys, register
    case lead, reminder
    case meeting, letter
    case importDone = "import"
    case jobFailed = "job"
    case roles

    var label: String {
        switch self {
        case .mention: "Somebody mentions me"
        case .share: "A record is shared with me"
        case .task: "Somebody gives me a task"
        case .reminder: "Something of mine begins soon"
        case .owner: "A record becomes mine, or no longer is"
        case .keys: "The keys of my account change"
        case .register: "A register says something new of my accounts"
        case .lead: "A lead waits for an answer"
        case .meeting: "Somebody answers an invitation or books a meeting"
        case .letter: "A mail of mine does not arrive"
        case .importDone: "My import is finished"
        case .jobFailed: "Background work failed for good"
        case .roles: "A new version adds rights to roles"
        }
    }

    var icon: String {
        switch self {
        case .mention: "at-sign"
        case .share: "share-2"
        case .task: "circle-check"
        case .reminder: "alarm-clock"
        case .owner: "user"
        case .keys: "key-round"
        case .register: "shield-check"
        case .lead: "inbox"
        case .meeting: "calendar-check"
        case .letter: "mail"
        case .importDone: "upload"
        case .jobFailed: "triangle-alert"
        case .roles: "shield-check"
        }
    }

    /// Nobody may close their eyes to this one: whoever took an account over would.
    var channels: [NotificationChannel] { self == .keys ? [.page, .mail] : NotificationChannel.allCases }

    /// Only administrators hear of these.
    var isForAdministrators: Bool { self == .jobFailed || self == .roles }

    /// What others want of somebody at once is also written to them, until they choose otherwise.
    var usual: NotificationChannel {
        switch self {
        case .mention, .share, .task, .keys, .lead, .meeting: .mail
        case .owner, .register, .letter, .importDone, .jobFailed, .roles, .reminder: .page
        }
    }
}

/// How somebody is told: on the page only, also by mail, or not at all.
package enum NotificationChannel: String, Sendable, CaseIterable {
    case page, mail, none

    var label: String {
        switch self {
        case .page: "On the page"
        case .mail: "On the page and by mail"
        case .none: "Not at all"
        }
    }
}
