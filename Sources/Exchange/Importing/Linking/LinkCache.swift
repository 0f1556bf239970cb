import Records

/// The linked records found so far, so that the thousandth line that names one asks nobody. What a transaction that
/// fails has found is forgotten.
final class LinkCache: @unchecked Sendable {
    /// Used by one import at a time, never by two threads at once.
    private var known: [String: Int64] = [:]
    private var refused: [String: FieldRefusal] = [:]
    private var fresh: [String] = []
    private static let limit = 200_000

    func found(_ key: String) -> Int64? { known[key] }
    func refusal(_ key: String) -> FieldRefusal? { refused[key] }

    func keep(_ id: Int64, for key: String) {
        known[key] = id
        fresh.append(key)
    }

    func keep(_ refusal: FieldRefusal, for key: String) {
        refused[key] = refusal
        fresh.append(key)
    }

    /// What was found since the last call is committed.
    func settle() {
        fresh.removeAll()
        if known.count + refused.count > LinkCache.limit { (known, refused) = ([:], [:]) }
    }

    /// What was found since the last call may never have been.
    func forget() {
        for key in fresh {
            known[key] = nil
            refused[key] = nil
        }
        fresh.removeAll()
    }
}
