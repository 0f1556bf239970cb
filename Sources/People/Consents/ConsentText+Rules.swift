import Records
import Storage

extension ConsentText {
    /// A version is written once: whoever says it better writes the next one.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        var given: [Int64: Int] = [:]
        for index in changes.indices {
            guard changes[index].isNew else {
                changes[index].refuse(
                    Refusal(
                        .conflict, code: "append_only",
                        Message(
                            "People agreed to these words: they are never altered. Write the new words as the next "
                                + "version.")))
                continue
            }
            var text = try changes[index].typed(ConsentText.self)
            guard let purpose = text.purpose else { continue }
            let last = try given[purpose.number] ?? lastVersion(of: purpose, in: transaction)
            text.edition = last + 1
            given[purpose.number] = text.edition
            text.since = text.since ?? transaction.today
            let language = transaction.settings.language
            let name = try transaction.asHouse.all(ConsentPurpose.self).first { $0.id == purpose }?.name(language) ?? ""
            text.name = "\(name) · \(text.edition)"
            changes[index].replace(with: text)
        }
    }

    private static func lastVersion(of purpose: ID<ConsentPurpose>, in transaction: Transaction) throws -> Int {
        Int(
            try transaction.connection.integer("SELECT MAX(edition) FROM consent_text WHERE purpose = \(purpose)") ?? 0)
    }

    static func deleting(_ records: [Record], _ transaction: Transaction) throws {
        let used = try transaction.connection.integer(
            "SELECT 1 FROM consent WHERE text IN (\(SQL.set(records.map(\.id)))) LIMIT 1")
        if used != nil { throw ConsentPurpose.isUsed }
    }
}

extension ConsentPurpose {
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        for index in changes.indices {
            let purpose = try changes[index].typed(ConsentPurpose.self)
            if purpose.channels.isEmpty {
                changes[index].refuse(
                    "by_email", code: "required", Message("Choose at least one way: e-mail, SMS or telephone."))
            }
            if purpose.validityMonths.map({ !(1...600).contains($0) }) ?? false {
                changes[index].refuse(
                    "validity_months", code: "out_of_range",
                    Message("A whole number from 1 to {limit} is expected.", ["limit": .number(600)]))
            }
        }
    }

    static func deleting(_ records: [Record], _ transaction: Transaction) throws {
        let ids = SQL.set(records.map(\.id))
        for table in [Consent.name, Opposition.name] {
            let used = try transaction.connection.integer(
                "SELECT 1 FROM \(name: table) WHERE purpose IN (\(ids)) LIMIT 1")
            if used != nil { throw isUsed }
        }
    }

    static let isUsed = Refusal(
        .conflict, code: "still_used",
        Message("People have answered to this: it is kept as proof. Take the purpose out of use instead."))
}
