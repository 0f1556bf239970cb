import CPostgres
import Records
import Storage

/// One connection to the server, used by one thread at a time.
///
/// Statements travel in pipeline mode: what must precede one (BEGIN, the preparation of its plan) goes in the same
/// packet, and the COMMIT of a reading transaction is not waited for.
final class Link {
    /// What a finished statement says of itself.
    struct Answer {
        var changed = 0
        var tag = ""
    }

    let raw: OpaquePointer
    private var plans = PlanShelf()
    /// Packets sent whose answers nobody has read yet.
    private var unreadPackets = 0

    /// Takes over an open connection.
    init(_ raw: OpaquePointer) throws {
        self.raw = raw
        PQsetNoticeReceiver(raw, { _, _ in }, nil)
        try sent(PQenterPipelineMode(raw))
    }

    deinit { PQfinish(raw) }

    /// The connection can no longer be used; the server rolls back what was open on it.
    var isLost: Bool { hasFailed || PQstatus(raw) == CONNECTION_BAD }
    private var hasFailed = false

    func failure(_ result: OpaquePointer?, _ sql: String?) -> DatabaseError { databaseError(result, raw, sql: sql) }

    /// Runs one statement, with `before` in the same packet. Streaming hands over each row as it arrives; once `onRow`
    /// throws or says false, the rest is passed over.
    func run(
        _ sql: String, _ values: [Value], before: [String] = [], streaming: Bool = false,
        onRow: (OpaquePointer, Int32) throws -> Bool = { _, _ in false }
    ) throws -> Answer {
        let parameters = try Parameters(values)
        for command in before { try sent(PQsendQueryParams(raw, command, 0, nil, nil, nil, nil, 1)) }
        let plan = plans.plan(for: sql, parameters.types)
        if let plan, plan.isNew { try sent(PQsendPrepare(raw, plan.name, sql, parameters.count, parameters.types)) }
        try send(sql, parameters, plan)
        try sent(PQpipelineSync(raw))
        try readOwed()
        do {
            for command in before { try readDone(command) }
            if let plan, plan.isNew { try readDone(sql) }
            // Once prepared the plan is there, even if running it fails.
            if let plan, plan.isNew { plans.keep(plan) }
            let answer = try readAnswer(sql, streaming, onRow)
            try readToSync()
            return answer
        } catch {
            if !isLost { try readToSync() }
            throw error
        }
    }

    /// Sends a command whose answer is read, and thrown away, with the next one. Where it cannot be sent the connection
    /// is lost, which is for the next statement to find: what was done before stands.
    func runUnwatched(_ command: String) {
        guard PQsendQueryParams(raw, command, 0, nil, nil, nil, nil, 1) == 1, PQpipelineSync(raw) == 1 else {
            hasFailed = true
            return
        }
        unreadPackets += 1
    }

    /// Frees on the server the plans that are no longer kept here; between transactions.
    func tidy() {
        for command in plans.commandsToTidy() { runUnwatched(command) }
    }

    /// Steps out of pipeline mode for what it cannot do (COPY).
    func plainly<Result>(_ work: () throws -> Result) throws -> Result {
        try readOwed()
        try sent(PQexitPipelineMode(raw))
        defer { PQenterPipelineMode(raw) }
        return try work()
    }

    private func send(_ sql: String, _ parameters: Parameters, _ plan: PlanShelf.Plan?) throws {
        let code = parameters.withArrays { values, lengths, formats in
            if let plan {
                PQsendQueryPrepared(raw, plan.name, parameters.count, values, lengths, formats, 1)
            } else {
                PQsendQueryParams(raw, sql, parameters.count, parameters.types, values, lengths, formats, 1)
            }
        }
        try sent(code)
    }

    private func sent(_ code: Int32) throws { if code != 1 { throw failure(nil, nil) } }

    // MARK: - Reading

    private func readAnswer(
        _ sql: String, _ streaming: Bool, _ onRow: (OpaquePointer, Int32) throws -> Bool
    ) throws -> Answer {
        if streaming { PQsetSingleRowMode(raw) }
        var wantsMore = streaming, thrown: (any Error)?, answer = Answer()
        while let result = PQgetResult(raw) {
            defer { PQclear(result) }
            let status = PQresultStatus(result)
            guard status == PGRES_SINGLE_TUPLE || status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK else {
                if isStalePlan(result) { plans.forgetAll() }
                throw failure(result, sql)
            }
            do {
                for row in 0..<PQntuples(result) where wantsMore { wantsMore = try onRow(result, row) }
            } catch {
                thrown = error
                wantsMore = false
            }
            if status != PGRES_SINGLE_TUPLE {
                answer.changed = Int(String(cString: PQcmdTuples(result))) ?? 0
                answer.tag = String(cString: PQcmdStatus(result))
            }
        }
        if isLost { throw failure(nil, sql) }
        if let thrown { throw thrown }
        return answer
    }

    private func readDone(_ sql: String) throws {
        var failed: DatabaseError?
        while let result = PQgetResult(raw) {
            defer { PQclear(result) }
            let status = PQresultStatus(result)
            if status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK { failed = failure(result, sql) }
        }
        if let failed { throw failed }
        if isLost { throw failure(nil, sql) }
    }

    private func readOwed() throws {
        while unreadPackets > 0 {
            try readToSync()
            unreadPackets -= 1
        }
    }

    /// Passes over everything up to the end of a packet.
    private func readToSync() throws {
        while !isLost {
            guard let result = PQgetResult(raw) else { continue }
            defer { PQclear(result) }
            if PQresultStatus(result) == PGRES_PIPELINE_SYNC { return }
        }
        throw failure(nil, nil)
    }
}
