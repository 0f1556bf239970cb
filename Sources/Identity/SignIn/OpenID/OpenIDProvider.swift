import Messaging
import Records
import Storage

/// A server that knows the people of the company and vouches for them when they sign in (OpenID Connect): Keycloak,
/// Entra ID, Google Workspace, a server of the house.
package struct OpenIDProvider: Sendable {
    package var id: Int64 = 0
    /// In addresses: `/sign-in/with/{key}`; the provider knows the address to come back to, so it stays.
    package var key = ""
    /// On the button.
    package var name = ""
    package var issuer = ""
    package var clientID = ""
    /// Nil for a client without one.
    package var clientSecret: String?
    /// The claim that lists somebody's groups there.
    package var groupClaim = "groups"
    /// In this order: the first group somebody is in gives the role.
    package var groupRoles: [GroupRole] = []
    /// For people in none of these groups; nil: they keep what they have, and strangers stay out.
    package var defaultRole: String?
    /// Somebody the provider vouches for and we do not know becomes a user.
    package var makesUsers = true
    /// The provider checks e-mail addresses though it does not say so.
    package var trustsEmails = false
    /// Whoever signs in there needs no second step here.
    package var isSecondStep = true
    /// It stands on a network of the house.
    package var isPrivate = false

    package struct GroupRole: Sendable, Hashable {
        package let group: String
        /// The key of a role.
        package let role: String
        package init(_ group: String, _ role: String) {
            self.group = group
            self.role = role
        }
    }

    package init() {}

    static let table = TableSpec(
        "openid_provider",
        [
            .init("id", .integer), .init("key", .text), .init("name", .text), .init("issuer", .text),
            .init("client_id", .text), .init("client_secret", .text, required: false), .init("group_claim", .text),
            .init("group_roles", .text), .init("default_role", .text, required: false),
            .init("makes_users", .boolean), .init("trusts_emails", .boolean), .init("is_second_step", .boolean),
            .init("is_private", .boolean), .init("created_at", .instant),
        ], primaryKey: ["id"], indexes: [.init("openid_provider_key", ["key"], unique: true)])

    private init(_ row: [Value], _ seal: Seal) throws {
        id = row[0].integer ?? 0
        key = row[1].text ?? ""
        name = row[2].text ?? ""
        issuer = row[3].text ?? ""
        clientID = row[4].text ?? ""
        clientSecret = row[5].text.flatMap { seal.open($0) }
        groupClaim = row[6].text ?? ""
        for line in try JSON(parsing: row[7].text ?? "[]").array ?? [] {
            groupRoles.append(GroupRole(line["group"]?.text ?? "", line["role"]?.text ?? ""))
        }
        defaultRole = row[8].text
        makesUsers = row[9].boolean ?? false
        trustsEmails = row[10].boolean ?? false
        isSecondStep = row[11].boolean ?? false
        isPrivate = row[12].boolean ?? false
    }

    package static func all(in transaction: Transaction) throws -> [OpenIDProvider] {
        let seal = try Seal.of(transaction)
        return try transaction.connection.rows(
            """
            SELECT id, key, name, issuer, client_id, client_secret, group_claim, group_roles, default_role,
                   makes_users, trusts_emails, is_second_step, is_private
            FROM openid_provider ORDER BY id
            """, .integer, .text, .text, .text, .text, .text, .text, .text, .text, .boolean, .boolean, .boolean,
            .boolean
        ).map { try OpenIDProvider($0, seal) }
    }

    /// Keys and names, for the buttons at the door.
    static func buttons(in transaction: Transaction) throws -> [(key: String, name: String)] {
        try transaction.connection.rows("SELECT key, name FROM openid_provider ORDER BY id", .text, .text)
            .map { ($0[0].text ?? "", $0[1].text ?? "") }
    }

    package static func find(key: String, in transaction: Transaction) throws -> OpenIDProvider {
        guard let found = try all(in: transaction).first(where: { $0.key == key }) else { throw Refusal.notFound() }
        return found
    }

    /// Keeps a new one, or what changed of one. Only one has a key.
    package mutating func save(in transaction: Transaction) throws {
        try check(in: transaction)
        let secret = try clientSecret.map { try Seal.of(transaction).close($0) }
        let roles = JSON.array(
            groupRoles.map { .record(["group": .text($0.group), "role": .text($0.role)]) }
        ).string
        if id == 0 {
            id = transaction.ids.next()
            try transaction.connection.execute(
                """
                INSERT INTO openid_provider
                (id, key, name, issuer, client_id, client_secret, group_claim, group_roles, default_role, makes_users,
                 trusts_emails, is_second_step, is_private, created_at) VALUES
                (\(id), \(key), \(name), \(issuer), \(clientID), \(secret), \(groupClaim), \(roles), \(defaultRole),
                 \(makesUsers), \(trustsEmails), \(isSecondStep), \(isPrivate), \(transaction.now))
                """)
        } else {
            try transaction.connection.execute(
                """
                UPDATE openid_provider SET name = \(name), issuer = \(issuer), client_id = \(clientID),
                client_secret = \(secret), group_claim = \(groupClaim), group_roles = \(roles),
                default_role = \(defaultRole), makes_users = \(makesUsers), trusts_emails = \(trustsEmails),
                is_second_step = \(isSecondStep), is_private = \(isPrivate)
                WHERE id = \(id)
                """)
        }
    }

    /// Everything wrong at once.
    private mutating func check(in transaction: Transaction) throws {
        var refusals: [FieldRefusal] = []
        for (field, text) in [("name", name), ("issuer", issuer), ("client_id", clientID)] where text.isEmpty {
            refusals.append(FieldRefusal(field, code: "required", Message("Fill this in.")))
        }
        if key.isEmpty { key = slug(name) }
        // There the form for a new one is.
        if key == "new" { key = "new-provider" }
        let known = Set(try transaction.all(Role.self).compactMap(\.key))
        for role in groupRoles.map(\.role) + [defaultRole].compactMap({ $0 }) where !known.contains(role) {
            refusals.append(
                FieldRefusal(
                    "group_roles", code: "unknown_role",
                    Message("There is no role with the key “{value}”.", ["value": .text(role)])))
        }
        let other = try transaction.connection.integer(
            "SELECT id FROM openid_provider WHERE key = \(key) AND id <> \(id)")
        if other != nil || (key.isEmpty && !name.isEmpty) {
            refusals.append(FieldRefusal("name", code: "taken", Message("Another provider has this name.")))
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
    }

    package static func remove(key: String, in transaction: Transaction) throws {
        let id = try find(key: key, in: transaction).id
        try transaction.connection.execute("DELETE FROM openid_link WHERE provider_id = \(id)")
        try transaction.connection.execute("DELETE FROM openid_sign_in WHERE provider_id = \(id)")
        try transaction.connection.execute("DELETE FROM openid_provider WHERE id = \(id)")
    }
}
