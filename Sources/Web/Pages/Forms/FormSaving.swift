import Records
import Storage

/// From a form that was sent to the one write path.
struct FormSaving: Sendable {
    let kind: Kind
    let context: Context

    private var reader: FormReader { FormReader(kind, context) }

    /// Makes the record; refuses what looks like an existing one unless the form says it may.
    func create(_ form: Form) async throws -> (id: Int64, title: String) {
        let reading = reader.read(form, existing: nil)
        return try await context.write { transaction in
            let draft = try draft(nil, reading, transaction)
            let id = try transaction.save(draft, as: kind, duplicates: form["duplicates"] == "allow" ? .allow : .refuse)
            return (id, try transaction.record(id, of: kind).shownTitle(in: kind, context.t))
        }
    }

    /// Returns what somebody else changed in the meantime: it stays. Where both changed the same field, and the form
    /// does not say whose value shall stand, throws `EditConflict`.
    func update(_ id: Int64, _ form: Form, only: Set<String>? = nil) async throws -> Set<String> {
        try await context.write { transaction in
            let current = try transaction.record(id, of: kind)
            let edit = try Edit(form, current, kind, in: transaction)
            let reading = reader.read(form, existing: edit.base, only: only)
            var draft = try draft(edit.base, reading, transaction)
            let met = try edit.settle(&draft, in: transaction)
            draft.expectedVersion = form["version"] == nil ? nil : current.version
            try transaction.save(draft, as: kind)
            return met
        }
    }

    private func draft(_ existing: Record?, _ reading: FormReader.Reading, _ transaction: Transaction) throws -> Draft {
        var reading = reading
        try reader.resolve(&reading, in: transaction)
        if reading.isRefused { throw Refusal(fields: reading.refusals) }
        var draft = Draft(id: existing?.id, fields: reading.fields, parts: reading.parts)
        if let existing { forgetUnchanged(&draft, existing) } else { forgetUntouched(&draft, transaction) }
        return draft
    }

    /// A form sends all it shows; only what differs was meant. (A contact's name and first name would contradict.)
    private func forgetUnchanged(_ draft: inout Draft, _ existing: Record) {
        draft.fields = draft.fields.filter { name, values in Array(existing.values(name, in: kind)) != values }
        draft.parts = draft.parts.filter { name, rows in (existing.parts[name] ?? []) != rows }
    }

    /// A field left empty in a new record was not decided: the rules may fill it (a stage, an owner).
    private func forgetUntouched(_ draft: inout Draft, _ transaction: Transaction) {
        let blank = transaction.blank(kind)
        draft.fields = draft.fields.filter { name, values in
            !values.allSatisfy(\.isNull) || !blank.values(name, in: kind).allSatisfy(\.isNull) || name == "owner"
        }
        draft.parts = draft.parts.filter { !$0.value.isEmpty }
    }
}
