import Jobs
import Localisation
import Records

package enum ImportOutcome: String, Sendable, CaseIterable { case created, updated, skipped, failed }

/// What became of one line of a file, and why.
package struct ImportLine: Sendable, Hashable {
    /// Which record of the file, from 1, the header counted: the row number a spreadsheet shows.
    package let number: Int
    /// The line of the file on which it begins.
    package let line: Int
    package var outcome: ImportOutcome
    package var record: Int64?
    package var reasons: [FieldRefusal]
    /// What was repaired or made on the way.
    package var notes: [Message]

    init(
        _ row: TableRow, _ outcome: ImportOutcome, record: Int64? = nil, reasons: [FieldRefusal] = [],
        notes: [Message] = []
    ) {
        self.init(number: row.number, line: row.line, outcome, record: record, reasons: reasons, notes: notes)
    }

    init(number: Int, line: Int, _ outcome: ImportOutcome, record: Int64?, reasons: [FieldRefusal], notes: [Message]) {
        self.number = number
        self.line = line
        self.outcome = outcome
        self.record = record
        self.reasons = reasons
        self.notes = notes
    }

    /// Nil where there is nothing to tell.
    var details: JSON? {
        if reasons.isEmpty, notes.isEmpty { return nil }
        let reasons = reasons.map { reason in
            JSON.record(["field": .text(reason.field), "code": .text(reason.code), "message": reason.message.stored])
        }
        return .record(["reasons": .array(reasons), "notes": .array(notes.map(\.stored))])
    }

    static func reasons(_ details: JSON?) -> [FieldRefusal] {
        (details?["reasons"]?.array ?? []).compactMap { reason in
            guard let message = reason["message"].flatMap(Message.init) else { return nil }
            return FieldRefusal(reason["field"]?.text ?? "", code: reason["code"]?.text ?? "", message)
        }
    }

    static func notes(_ details: JSON?) -> [Message] { (details?["notes"]?.array ?? []).compactMap(Message.init) }

    /// All reasons in one text, for a column of a file and for a terminal.
    package func reasonText(of kind: Kind?, in schema: Schema, _ t: Translator) -> String {
        reasons.map { schema.reason($0, of: kind, t) }.joined(separator: " / ")
    }

    /// As the API shows it, in the reader's language.
    package func json(_ t: Translator) -> JSON {
        let reasons = reasons.map { reason in
            JSON.record(["field": .text(reason.field), "code": .text(reason.code), "message": .text(t(reason.message))])
        }
        return .record([
            "row": .number(String(number)), "line": .number(String(line)), "outcome": .text(outcome.rawValue),
            "id": record.map { .text(String($0)) } ?? .null, "reasons": .array(reasons),
            "notes": .array(notes.map { .text(t($0)) }),
        ])
    }
}
