import Localisation
import Records
import Storage

/// Reads what was typed into the filter editor: a test of the condition language, with values in the person's own way
/// of writing numbers and days.
struct FilterReader: Sendable {
    let kind: Kind
    let context: Context

    func condition(_ form: Form) async throws -> Condition {
        if let ready = form["ready"] { return try self.ready(ready) }
        if let text = form["json"] { return try await json(text) }
        let path = (form["field"] ?? "").split(separator: ".").map(String.init)
        guard let target = FilterField(path, of: kind, schema: context.schema) else {
            throw FieldRefusal("field", code: "unknown_field", Message("Choose a field from the list."))
        }
        return .test(path: path, try await test(form["test"] ?? "is", target, form))
    }

    private func ready(_ name: String) throws -> Condition {
        switch name {
        case "no_next_action" where NextActivity.link(of: kind, context.schema, context.viewer) != nil:
            return NextActivity.noneCondition(of: kind)
        case "mine" where kind["owner"]?.shape == .link("user"): return .test(path: ["owner"], .isMe(true))
        default: throw FieldRefusal("ready", code: "unknown_choice", Message("There is no such ready filter here."))
        }
    }

    private func json(_ text: String) async throws -> Condition {
        let json: JSON
        do { json = try JSON(parsing: text) } catch {
            throw FieldRefusal(
                "json", code: "malformed_json",
                Message(
                    "The data is not valid JSON: at byte {offset}, {reason}.",
                    ["offset": .number(error.offset), "reason": .text(error.reason)]))
        }
        let name = kind.name
        do {
            return try await context.read { transaction in
                try ListParameters.condition(json, "$", transaction.schema.kind(name), transaction.compiler)
            }
        } catch let fault as FieldRefusal {
            let message = Message(
                "{place}: {reason}", ["place": .text(fault.field), "reason": .message(fault.message)])
            throw FieldRefusal("json", code: fault.code, message)
        }
    }

    private func test(_ name: String, _ target: FilterField, _ form: Form) async throws -> Condition.Test {
        let field = target.field
        switch name {
        case "empty": return .empty(true)
        case "filled": return .empty(false)
        case "is_me" where field.shape == .link("user"): return .isMe(true)
        case "yes" where field.shape == .boolean: return .equals(true)
        case "no" where field.shape == .boolean: return .equals(false)
        case "in": return try among(field, form)
        case "within" where FilterTest.isTime(field): return .within(try period(form))
        case "between" where FilterTest.hasRange(field):
            return .between(try await operand(field, "value", form), try await operand(field, "to", form))
        case _ where FilterTest.names(target, context.schema).contains(name):
            let operand = try await operand(field, "value", form)
            let json = JSON.object([.init("field", .text(field.name)), .init(name, operand)])
            guard case .test(_, let test) = try Condition(json: json) else { return .equals(operand) }
            return test
        default:
            throw FieldRefusal(
                "test", code: "unknown_test",
                Message(
                    "This test does not suit the field “{field}”: it holds another kind of value.",
                    ["field": .message(field.label)]))
        }
    }

    private func among(_ field: FieldSpec, _ form: Form) throws -> Condition.Test {
        let known = Set((field.shape.options ?? []).map(\.value))
        let chosen = form.all("value").filter { known.contains($0) }
        guard !chosen.isEmpty else {
            throw FieldRefusal("value", code: "required", Message("Tick at least one value."))
        }
        return chosen.count == 1 ? .equals(.text(chosen[0])) : .among(chosen.map { .text($0) })
    }

    private func period(_ form: Form) throws -> Condition.Period {
        let word = form["period"] ?? ""
        if let period = Condition.Period.words[word] { return period }
        guard let unit = Condition.TimeUnit(rawValue: form["unit"] ?? ""), let number = Int(form["number"] ?? ""),
            (1...10_000).contains(number)
        else {
            throw FieldRefusal(
                "number", code: "invalid_value",
                Message("A whole number from 1 to {limit} is expected.", ["limit": .number(10_000)]))
        }
        return word == "next" ? .next(number, unit) : .last(number, unit)
    }

    /// The value as the condition language writes it. Instants are asked by their day, money in company currency.
    private func operand(_ field: FieldSpec, _ name: String, _ form: Form) async throws -> JSON {
        let spec = FilterReader.spec(field, name)
        let asked = Kind(
            name: "filter", plural: "filters", label: Message("Filter"), pluralLabel: Message("Filter"), title: name,
            fields: Kind.systemFields + [spec])
        let reader = FormReader(asked, context, as: .house)
        let form = form
        let reading = try await context.read { transaction -> FormReader.Reading in
            var reading = reader.read(form, existing: nil, only: [name])
            if !reading.isRefused { try reader.resolve(&reading, in: transaction) }
            return reading
        }
        if reading.isRefused { throw Refusal(fields: reading.refusals) }
        guard let values = reading.fields[name], let first = values.first, !first.isNull else {
            throw FieldRefusal(name, code: "required", Message("A value is expected; for no value choose “is empty”."))
        }
        if field.shape == .reference { return .text("\(first.text ?? ""):\(values.last?.integer ?? 0)") }
        return spec.json(values[...])
    }

    /// The field as the filter asks for it.
    static func spec(_ field: FieldSpec, _ name: String) -> FieldSpec {
        let shape: Shape =
            switch field.shape {
            case .instant: .day
            case .money: .exact
            case .longText, .email, .phone, .url: .text
            default: field.shape
            }
        return FieldSpec(name: name, label: field.label, shape: shape)
    }
}
