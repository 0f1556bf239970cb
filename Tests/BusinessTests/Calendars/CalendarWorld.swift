import Activities
import Foundation
import Identity
import Jobs
import Messaging
import People
import Records
import Storage
import Testing

extension BusinessWorld {
    /// Ann and Ben have addresses, and letters go somewhere.
    func setUpMail() async throws {
        let (ann, ben) = (ann, ben)
        try await change { transaction in
            let kind = transaction.schema.kind(of: User.self)
            try transaction.save(Draft(id: ann, fields: ["email": [.text("ann@acme.test")]]), as: kind)
            try transaction.save(Draft(id: ben, fields: ["email": [.text("ben@acme.test")]]), as: kind)
            try MailSettings.save(
                MailServer(
                    host: "localhost", port: 25, protection: .none, from: MailAddress("crm@acme.test", name: "Acme")!),
                in: transaction)
            try WorkspaceSettings.save("public_address", .text("https://crm.acme.test"), in: transaction)
            _ = try Seal.of(transaction)
        }
        try await workspace.reload()
    }

    /// The letters that wait, the first first.
    func letters() async throws -> [Mail] {
        let seal = try #require(Seal(workspace.settings))
        let rows = try await look { try $0.connection.rows("SELECT content FROM mail ORDER BY id", .text) }
        return try rows.compactMap { row in
            try row[0].text.flatMap { seal.open($0) }.flatMap { Mail(try JSON(parsing: $0)) }
        }
    }

    func meeting(
        _ subject: String = "Visit", at start: String = "2026-11-24T09:00:00Z", minutes: Int = 60,
        owner: Int64? = nil, with people: [String] = []
    ) async throws -> ID<Activity> {
        let owner = owner ?? ann
        return try await change(as: owner) { transaction in
            var activity = Activity()
            activity.subject = subject
            activity.type = .meeting
            activity.owner = ID(owner)
            activity.startsAt = Instant(iso: start)
            activity.durationMinutes = minutes
            activity.place = "Lyon"
            activity.participants = people.map { address in
                var one = ActivityParticipant()
                one.email = address
                one.displayName = String(address.prefix { $0 != "@" })
                return one
            }
            return try transaction.save(activity)
        }
    }

    func activity(_ id: ID<Activity>) async throws -> Activity { try await look { try $0.find(id) } }
}
