import Localisation
import Records

/// The fields of a form, filled: with what is stored, or with what was typed before it was refused.
struct FormFields: Sendable {
    let kind: Kind
    let viewer: Viewer
    let showing: Showing
    let currency: String
    var record: Record
    /// What came back from the person; wins over what is stored.
    var typed: Form?
    var refusals: [FieldRefusal] = []

    private var t: Translator { showing.t }

    func field(_ spec: FieldSpec) -> FormField {
        filled(spec, name: spec.name, values: record.values(spec.name, in: kind), scope: scope(of: spec))
    }

    /// The rows of a part, and the empty one that new rows are copied from.
    func rows(of part: Kind.PartKind) -> (rows: [[FormField]], blank: [FormField]) {
        var rows: [[FormField]] = []
        if let typed {
            for number in typedRows(part.name, typed) { rows.append(row(part, "[\(number)]", id: "", values: nil)) }
        } else {
            for (number, stored) in (record.parts[part.name] ?? []).enumerated() {
                rows.append(row(part, "[\(number)]", id: String(stored.id), values: stored.values))
            }
        }
        if rows.isEmpty { rows.append(row(part, "[0]", id: "", values: nil)) }
        var blank = self
        blank.typed = nil
        return (rows, blank.row(part, "[#]", id: "", values: nil))
    }

    private func row(_ part: Kind.PartKind, _ number: String, id: String, values: [Value]?) -> [FormField] {
        let prefix = part.name + number + "."
        var fields = [FormField(Kind.systemFields[0], name: prefix + "id", text: typed?[prefix + "id"] ?? id)]
        var at = 0
        for spec in part.kind.declared {
            let range = at..<at + spec.columns.count
            at = range.upperBound
            guard !spec.isReadOnly, !spec.isTrace(in: part.kind) else { continue }
            // An empty row is left out when it is sent, so nothing in it is demanded by the browser.
            var relaxed = spec
            relaxed.isRequired = spec.shape.options != nil && spec.isRequired
            var field = filled(relaxed, name: prefix + spec.name, values: values.map { $0[range] } ?? [])
            // What was typed and is no telephone number still shows.
            if field.text.isEmpty, spec.name == part.kind.declared.first?.name { field.text = trace(part, values) }
            if spec.shape.options != nil, spec.isRequired, field.text.isEmpty {
                field.text = spec.shape.options?.first?.value ?? ""
            }
            fields.append(field)
        }
        return fields
    }

    private func trace(_ part: Kind.PartKind, _ values: [Value]?) -> String {
        guard let values else { return "" }
        var at = 0
        for spec in part.kind.declared {
            if spec.isTrace(in: part.kind) { return values[at].text ?? "" }
            at += spec.columns.count
        }
        return ""
    }

    private func typedRows(_ part: String, _ form: Form) -> [Int] {
        Set(
            form.items.compactMap { item -> Int? in
                guard item.name.hasPrefix(part + "[") else { return nil }
                return Int(item.name.dropFirst(part.count + 1).prefix { $0.isASCII && $0.isNumber })
            }
        ).sorted()
    }

    private func filled(_ spec: FieldSpec, name: String, values: ArraySlice<Value>, scope: String = "") -> FormField {
        var field = FormField(spec, name: name, values: values, showing: showing)
        if case .money = spec.shape, values.first?.isNull ?? true { field.unit = currency }
        if let typed { fill(&field, typed) }
        if let target = spec.shape.linkTarget { field.picker = "/pick/\(target)" + scope }
        if spec.shape == .reference { field.picker = "/pick/any" }
        field.error = refusals.first { $0.field == name }.map { t($0.message) }
        return field
    }

    private func fill(_ field: inout FormField, _ typed: Form) {
        guard let text = typed[field.name] else { return }
        field.text = text
        field.linkTitle = typed[field.name + "_text"] ?? field.linkTitle
        field.unit = typed[field.name + "_currency"] ?? field.unit
    }

    /// A stage is one of the chosen pipeline: the picker asks only for those.
    private func scope(of spec: FieldSpec) -> String {
        guard let scope = spec.scope, kind[scope] != nil else { return "" }
        let id = typed?[scope] ?? record.value(scope, in: kind).integer.map(String.init) ?? ""
        return id.isEmpty ? "" : "?scope=\(percentEncoded("\(scope):\(id)"))"
    }
}

extension FieldSpec {
    /// What the house keeps beside what was typed (`typed` of an e-mail); nobody fills it in.
    func isTrace(in part: Kind) -> Bool { part.owner != nil && name == "typed" }
}
