import Messaging
import People
import Records
import Storage

/// Whether it is noted that a letter was opened and its links followed: only where the company switched it on, and only
/// for people who agreed to just that. Off unless somebody says otherwise.
struct EmailTracking: Sendable {
    let pixel: String?
    private let links: [String: String]

    func link(_ address: String) -> String { links[address] ?? address }

    /// Nil where nothing is followed.
    init?(_ email: Email, in house: Transaction) throws {
        let settings = TrackingSettings(house.settings)
        guard settings.opens || settings.clicks, email.id.number != 0, let base = PublicAddress.of(house.settings),
            try EmailTracking.hasAgreed(email, settings, in: house)
        else { return nil }
        let id = String(email.id.number)
        pixel = try settings.opens ? "\(base)/letters/seen/\(MailLinkToken.make(["seen", id], house)).gif" : nil
        var links: [String: String] = [:]
        for address in settings.clicks ? MailText(email.text).links : [] where address.hasPrefix("http") {
            links[address] = "\(base)/letters/to/\(try MailLinkToken.make(["to", id, address], house))"
        }
        self.links = links
    }

    /// One person reads it, and that person agreed to the purpose the company named for it.
    private static func hasAgreed(_ email: Email, _ settings: TrackingSettings, in house: Transaction) throws -> Bool {
        let to = MailAddresses(email.toAddresses ?? "").addresses
        guard let purpose = settings.purpose, to.count == 1, (email.ccAddresses ?? "").isEmpty else { return false }
        let row = try house.connection.first(
            """
            SELECT state, expires_at FROM consent WHERE address_key = \(Opposition.fingerprint(to[0].address))
            AND channel = 'email' AND (purpose = \(purpose) OR purpose IS NULL AND state <> 'given')
            ORDER BY said_at DESC, id DESC LIMIT 1
            """, .text, .instant)
        guard let row, row[0].text == ConsentState.given.rawValue else { return false }
        return row[1].instant.map { $0 > house.now } ?? true
    }
}

/// What the company decided about following its letters.
package struct TrackingSettings: Sendable {
    package static let name = "email_tracking"
    var opens = false
    var clicks = false
    /// The purpose of consent that allows it.
    var purpose: Int64?

    package init(_ settings: WorkspaceSettings) {
        let kept = settings.extra[TrackingSettings.name]
        opens = kept?["opens"]?.boolean ?? false
        clicks = kept?["clicks"]?.boolean ?? false
        purpose = kept?["purpose"]?.text.flatMap { Int64($0) }
    }

    package var json: JSON {
        .record([
            "opens": .boolean(opens), "clicks": .boolean(clicks),
            "purpose": purpose.map { .text(String($0)) } ?? .null,
        ])
    }

    func save(in transaction: Transaction) throws {
        try WorkspaceSettings.save(TrackingSettings.name, json, in: transaction)
    }
}
