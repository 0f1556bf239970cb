import Identity
import Records
import Storage

/// A telephone rings: told by the telephone system, shown at once to whoever has the line, kept once.
package struct IncomingCall: Sendable, Hashable {
    package static let table = TableSpec(
        "incoming_call",
        [
            .init("id", .integer), .init("number", .text), .init("direction", .text),
            .init("line", .text, required: false),
            .init("external_id", .text, required: false),
            .init("user_id", .integer, required: false, references: "user"),
            .init("at", .instant),
        ], primaryKey: ["id"],
        indexes: [
            .init("incoming_call_external", ["external_id"], unique: true),
            .init("incoming_call_user", ["user_id", "at"]),
        ], merging: .stays("tells what rang, whoever it is now"))

    package var number: String
    /// `in` or `out`
    package var direction = "in"
    /// The number or extension that rings.
    package var line: String?
    /// How the telephone system calls it; told twice, it is shown once.
    package var externalID: String?

    package init(number: String) { self.number = number }

    package struct Rung: Sendable {
        package let id: Int64
        package let user: Int64?
        package let isNew: Bool
    }

    /// Keeps it and tells the person: of the line, or else whoever the program speaks for.
    package func ring(in transaction: Transaction) throws -> Rung {
        guard let normal = PhoneNumber.normalised(number, country: transaction.settings.country) else {
            throw Refusal(fields: [FieldRefusal("number", code: "invalid_phone", CallDesk.wrongNumber(number))])
        }
        let user = try person(transaction) ?? (line == nil ? transaction.author : nil)
        let id = transaction.ids.next()
        let added = try transaction.connection.execute(
            """
            INSERT INTO incoming_call (id, number, direction, line, external_id, user_id, at)
            VALUES (\(id), \(normal), \(direction), \(line), \(externalID), \(user), \(transaction.now))
            ON CONFLICT (external_id) DO NOTHING
            """)
        guard added > 0 else {
            let row = try transaction.connection.first(
                "SELECT id, user_id FROM incoming_call WHERE external_id = \(externalID)", .integer, .integer)
            return Rung(id: row?[0].integer ?? id, user: row?[1].integer, isNew: false)
        }
        if let user {
            try transaction.emit(
                Event(
                    "call.incoming", Reference(kind: "incoming_call", id: user),
                    .record(["number": .text(normal), "direction": .text(direction), "call": .text(String(id))])))
        }
        return Rung(id: id, user: user, isNew: true)
    }

    /// Whose telephone it is: the number on their page, or its last digits as the switchboard numbers its desks.
    private func person(_ transaction: Transaction) throws -> Int64? {
        guard let line = line?.trimmingWhitespace(), !line.isEmpty else { return nil }
        let country = transaction.settings.country
        let normal = PhoneNumber.normalised(line, country: country)
        let digits = line.filter(\.isNumber)
        let rows = try transaction.connection.rows(
            "SELECT id, phone FROM \"user\" WHERE is_active = TRUE AND phone IS NOT NULL ORDER BY id", .integer, .text)
        var desk: [Int64] = []
        for row in rows {
            guard let id = row[0].integer, let phone = row[1].text else { continue }
            if let normal, PhoneNumber.normalised(phone, country: country) == normal { return id }
            if (2...5).contains(digits.count), phone.filter(\.isNumber).hasSuffix(digits) { desk.append(id) }
        }
        return desk.count == 1 ? desk[0] : nil
    }
}
