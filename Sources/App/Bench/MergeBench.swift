import People
import Records
import Sales
import Storage

/// Two accounts become one while ten thousand records hang on the one that goes; then it is taken back.
struct MergeBench {
    let installation: Installation
    let say: @Sendable (String) -> Void
    private var workspace: Workspace { installation.workspace }
    private static let each = 2500, rounds = 3

    func run() async throws -> [BenchRow] {
        say("merge of two accounts with 10,000 related records")
        let (kept, gone) = try await workspace.write(.house, .command) { transaction in
            (
                try MergeBench.account("Bench Aster", transaction),
                try MergeBench.account("Bench Aster SARL", transaction)
            )
        }
        try await workspace.write(.house, .command) { try MergeBench.load(about: gone, in: $0) }
        var merging: [Double] = [], undoing: [Double] = []
        for _ in 0..<MergeBench.rounds {
            let merge = try await Stopwatch.timed {
                try await workspace.write(.house, .command) { transaction in
                    try transaction.merge([gone], into: kept, of: transaction.schema.kind(of: Account.self))
                }
            }
            merging.append(merge.milliseconds)
            undoing.append(
                try await Stopwatch.milliseconds {
                    _ = try await workspace.write(.house, .command) { try $0.unmerge(merge.result.id) }
                })
        }
        try await workspace.write(.house, .command) { try MergeBench.remove([kept, gone], from: $0) }
        return [
            .figure(
                "merge of two accounts, 10,000 related records", .milliseconds, Spread(merging), atMost: 3000,
                note: "contacts, opportunities, notes, activities; with history, journal and events"),
            .figure("the same merge undone", .milliseconds, Spread(undoing), atMost: 3000),
        ]
    }

    private static func account(_ name: String, _ transaction: Transaction) throws -> Int64 {
        var account = Account()
        account.name = name
        return try transaction.save(account).number
    }

    private static func load(about id: Int64, in transaction: Transaction) throws {
        let about: [Value] = [.text(Account.name), .integer(id)]
        guard let stage = try transaction.all(Stage.self).first, let pipeline = stage.pipeline else { return }
        var link = ContactAccount()
        link.account = ID(id)
        var contact = Contact()
        (contact.name, contact.account, contact.accounts) = ("Zoé Blanc", ID(id), [link])
        var sale = Opportunity()
        (sale.title, sale.account, sale.stage, sale.pipeline) = ("Bench", ID(id), stage.id, pipeline)
        try load(Draft(contact), "contact", transaction)
        try load(Draft(sale), "opportunity", transaction)
        try load(Draft(fields: ["text": [.text("Seen at the fair")], "about": about]), "note", transaction)
        try load(Draft(fields: ["subject": [.text("Call back")], "about": about]), "activity", transaction)
    }

    private static func load(_ draft: Draft, _ name: String, _ transaction: Transaction) throws {
        let kind = transaction.schema.kind(name)
        let records = (0..<each).map { _ -> Record in
            var record = transaction.blank(kind)
            for (field, values) in draft.fields { record.set(field, values, in: kind) }
            record.id = transaction.ids.next()
            record.set("created_at", [.instant(transaction.now)], in: kind)
            record.set("updated_at", [.instant(transaction.now)], in: kind)
            record.set("version", [.integer(1)], in: kind)
            record.parts = draft.parts.mapValues { rows in
                rows.map { PartRow(id: transaction.ids.next(), values: $0.values) }
            }
            return record
        }
        try BulkLoad(country: transaction.settings.country).load(records, of: kind, in: transaction)
    }

    private static func remove(_ accounts: [Int64], from transaction: Transaction) throws {
        for name in [Contact.name, Opportunity.name] {
            let kind = transaction.schema.kind(name)
            let ids = try transaction.connection.integers(
                "SELECT id FROM \(name: kind.table) WHERE account IN (\(SQL.set(accounts)))")
            try transaction.delete(ids, of: kind)
        }
        try transaction.delete(accounts, of: transaction.schema.kind(of: Account.self))
    }
}

extension Stopwatch {
    /// What a piece of work answered, and how long it took.
    static func timed<Result>(_ work: () async throws -> Result) async throws -> (result: Result, milliseconds: Double)
    {
        var result: Result?
        let took = try await milliseconds { result = try await work() }
        guard let result else { preconditionFailure("the work has been done") }
        return (result, took)
    }
}
