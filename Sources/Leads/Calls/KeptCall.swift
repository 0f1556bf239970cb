import Records
import Storage

/// What a page of the telephone has made: a button pressed twice keeps one call. Each page carries a word of its own;
/// the first press leaves it here with what became of it, and the second finds it.
enum KeptCall {
    static let table = TableSpec(
        "kept_call",
        [
            .init("user_id", .integer), .init("word", .text), .init("made", .text, required: false),
            .init("at", .instant),
        ], primaryKey: ["user_id", "word"],
        // Old words are found by age.
        indexes: [.init("kept_call_age", ["at"])], merging: .stays("repeats an answer that was given"))

    private static let keptSeconds = 86_400

    /// Does the work in this transaction, or gives what it gave before. Without a word it is done each time.
    static func once(_ word: String?, in transaction: Transaction, _ work: () throws -> JSON) throws -> JSON {
        guard let word, !word.isEmpty, word.utf8.count <= 60, let user = transaction.author else { return try work() }
        let connection = transaction.connection, now = transaction.now
        try connection.execute("DELETE FROM kept_call WHERE at < \(now.adding(seconds: -keptSeconds))")
        // Of two at the same moment the second waits here for the first.
        let added = try connection.execute(
            """
            INSERT INTO kept_call (user_id, word, at) VALUES (\(user), \(word), \(now))
            ON CONFLICT (user_id, word) DO NOTHING
            """)
        guard added > 0 else {
            let row = try connection.first(
                "SELECT made FROM kept_call WHERE user_id = \(user) AND word = \(word)", .text)
            guard let made = try row?[0].text.map({ try JSON(parsing: $0) }) else { throw Refusal.notFound() }
            return made
        }
        let made = try work()
        try connection.execute(
            "UPDATE kept_call SET made = \(made.string) WHERE user_id = \(user) AND word = \(word)")
        return made
    }
}
