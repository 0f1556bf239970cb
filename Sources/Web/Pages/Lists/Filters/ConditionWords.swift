import Localisation
import Records

/// A condition in the reader's words: one sentence, or chips of field, comparison and value.
struct ConditionWords: Sendable {
    let kind: Kind
    let showing: Showing
    let schema: Schema
    let currency: String

    private var t: Translator { showing.t }

    func sentence(_ condition: Condition) -> String {
        let links = showing.links
        return ConditionSentence(schema: schema, translator: t, currency: currency) { kind, id in
            links[Reference(kind: kind, id: id)]?.title
        }.sentence(condition, of: kind)
    }

    func chip(_ condition: Condition, at index: Int, in state: ListState) -> FilterChip {
        let explicit = state.address.changed { $0.set(state.condition) }
        let edit = explicit.tool("filter", [Form.Item("chip", String(index))])
        var rest = state.condition.chips
        rest.remove(at: index)
        let remove = state.address.link { $0.set(.together(rest)) }
        let (field, comparison, value) = pieces(condition)
        return FilterChip(field: field, comparison: comparison, value: value, icon: nil, edit: edit, remove: remove)
    }

    /// Field, comparison and value of a plain test; anything else is its own sentence.
    func pieces(_ condition: Condition) -> (field: String, comparison: String, value: String) {
        guard case .test(let path, let test) = condition, path != ["id"],
            let target = FilterField(path, of: kind, schema: schema)
        else {
            if condition == NextActivity.noneCondition(of: kind) { return (t("No next action"), "", "") }
            return (sentence(condition), "", "")
        }
        let field = target.label(t)
        switch test {
        case .within(let period): return (field, "", t(period.message))
        case .empty(let isEmpty): return (field, t(isEmpty ? "is empty" : "is filled in"), "")
        case .isMe(let isMe): return (field, t(isMe ? "is me" : "is not me"), "")
        case .equals, .differs, .among, .contains, .startsWith, .atLeast, .atMost, .moreThan, .lessThan, .before,
            .after,
            .between, .under:
            let values = test.operands.map { value($0, target.field) }
            let joined = test.name == "between" ? values.joined(separator: " – ") : t.alternatives(values)
            return (field, t(FilterTest.label(test.name, target.field)), joined)
        }
    }

    private func value(_ operand: JSON, _ field: FieldSpec) -> String {
        let text = operand.text ?? operand.integer.map(String.init) ?? ""
        switch field.shape {
        case .money:
            return Money(amount: text, currency: currency).map(t.money) ?? text
        case .day, .instant: return Day(iso: text).map(t.day) ?? Instant(iso: text).map(t.instant) ?? text
        case .boolean: return operand.boolean.map { t($0 ? "yes" : "no") } ?? text
        default:
            guard
                case .success(let values) = Result(catching: {
                    try field.values(field.shape.linkTarget == nil ? operand : .text(text))
                })
            else { return text }
            let shown = showing.text(field, values[...])
            return shown.isEmpty ? text : shown
        }
    }
}

/// A field that a filter can be about: of the record itself, or of one it links to (`account.sector`).
struct FilterField: Sendable {
    let path: [String]
    let field: FieldSpec
    /// The links before it.
    let links: [FieldSpec]

    var name: String { path.joined(separator: ".") }

    init?(_ path: [String], of kind: Kind, schema: Schema) {
        guard (1...3).contains(path.count) else { return nil }
        var at = kind, links: [FieldSpec] = []
        for name in path.dropLast() {
            guard let link = at[name], let target = link.shape.linkTarget.flatMap({ schema[$0] }) else { return nil }
            links.append(link)
            at = target
        }
        guard let field = schema.testable(path[path.count - 1], of: at) else { return nil }
        (self.path, self.field, self.links) = (path, field, links)
    }

    private init(_ field: FieldSpec, through link: FieldSpec?) {
        path = (link.map { [$0.name] } ?? []) + [field.name]
        self.field = field
        links = link.map { [$0] } ?? []
    }

    /// Whether what it links to stands in a tree, so that one may ask for all below.
    func isInTree(_ schema: Schema) -> Bool {
        field.shape.linkTarget.flatMap { schema[$0] }.flatMap { schema.tree(of: $0) } != nil
    }

    /// `Account › Sector`
    func label(_ t: Translator) -> String { (links + [field]).map { t($0.label) }.joined(separator: " › ") }

    /// All that this viewer may filter by: own fields first, then those of linked records.
    static func all(of kind: Kind, schema: Schema, viewer: Viewer) -> [FilterField] {
        let own = (Array(kind.declared) + kind.fields.prefix(kind.systemFieldCount)).filter {
            $0.name != "version" && $0.name != "id" && viewer.sees($0, of: kind)
        }
        var fields = own.map { FilterField($0, through: nil) }
        let knowsGroups = schema[schema.groups.kind].map { viewer.may(.read, $0) } ?? false
        func group(_ kind: Kind) -> FieldSpec? {
            knowsGroups ? schema.groupField(of: kind).flatMap { $0.shape.options?.isEmpty == false ? $0 : nil } : nil
        }
        if let field = group(kind) { fields.append(FilterField(field, through: nil)) }
        for link in own {
            guard let target = link.shape.linkTarget.flatMap({ schema[$0] }), !viewer.grants(for: target.name).isEmpty
            else { continue }
            fields += target.declared.filter { viewer.sees($0, of: target) && $0.shape != .reference }.map {
                FilterField($0, through: link)
            }
            if let field = group(target) { fields.append(FilterField(field, through: link)) }
        }
        return fields
    }
}
