import Records
import Storage

/// A JSON object that says what a record should become, read into a draft. Everything wrong with it is told at once;
/// what is right goes on, so that the rules may add what they find.
package struct RecordBody {
    package private(set) var draft: Draft
    package private(set) var refusals: [FieldRefusal] = []

    static let noObject = Refusal(
        code: "object_expected",
        Message("A JSON object is expected, such as {example}.", ["example": .text(#"{"name":"…"}"#)]))

    private let kind: Kind
    private let existing: Record?
    private let transaction: Transaction

    package init(_ json: JSON, _ kind: Kind, existing: Record?, _ transaction: Transaction) throws(Refusal) {
        guard let members = json.members else { throw RecordBody.noObject }
        self.kind = kind
        self.existing = existing
        self.transaction = transaction
        draft = Draft(id: existing?.id)
        let hasExternalID = members.contains { $0.name == "external_id" && $0.value.text?.isEmpty == false }
        for member in members { read(member, isImport: existing == nil && hasExternalID) }
    }

    mutating func expect(_ version: Int64) { draft.expectedVersion = version }

    private mutating func read(_ member: JSON.Member, isImport: Bool) {
        if let part = kind.part(member.name), transaction.viewer.sees(part: member.name, of: kind) {
            return read(member.value, part)
        }
        guard let field = kind[member.name], transaction.viewer.sees(field, of: kind) else {
            if member.name == "facts" { return readFacts(member.value) }
            return refusals.append(.unknownField(member.name, of: kind))
        }
        do {
            let values = try FieldReader.values(member.value, field, transaction.settings.currency)
            if field.name == "created_at", isImport, let instant = values[0].instant {
                draft.createdAt = instant
            } else if transaction.viewer.mayWrite(field, of: kind) {
                try take(values, field)
            } else if existing.map({ Array($0.values(field.name, in: kind)) != values }) ?? true {
                refusals.append(.readOnly(field, at: field.name))
            }
        } catch {
            refusals.append(error)
        }
    }

    /// A required field is never emptied; the rules may rely on it.
    private mutating func take(_ values: [Value], _ field: FieldSpec) throws(FieldRefusal) {
        if field.isRequired, FieldReader.isBlank(values) { throw .required(field, at: field.name) }
        draft.fields[field.name] = values
    }

    private mutating func readFacts(_ json: JSON) {
        guard let members = json.members else {
            return refusals.append(FieldRefusal("facts", code: "invalid_type", Message("An object is expected.")))
        }
        draft.facts = Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }
    }

    private mutating func read(_ json: JSON, _ part: Kind.PartKind) {
        var reader = PartReader(part, before: existing?.parts[part.name] ?? [], transaction)
        let rows = reader.rows(json)
        refusals += reader.refusals
        guard reader.refusals.isEmpty else { return }
        if !transaction.viewer.mayWrite(part: part.name, of: kind) {
            if rows != existing?.parts[part.name] ?? [] { refusals.append(.readOnly(part.kind.label, at: part.name)) }
            return
        }
        draft.parts[part.name] = rows
    }
}

extension FieldRefusal {
    static func required(_ field: FieldSpec, at place: String) -> FieldRefusal {
        FieldRefusal(place, code: "required", Message("{field} is required.", ["field": .message(field.label)]))
    }

    static func readOnly(_ field: FieldSpec, at place: String) -> FieldRefusal { readOnly(field.label, at: place) }

    static func readOnly(_ label: Message, at place: String) -> FieldRefusal {
        FieldRefusal(place, code: "read_only", Message("{field} cannot be changed here.", ["field": .message(label)]))
    }
}
