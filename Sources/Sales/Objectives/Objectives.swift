import Records
import Storage
import Web

/// What people and teams want to reach, set by whoever leads them, with its progress on everybody's home page.
enum Objectives {
    static func register(in registry: inout Registry) {
        registry.add(Objective.self)
        registry.permissions[Objective.permission] = Message("Set objectives for people and teams")
        registry.storage.rules.add(to: Objective.name, prepare: Objective.prepare)
        registry.storage.rules.merging.keepApart(Objective.name)
        registry.navigation.append(
            NavigationEntry(
                section: Message("Sales"), label: Message(Objective.pluralLabel), icon: Objective.icon,
                path: "/objectives"))
        registry.api(.get, "/api/v1/objective-progress", .code(operation)) { request, context in
            try request.checkQuery(only: [])
            return try await context.read { transaction in
                let list = try ObjectiveProgress.of(
                    transaction.viewer.user, team: transaction.viewer.teams.first, in: transaction)
                return .json(.record(["data": .array(list.map { json($0, transaction.settings.currency) })]))
            }
        }
        ObjectivePart.register(in: &registry)
    }

    private static func json(_ progress: ObjectiveProgress, _ currency: String) -> JSON {
        func value(_ number: Int64?) -> JSON {
            guard let number else { return .null }
            guard progress.objective.measure.isMoney else { return .number(String(number)) }
            let money = Money(minor: number, currency: currency)
            return .record(["amount": .text(money.amount), "currency": .text(money.currency)])
        }
        return .record([
            "objective": .text(String(progress.objective.id.number)),
            "measure": .text(progress.objective.measure.rawValue),
            "team": progress.objective.team.map { .text(String($0.number)) } ?? .null,
            "from": .text(progress.from.iso), "to": .text(progress.to.iso), "done": value(progress.done),
            "goal": value(progress.goal), "expected": value(progress.expected), "projected": value(progress.projected),
            "percent": .number(String(progress.percent)), "standing": .text(progress.standing.rawValue),
        ])
    }

    private static let operation = #"""
        {"summary":"How far your objectives and your team's are","tags":["objectives"],
        "description":"What is done, what an even pace over working days would have brought by now, and where the \#
        present pace leads. Amounts are in the company's currency.",
        "responses":{"200":{"description":"Progress","content":{"application/json":{"schema":{"type":"object"}}}}}}
        """#
}
