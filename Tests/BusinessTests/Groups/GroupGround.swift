import Activities
import People
import Records
import Sales
import Storage
import Testing
import Web

/// A group of companies: Holding › North › Lille, and South beside North; Other stands alone. Lille is Ben's.
struct GroupGround: Sendable {
    let holding: ID<Account>
    let north: ID<Account>
    let lille: ID<Account>
    let south: ID<Account>
    let other: ID<Account>

    init(_ world: BusinessWorld) async throws {
        holding = try await world.account("Holding")
        north = try await world.account("North")
        lille = try await world.account("Lille", of: world.ben)
        south = try await world.account("South")
        other = try await world.account("Other")
        let links = [(north, holding), (lille, north), (south, holding)]
        try await world.change { transaction in
            let kind = transaction.schema.kind(of: Account.self)
            for (child, parent) in links {
                try transaction.save(Draft(id: child.number, fields: ["parent": parent.values]), as: kind)
            }
        }
    }
}

extension BusinessWorld {
    func json(_ address: String, as user: String = "ann") async throws -> JSON {
        try JSON(parsing: await get(address, as: user).text)
    }

    /// The names in a list of the API.
    func names(_ address: String, as user: String = "ann") async throws -> Set<String> {
        let answer = try await json(address, as: user)
        let data = try #require(answer["data"]?.array, "\(answer.string)")
        return Set(data.compactMap { $0["name"]?.text ?? $0["title"]?.text })
    }

    func post(json body: String, to address: String, as user: String = "ann") async -> Response {
        await send(.post, address, headers: ["Content-Type": "application/json"], body: Array(body.utf8), as: user)
    }

    func activity(_ subject: String, about: Reference, due: Day?, doneAt: Instant? = nil) async throws {
        let ann = ann
        try await change { transaction in
            var activity = Activity()
            (activity.subject, activity.about, activity.owner) = (subject, about, ID(ann))
            (activity.dueOn, activity.isDone, activity.doneAt) = (due, doneAt != nil, doneAt)
            try transaction.save(activity)
        }
    }
}
