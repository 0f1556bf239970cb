import People
import Records
import Storage

/// Whose address it is, by the keys under which records are matched everywhere.
enum ContactFinder {
    /// Contacts before leads before accounts; of several the oldest.
    static func record(_ address: String, in transaction: Transaction) throws -> Reference? {
        guard let normal = EmailAddress.normalised(address) else { return nil }
        let rows = try transaction.connection.rows(
            """
            SELECT kind, record_id FROM match_key
            WHERE kind IN ('contact', 'lead', 'account') AND key = 'email' AND value = \(normal) ORDER BY record_id
            """, .text, .integer)
        for kind in [Contact.name, "lead", Account.name] {
            let found = rows.filter { $0[0].text == kind }.compactMap { $0[1].integer }
            if let id = try found.first(where: { try isLive(kind, $0, transaction) }) {
                return Reference(kind: kind, id: id)
            }
        }
        return nil
    }

    static func contact(_ address: String, in transaction: Transaction) throws -> ID<Contact>? {
        guard let found = try record(address, in: transaction), found.kind == Contact.name else { return nil }
        return ID(found.id)
    }

    /// A lead that became a customer is found by its contact.
    private static func isLive(_ name: String, _ id: Int64, _ transaction: Transaction) throws -> Bool {
        guard name == "lead", let kind = transaction.schema[name] else { return true }
        let record = try transaction.asHouse.records([id], of: kind)[id]
        return record.map { $0.value("status", in: kind).text != "converted" } ?? false
    }
}
