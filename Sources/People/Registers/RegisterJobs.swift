import Jobs
import Records
import Storage

/// Checks that run by themselves: every account again after so many days, and single ones that met a silent register.
enum RegisterJobs {
    static let again = "registers.again"
    static let everything = "registers.everything"
    private static let batch = 50
    /// So many silences in a row mean that the register is away, and not that it stumbles over one company.
    private static let patience = 4

    static func register(in jobs: inout JobBook) {
        jobs.add(again, "Check an account in a register", maximumAttempts: 8) { context in
            try await retry(context, RegisterDesk(context.workspace.settings).patient)
        }
        jobs.add(everything, "Check all accounts in the registers") { context in
            let workspace = context.workspace, desk = RegisterDesk(context.workspace.settings).patient
            let asked = context.job.arguments["before"]?.text.flatMap { Instant(iso: $0) }
            let limit = asked ?? desk.everyDays.map { workspace.clock().adding(seconds: -$0 * 86_400) }
            guard let limit else { return .record(["checked": 0]) }
            return try await checkAll(workspace, desk, before: limit) {
                try await context.report(JobProgress(done: $0))
            }
        }
        jobs.schedule(everything, everySeconds: 3600)
    }

    /// Asks again in some minutes, and then ever less often until there is an answer.
    static func askLater(_ register: Register, _ account: ID<Account>, in transaction: Transaction) throws {
        _ = try JobQueue.enqueue(
            again, .record(["account": .text(String(account.number)), "register": .text(register.rawValue)]),
            runAt: transaction.now.adding(seconds: 300), key: "\(again):\(register.rawValue):\(account.number)",
            in: transaction.asHouse)
    }

    /// Everything that no answer has confirmed since now, as soon as may be.
    static func checkNow(in transaction: Transaction) throws {
        _ = try JobQueue.enqueue(
            everything, .record(["before": .text(transaction.now.iso)]), key: "\(everything):asked",
            in: transaction.asHouse)
    }

    static func retry(_ context: JobContext, _ desk: RegisterDesk) async throws -> JSON {
        guard let id = context.job.arguments["account"]?.text.flatMap({ Int64($0) }),
            let register = context.job.arguments["register"]?.text.flatMap({ Register(rawValue: $0) })
        else { return .record(["checked": false]) }
        guard let finding = try await check(ID(id), register, desk, context.workspace) else {
            return .record(["checked": false])
        }
        if finding == .unavailable { throw RegisterTrouble.silent }
        return .record(["checked": true, "state": .text(finding.rawValue)])
    }

    /// Nil where there is nothing to ask.
    private static func check(
        _ account: ID<Account>, _ register: Register, _ desk: RegisterDesk, _ workspace: Workspace
    ) async throws -> CheckState? {
        let stored = try await workspace.read(.house) { transaction in
            let kind = transaction.schema.kind(of: Account.self)
            return try transaction.records([account.number], of: kind)[account.number].map {
                try Account($0, kind: kind)
            }
        }
        guard let stored, let finding = try await desk.ask(register, about: stored) else { return nil }
        if finding.state != .unavailable {
            try await workspace.write(.house, .job) { _ = try finding.keep(of: account, in: $0) }
        }
        return finding.state
    }

    /// What is due is what no answer has confirmed since the limit: a run that is broken off goes on with what is
    /// left. Where a register stays silent the run ends, and the next one comes within the hour.
    static func checkAll(
        _ workspace: Workspace, _ desk: RegisterDesk, before limit: Instant, report: (Int) async throws -> Void
    ) async throws -> JSON {
        var checked = 0, silent: [String] = []
        for register in Register.allCases {
            var after: Int64 = 0, silences = 0
            scan: while true {
                let place = after
                let due = try await workspace.read(.house) {
                    try RegisterJobs.due(register, before: limit, after: place, in: $0)
                }
                for account in due {
                    after = account.number
                    let state = try await check(account, register, desk, workspace)
                    silences = state == .unavailable ? silences + 1 : 0
                    if silences == patience {
                        silent.append(register.rawValue)
                        break scan
                    }
                    if state != nil, state != .unavailable { checked += 1 }
                    try await report(checked)
                }
                if due.count < batch { break }
            }
        }
        return .record(["checked": .number(String(checked)), "silent": .array(silent.map(JSON.text))])
    }

    /// Accounts with a number of this register that no answer has confirmed since then. Numbers of sample companies
    /// are invented and may by chance be somebody's: they are never sent out by ourselves.
    static func due(
        _ register: Register, before limit: Instant, after: Int64, in transaction: Transaction
    ) throws -> [ID<Account>] {
        let hasSamples = transaction.settings.extra["demo"]?.boolean == true
        let number: SQL = register == .french ? "a.siren" : "a.vat_number"
        let isKnown: SQL =
            register == .french
            ? "length(a.siren) = 9"
            : "substr(a.vat_number, 1, 2) IN (\(SQL.list(VATNumber.viesPrefixes.map(Value.text))))"
        let isReal: SQL = hasSamples ? "AND (a.siren IS NULL OR a.siren NOT LIKE '29%')" : ""
        return try transaction.connection.integers(
            """
            SELECT a.id FROM account AS a
            WHERE a.id > \(after) AND \(number) IS NOT NULL AND \(isKnown) \(isReal)
            AND NOT EXISTS (
                SELECT 1 FROM register_check AS c
                WHERE c.account = a.id AND c.register = \(register.rawValue) AND c.state <> 'unavailable'
                AND c.confirmed_at > \(limit))
            ORDER BY a.id LIMIT \(batch)
            """
        ).map { ID($0) }
    }
}
