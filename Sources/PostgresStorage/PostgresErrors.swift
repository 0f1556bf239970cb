import CPostgres
import Storage

/// A failed result as ours; the SQLSTATE decides.
func databaseError(_ result: OpaquePointer?, _ connection: OpaquePointer, sql: String?) -> DatabaseError {
    let state = field(result, "C")
    let message = field(result, "M") ?? String(cString: PQerrorMessage(connection)).trimmingTrailingSpace
    guard let state else {
        let isLost = PQstatus(connection) == CONNECTION_BAD
        return DatabaseError(kind: isLost ? .unavailable : .other, message: message, sql: sql)
    }
    return DatabaseError(kind: kind(of: state, message, result), message: message, sql: sql)
}

/// The plan of a prepared statement no longer fits a changed table: forget it and run again.
func isStalePlan(_ result: OpaquePointer?) -> Bool {
    field(result, "C") == "0A000" && field(result, "R") == "RevalidateCachedQuery"
}

private func kind(of state: String, _ message: String, _ result: OpaquePointer?) -> DatabaseError.Kind {
    switch state {
    case "23505": .unique(constraint: field(result, "n") ?? "")
    case "23503": .foreignKey(constraint: field(result, "n") ?? "")
    case "23502": .notNull(column: field(result, "c") ?? "")
    case "23514": .check(constraint: field(result, "n") ?? "")
    case "40001", "40P01", "55P03": .retryable
    case "53100": .full
    case "53300", "57P01", "57P02", "57P03": .unavailable
    case _ where state.hasPrefix("08"): .unavailable
    case _ where isStalePlan(result): .retryable
    default: .other
    }
}

/// One part of the server's report: C the SQLSTATE, M the message, n the constraint, c the column, R the routine.
private func field(_ result: OpaquePointer?, _ code: Character) -> String? {
    guard let result, let ascii = code.asciiValue, let text = PQresultErrorField(result, Int32(ascii)) else {
        return nil
    }
    return String(cString: text)
}

extension String {
    var trimmingTrailingSpace: String {
        var text = Substring(self)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
