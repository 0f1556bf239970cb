import Activities
import Identity
import Logging
import Records
import Storage

/// A company that a newer version opens: its roles get rights to what is new, and its administrators hear of it.
enum RoleUpdate {
    static func run(in workspace: Workspace, _ logger: Logger) async throws {
        let isWaiting = try await workspace.read(.house) { transaction in
            try Credentials.exist(in: transaction) && !RolePreset.areMissing(in: transaction)
                && RoleOffers.areWaiting(in: transaction)
        }
        guard isWaiting else { return }
        let given = try await workspace.write(.house, .command) { transaction in
            let given = try RoleOffers.give(in: transaction)
            try RoleNotices.tell(given, in: transaction)
            return given
        }
        guard !given.isEmpty else { return }
        try await workspace.reload()
        logger.notice(
            "roles were given rights to what is new",
            metadata: [
                "roles": .array(given.roles.map { .string($0) }),
                "things": .array(given.things.map { .string($0.text) }),
            ])
        for (role, refusal) in given.refused.sorted(by: { $0.key < $1.key }) {
            logger.warning(
                "a role could not be given rights to what is new",
                metadata: ["role": .string(role), "code": .string(refusal.code)])
        }
    }
}
