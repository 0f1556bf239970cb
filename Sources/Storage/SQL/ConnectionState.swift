import Records

/// What a connection may be asked now, alike in both databases: one statement at a time, nothing after a failure but
/// the end of the transaction (or `ROLLBACK TO` a savepoint), nothing after the end.
package struct ConnectionState {
    private enum Step {
        case ready
        case reading
        case over
    }
    private var step = Step.ready
    private let endsOnFailure: Bool
    /// The first failure of the transaction: it can no longer be committed.
    package private(set) var failure: (any Error)?

    /// In `maintain` there is no transaction: a failed statement leaves the next one its chance.
    package init(inTransaction: Bool) { endsOnFailure = inTransaction }

    /// Before a statement: throws where it may not be sent.
    package mutating func enter(_ sql: String) throws {
        switch step {
        case .over: throw DatabaseError(kind: .other, message: "this connection's transaction is over", sql: sql)
        case .reading:
            throw DatabaseError(
                kind: .other, message: "rows are still being read on this connection: collect them first", sql: sql)
        case .ready: break
        }
        if let failure {
            guard sql.hasPrefix("ROLLBACK TO") else { throw failure }
            self.failure = nil
        }
        step = .reading
    }

    package mutating func leave() { if step == .reading { step = .ready } }
    package mutating func fail(_ error: any Error) { if endsOnFailure, failure == nil { failure = error } }
    package mutating func end() { step = .over }
}

/// Every value is of the type its column is loaded as. Checked before a bulk load, whose formats check nothing.
package func checkFits(_ row: [Value], _ types: [ColumnType]) throws {
    guard row.count == types.count else {
        throw DatabaseError(kind: .other, message: "a row of \(row.count) values for \(types.count) columns")
    }
    for (value, type) in zip(row, types) {
        switch (value, type) {
        case (.null, _), (.integer, .integer), (.text, .text), (.boolean, .boolean), (.day, .day), (.instant, .instant),
            (.bytes, .bytes):
            continue
        default: throw DatabaseError(kind: .other, message: "a value does not fit its column's type \(type)")
        }
    }
}
