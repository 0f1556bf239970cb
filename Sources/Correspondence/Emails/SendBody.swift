import Records
import Storage
import Web

/// What a program sends to the doors of mails and short messages, read strictly.
struct SendBody {
    private let json: JSON

    init(_ json: JSON, known: Set<String>, required: [String] = []) throws(Refusal) {
        guard let members = json.members else {
            throw Refusal(code: "invalid_type", Message("A JSON object is expected."))
        }
        var refusals = members.filter { !known.contains($0.name) }.map {
            FieldRefusal(
                $0.name, code: "unknown_field", Message("“{key}” is not understood here.", ["key": .text($0.name)]))
        }
        for name in required where json[name] == nil || json[name] == .null {
            refusals.append(FieldRefusal(name, code: "required", Message("This is needed.")))
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
        self.json = json
    }

    private func wrong(_ name: String, _ message: Message) -> Refusal {
        Refusal(fields: [FieldRefusal(name, code: "invalid_type", message)])
    }

    func text(_ name: String) throws(Refusal) -> String? {
        guard let value = json[name], value != .null else { return nil }
        guard let text = value.text else { throw wrong(name, Message("A text is expected.")) }
        return text
    }

    func boolean(_ name: String) throws(Refusal) -> Bool? {
        guard let value = json[name], value != .null else { return nil }
        guard let truth = value.boolean else { throw wrong(name, Message("true or false is expected.")) }
        return truth
    }

    func number(_ name: String, _ range: ClosedRange<Int64>) throws(Refusal) -> Int? {
        guard let value = json[name], value != .null else { return nil }
        guard let number = value.integer, range.contains(number) else {
            throw wrong(
                name,
                Message(
                    "A whole number from {first} to {last} is expected.",
                    ["first": .number(Int(range.lowerBound)), "last": .number(Int(range.upperBound))]))
        }
        return Int(number)
    }

    func identifier(_ name: String) throws(Refusal) -> Int64? {
        guard let value = json[name], value != .null else { return nil }
        guard let id = value.text.flatMap({ Int64($0) }) else {
            throw wrong(name, Message("The identifier of a record is expected."))
        }
        return id
    }

    func identifiers(_ name: String) throws(Refusal) -> [Int64]? {
        guard let value = json[name], value != .null else { return nil }
        let ids = value.array?.map { $0.text.flatMap { Int64($0) } }
        guard let ids, !ids.contains(nil) else { throw wrong(name, Message("A list of identifiers is expected.")) }
        return ids.compactMap(\.self)
    }

    func reference(_ name: String) throws(Refusal) -> Reference? {
        guard let value = json[name], value != .null else { return nil }
        guard let kind = value["kind"]?.text, let id = value["id"]?.text.flatMap({ Int64($0) }) else {
            throw wrong(name, Message("Name a record by its kind and identifier."))
        }
        return Reference(kind: kind, id: id)
    }

    func purpose() throws(Refusal) -> EmailPurpose {
        guard let text = try text("purpose") else { return .service }
        guard let purpose = EmailPurpose(rawValue: text) else {
            let known = EmailPurpose.allCases.map(\.rawValue).joined(separator: ", ")
            throw Refusal(fields: [
                FieldRefusal(
                    "purpose", code: "unknown_choice",
                    Message("One of these is expected: {options}.", ["options": .text(known)]))
            ])
        }
        return purpose
    }

    /// The record as the API shows it.
    static func answer(_ id: Int64, _ kind: Kind, in transaction: Transaction, status: Int = 201) throws -> Response {
        let record = try transaction.record(id, of: kind)
        let seen = kind.fields.filter { transaction.viewer.sees($0, of: kind) }
        var members = seen.map { JSON.Member($0.name, $0.json(record.values($0.name, in: kind))) }
        for part in kind.parts where transaction.viewer.sees(part: part.name, of: kind) {
            let rows = (record.parts[part.name] ?? []).map { row -> JSON in
                var at = 0
                return .object(
                    [JSON.Member("id", .text(String(row.id)))]
                        + part.kind.declared.map { field in
                            let values = row.values[at..<at + field.columns.count]
                            at += field.columns.count
                            return JSON.Member(field.name, field.json(values))
                        })
            }
            members.append(JSON.Member(part.name, .array(rows)))
        }
        return Response.json(.object(members), status: status)
            .with("Location", "/api/v1/\(kind.plural)/\(id)").with("ETag", "\"\(record.version)\"")
    }
}
