import Localisation
import Records
import Storage

/// The lines of a bulk job that were refused, and why, until the job is asked about; read in the reader's language.
enum BulkFailures {
    static let table = TableSpec(
        "bulk_failure",
        [.init("job_id", .integer), .init("line", .integer), .init("at", .instant), .init("refusal", .text)],
        primaryKey: ["job_id", "line"],
        // Old ones are found by age.
        indexes: [.init("bulk_failure_age", ["at"])], merging: .stays("says what was refused then"))

    static func write(_ refusal: Refusal, job: Int64, line: Int, in transaction: Transaction) throws {
        let fields = refusal.fields.map { field in
            JSON.record(["field": .text(field.field), "code": .text(field.code), "message": kept(field.message)])
        }
        var stored = JSON.record([
            "type": .text(refusal.type.rawValue), "code": .text(refusal.code), "message": kept(refusal.message),
            "fields": .array(fields),
        ])
        for (name, value) in refusal.details.sorted(by: { $0.key < $1.key }) where stored[name] == nil {
            stored = stored.with(name, value)
        }
        try transaction.connection.execute(
            """
            INSERT INTO bulk_failure (job_id, line, at, refusal)
            VALUES (\(job), \(line), \(transaction.now), \(stored.string))
            """)
    }

    static func page(job: Int64, after: Int64, limit: Int, in transaction: Transaction) throws -> [(
        line: Int64, refusal: JSON
    )] {
        try transaction.connection.rows(
            """
            SELECT line, refusal FROM bulk_failure
            WHERE job_id = \(job) AND line > \(after) ORDER BY line LIMIT \(limit)
            """, .integer, .text
        ).map { ($0[0].integer ?? 0, try JSON(parsing: $0[1].text ?? "{}")) }
    }

    static func forget(before limit: Instant, in transaction: Transaction) throws -> Int {
        try transaction.connection.execute("DELETE FROM bulk_failure WHERE at < \(limit)")
    }

    /// With its messages in the reader's language.
    static func translated(_ refusal: JSON, _ t: Translator) -> JSON {
        let fields = (refusal["fields"]?.array ?? []).map { $0.with("message", .text(t(message($0["message"])))) }
        return refusal.with("message", .text(t(message(refusal["message"])))).with("fields", .array(fields))
    }

    private static func kept(_ message: Message) -> JSON {
        let arguments = message.arguments.sorted { $0.key < $1.key }.map { JSON.Member($0.key, kept($0.value)) }
        return JSON.record(["text": .text(message.text), "arguments": .object(arguments)])
            .with("plural", message.plural.map { .text($0) }).with("count", message.count.map { .whole($0) })
    }

    /// What has a language stays a message; the rest is written as programs write it.
    private static func kept(_ argument: Message.Argument) -> JSON {
        switch argument {
        case .text(let text): .text(text)
        case .number(let number): .whole(number)
        case .exact(let exact): .text(exact.text)
        case .money(let money): .text(money.amount + " " + money.currency)
        case .day(let day): .text(day.iso)
        case .instant(let instant): .text(instant.iso)
        case .message(let message): kept(message)
        }
    }

    private static func message(_ json: JSON?) -> Message {
        var arguments: [String: Message.Argument] = [:]
        for member in json?["arguments"]?.members ?? [] {
            switch member.value {
            case .text(let text): arguments[member.name] = .text(text)
            case .number(let digits): arguments[member.name] = .number(Int(digits) ?? 0)
            default: arguments[member.name] = .message(message(member.value))
            }
        }
        let text = json?["text"]?.text ?? ""
        guard let plural = json?["plural"]?.text, let count = json?["count"]?.integer else {
            return Message(text, arguments)
        }
        return Message(text, plural, count: Int(count), arguments)
    }
}
