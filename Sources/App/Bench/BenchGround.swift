import Foundation
import Identity
import Logging
import People
import Records
import Sales
import Storage

enum BenchLog {
    static var silent: Logger { Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() } }
}

/// What is measured on: a demo company, two pipelines with a thousand and ten thousand open deals, and a token.
enum BenchGround {
    struct Boards: Sendable {
        let thousand: ID<Pipeline>, tenThousand: ID<Pipeline>
    }

    /// Fills an empty database; takes one that holds a demo as it is; refuses real data. Returns the seconds it took.
    static func prepare(_ order: Benchmark.Order, _ workspace: Workspace, _ say: @escaping @Sendable (String) -> Void)
        async throws -> Double?
    {
        if DemoMark.find(workspace.settings)?.isWhole == true { return nil }
        let accounts = try await workspace.read(.house) { try $0.count($0.schema.kind(of: Account.self), cap: 1) }
        guard accounts == 0 else {
            throw Refusal(
                .conflict, code: "real_data",
                Message("This database holds real data. Measuring writes to it: name an empty one with --database."))
        }
        say("making the \(order.scale.rawValue) company")
        let made = try await Stopwatch.milliseconds {
            var demo = DemoData.Order(order.scale, seed: order.seed)
            demo.duplicates = 5
            try await DemoData.make(demo, in: workspace) { done, total in
                if done % 20_000 == 0, done > 0 { say("\(done) of \(total) accounts") }
            }
        }
        return made / 1000
    }

    static func boards(in workspace: Workspace) async throws -> Boards {
        Boards(
            thousand: try await board("Bench 1000", deals: 1000, in: workspace),
            tenThousand: try await board("Bench 10000", deals: 10_000, in: workspace))
    }

    private static func board(_ name: String, deals: Int, in workspace: Workspace) async throws -> ID<Pipeline> {
        let load = BulkLoad(country: workspace.settings.country)
        return try await workspace.write(.house, .demo) { transaction in
            if let known = try transaction.all(Pipeline.self, where: .test(path: ["name"], .equals(.text(name)))).first
            {
                return known.id
            }
            var pipeline = Pipeline()
            pipeline.name = name
            pipeline.position = 100
            let id = try transaction.save(pipeline)
            let stages = try (1...5).map { position -> ID<Stage> in
                var stage = Stage()
                stage.name = "Stage \(position)"
                stage.pipeline = id
                stage.position = position
                stage.probability = position * 15
                return try transaction.save(stage)
            }
            let accounts = try transaction.connection.integers("SELECT id FROM account ORDER BY id LIMIT 1000")
            let kind = transaction.schema.kind(of: Opportunity.self)
            let records = (0..<deals).map { number -> Record in
                var sale = Opportunity()
                sale.title = "Deal \(number)"
                sale.account = ID(accounts[number % accounts.count])
                sale.pipeline = id
                sale.stage = stages[number % stages.count]
                sale.amount = Money(minor: Int64(number % 977) * 10_000, currency: transaction.settings.currency)
                sale.stageSince = transaction.now
                var record = Record(empty: kind)
                sale.write(to: &record, kind: kind)
                record.id = transaction.ids.next()
                (record.values[2], record.values[4], record.values[6]) = (
                    .instant(transaction.now), .instant(transaction.now), .integer(1)
                )
                return record
            }
            try load.load(records, of: kind, in: transaction)
            return id
        }
    }

    static func token(in workspace: Workspace) async throws -> String {
        try await workspace.write(.house, .command) { transaction in
            try transaction.connection.execute("DELETE FROM api_token WHERE name = 'bench'")
            guard
                let user = try transaction.all(
                    User.self, where: .test(path: ["role", "is_administrator"], .equals(true))
                )
                .first
            else { throw Refusal.notFound() }
            return try Credentials.makeToken(for: user.id, name: "bench", in: transaction)
        }
    }
}
