import Identity
import Records
import Storage

/// Administrators hear what a new version added to the roles of the company.
package enum RoleNotices {
    package static func tell(_ given: RoleOffers.Given, in transaction: Transaction) throws {
        guard !given.isEmpty else { return }
        let administrators = try transaction.connection.integers(
            """
            SELECT u.id FROM "user" AS u JOIN role AS r ON r.id = u.role
            WHERE u.is_active = TRUE AND r.is_administrator = TRUE ORDER BY u.id LIMIT 50
            """)
        let texts = sentences(given)
        try Notice.tell(
            administrators.flatMap { user in texts.map { Notice(.roles, to: user, $0, link: "/settings/roles") } },
            in: transaction)
    }

    private static func sentences(_ given: RoleOffers.Given) -> [Message] {
        var texts: [Message] = []
        if !given.roles.isEmpty, let things = given.things.joined {
            texts.append(
                Message(
                    "New in this version: {things}. These roles have rights to it now, as in a new company: {roles}. "
                        + "Change them as you like.",
                    ["things": .message(things), "roles": .text(given.roles.joined(separator: ", "))]))
            if !given.own.isEmpty {
                texts.append(
                    Message(
                        "Roles of your own got no rights to what is new ({things}): {roles}. Give them what they need.",
                        ["things": .message(things), "roles": .text(given.own.joined(separator: ", "))]))
            }
        }
        for (role, refusal) in given.refused.sorted(by: { $0.key < $1.key }) {
            texts.append(
                Message(
                    "The role “{role}” could not be given rights to what is new: {reason}",
                    ["role": .text(role), "reason": .message(refusal.message)]))
        }
        return texts
    }
}

extension [Message] {
    /// One after the other, with commas.
    fileprivate var joined: Message? {
        guard let first else { return nil }
        return dropFirst().reduce(first) { Message("{first}, {next}", ["first": .message($0), "next": .message($1)]) }
    }
}
