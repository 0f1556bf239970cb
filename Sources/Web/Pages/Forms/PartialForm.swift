import Localisation
import Records
import Storage

/// Some fields of a stored record as a small form beside other things; saved as the whole form would save them.
package struct PartialForm: Sendable {
    private let fields: FormFields
    /// Fields and parts, in this order.
    private let names: [String]
    package var version: Int64 { fields.record.version }
    package var record: Record { fields.record }

    /// Refuses whoever may not change the record; names that the viewer may not write are left out. `typed` and
    /// `refusals` come back from a form that was refused.
    package static func load(
        _ id: Int64, _ names: [String], of kind: Kind, typed: Form? = nil, refusals: [FieldRefusal] = [],
        _ context: Context, in transaction: Transaction
    ) throws -> PartialForm {
        let loading = FormLoading(kind: kind, context: context)
        var fields = try loading.stored(id, in: transaction)
        if let typed { fields = try loading.refused(id, typed, refusals, in: transaction) }
        return PartialForm(fields: fields, names: open(names, of: kind, context))
    }

    private static func open(_ names: [String], of kind: Kind, _ context: Context) -> [String] {
        names.filter { name in
            kind[name].map { context.viewer.mayWrite($0, of: kind) }
                ?? (kind.part(name) != nil && context.viewer.mayWrite(part: name, of: kind))
        }
    }

    package var isEmpty: Bool { names.isEmpty }

    package func render(_ html: inout HTML, _ t: Translator) {
        html.input(.type("hidden"), .name("version"), .value(String(version)))
        for (place, name) in names.enumerated() {
            if let spec = fields.kind[name] {
                var field = fields.field(spec)
                field.hasFocus = place == 0
                html.field(field, t)
            } else if let part = fields.kind.part(name) {
                var (rows, blank) = fields.rows(of: part)
                if place == 0, rows.first?.indices.contains(1) == true { rows[0][1].hasFocus = true }
                html.input(.type("hidden"), .name(part.name), .value("shown"))
                html.partsEditor(
                    name: part.name, label: t(part.kind.label), addLabel: t("Add a row"), rows: rows, blank: blank, t)
            }
        }
    }

    /// Saves what a form says of these fields and of no others.
    package static func save(_ id: Int64, _ form: Form, only names: [String], of kind: Kind, _ context: Context)
        async throws
    {
        let form = form.withRowsInOrder(of: kind), names = open(names, of: kind, context)
        do {
            _ = try await FormSaving(kind: kind, context: context).update(id, form, only: Set(names))
        } catch is EditConflict {
            throw Refusal(
                .conflict, code: "changed_meanwhile",
                Message("Somebody else has changed the same field. Look at the record, then try again."))
        }
    }
}
