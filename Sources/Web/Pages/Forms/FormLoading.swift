import Localisation
import Records
import Storage

/// Gathers what a form needs: the record, the names of what it links to, and what the address already says.
struct FormLoading: Sendable {
    let kind: Kind
    let context: Context

    /// The form of a stored record.
    func stored(_ id: Int64, in transaction: Transaction) throws -> FormFields {
        let record = try transaction.record(id, of: kind)
        guard try transaction.allowed([id], of: kind, to: .change).contains(id) else { throw Refusal.notYours() }
        return try fields(record, in: transaction)
    }

    /// The form of a new record: the declaration's defaults, what the query gives (`?account=12`), whose it is, and for
    /// ordered things (a pipeline, its stages) the first.
    func new(_ query: Form, in transaction: Transaction) throws -> FormFields {
        var record = transaction.blank(kind)
        var reading = FormReader(kind, context).read(query, existing: nil)
        try FormReader(kind, context).resolve(&reading, in: transaction)
        for (name, values) in reading.fields { record.set(name, values, in: kind) }
        if let owner = kind["owner"], owner.shape.linkTarget == "user", owner.isWritable(in: kind, context.viewer),
            reading.fields["owner"] == nil, context.viewer.user != 0
        {
            record.set("owner", [.integer(context.viewer.user)], in: kind)
        }
        try chooseFirst(&record, in: transaction)
        return try fields(record, in: transaction)
    }

    /// The same form with what was typed and why it was refused.
    func refused(
        _ id: Int64?, _ typed: Form, _ refusals: [FieldRefusal], in transaction: Transaction
    ) throws -> FormFields {
        let record = try id.map { try transaction.record($0, of: kind) } ?? transaction.blank(kind)
        var references = RecordLinks.references(in: [record], of: kind)
        for field in kind.declared where typed[field.name] != nil {
            if let target = field.shape.linkTarget, let id = typed[field.name].flatMap({ Int64($0) }) {
                references.insert(Reference(kind: target, id: id))
            }
        }
        var fields = try fields(record, references, in: transaction)
        fields.typed = typed
        fields.refusals = refusals
        return fields
    }

    private func chooseFirst(_ record: inout Record, in transaction: Transaction) throws {
        for field in kind.declared where field.isRequired && record.value(field.name, in: kind).isNull {
            guard let target = field.shape.linkTarget.flatMap({ context.schema[$0] }), target["position"] != nil else {
                continue
            }
            var condition = Condition.everything
            if let scope = field.scope, let id = record.value(scope, in: kind).integer {
                condition = .test(path: [scope], .equals(.number(String(id))))
            }
            let query = ListQuery(condition, sort: [.init("position")], limit: 1)
            if let first = try transaction.page(target, query).records.first {
                record.set(field.name, [.integer(first.id)], in: kind)
            }
        }
    }

    private func fields(
        _ record: Record, _ references: Set<Reference>? = nil, in transaction: Transaction
    ) throws -> FormFields {
        let references = references ?? RecordLinks.references(in: [record], of: kind)
        return FormFields(
            kind: kind, viewer: context.viewer,
            showing: try RecordLinks.showing(references, context.t, in: transaction),
            currency: transaction.settings.currency, record: record)
    }
}

extension FieldSpec {
    func isWritable(in kind: Kind, _ viewer: Viewer) -> Bool { viewer.mayWrite(self, of: kind) }
}
