import Records
import Storage

/// Puts into an account what was chosen of a register's answer, through the one write path, then keeps the answer.
package struct RegisterFilling: Sendable {
    package let entry: RegisterEntry
    package let finding: RegisterFinding
    /// The fields to write; nil for those that are empty.
    package let only: Set<String>?
    /// The version the chooser saw.
    package var version: Int64?

    package init(entry: RegisterEntry, finding: RegisterFinding, only: Set<String>?, version: Int64? = nil) {
        (self.entry, self.finding, self.only, self.version) = (entry, finding, only, version)
    }

    /// How many fields were written.
    package func write(_ id: Int64, in transaction: Transaction) throws -> Int {
        let kind = transaction.schema.kind(of: Account.self)
        let record = try transaction.record(id, of: kind)
        let wanted = RegisterDifference.of(entry, record, kind, transaction.viewer).filter { difference in
            only?.contains(difference.field.name) ?? !difference.isFilled
        }
        if !wanted.isEmpty {
            var draft = Draft(id: id)
            for difference in wanted { draft.fields[difference.field.name] = difference.offered }
            draft.expectedVersion = version
            try transaction.save(draft, as: kind)
        }
        try finding.keep(of: ID(id), in: transaction)
        return wanted.count
    }
}

extension RegisterFinding {
    /// What came of asking, in a sentence.
    package var sentence: Message {
        switch (register, state) {
        case (_, .unavailable): RegisterTrouble.silent.message
        case (.french, .valid): Message("The register knows this company: it is in business.")
        case (.french, .closed): Message("The register says that this company has closed.")
        case (.french, _): Message("The register knows no company with this number.")
        case (.vies, .valid): Message("The VAT number is valid, says VIES.")
        case (.vies, _): Message("The VAT number is not valid, says VIES.")
        }
    }
}
