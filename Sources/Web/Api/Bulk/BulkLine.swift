import Records
import Storage

/// One line of a bulk file, read.
struct BulkLine {
    enum Operation: String { case create, update, delete }

    private let operation: Operation
    private let id: Int64?
    private let externalID: String?
    private let data: JSON

    init(_ bytes: [UInt8]) throws {
        let json = try JSON(bytes)
        guard let members = json.members else { throw RecordBody.noObject }
        var refusals: [FieldRefusal] = []
        let operation = json["op"]?.text.flatMap(Operation.init)
        if operation == nil {
            refusals.append(
                BulkLine.wrong(
                    "op", Message("One of these is expected: {options}.", ["options": .text("create, update, delete")]))
            )
        }
        id = json["id"]?.integer ?? json["id"]?.text.flatMap { Int64($0) }
        externalID = json["external_id"]?.text
        if json["id"] != nil, id == nil {
            refusals.append(BulkLine.wrong("id", Message("The identifier of a record is expected.")))
        }
        if json["external_id"] != nil, externalID == nil {
            refusals.append(BulkLine.wrong("external_id", Message("A text is expected.")))
        }
        if operation == .create, id != nil {
            refusals.append(
                BulkLine.wrong("id", Message("A new record gets its identifier from us. Use “external_id” for yours.")))
        }
        if operation == .update || operation == .delete, json["id"] == nil, json["external_id"] == nil {
            refusals.append(BulkLine.wrong("id", Message("Say which record is meant, by “id” or “external_id”.")))
        }
        if operation == .create || operation == .update, json["data"]?.members == nil {
            refusals.append(BulkLine.wrong("data", Message("An object is expected.")))
        }
        for member in members where !["op", "id", "external_id", "data"].contains(member.name) {
            refusals.append(
                FieldRefusal(
                    member.name, code: "unknown_field",
                    Message("“{key}” is not understood here.", ["key": .text(member.name)])))
        }
        guard refusals.isEmpty, let operation else { throw Refusal(fields: refusals) }
        self.operation = operation
        data = json["data"] ?? .object([])
    }

    func carryOut(_ kind: Kind, _ duplicates: DuplicatePolicy, _ transaction: Transaction) throws -> Operation {
        switch operation {
        case .create:
            let named = externalID.map { data.with("external_id", .text($0)) } ?? data
            _ = try RecordSaving.create(named, kind, duplicates: duplicates, transaction)
        case .update:
            _ = try transaction.following(try find(kind, transaction), kind) {
                try RecordSaving.change($0, data, kind, ifMatch: nil, transaction)
            }
        case .delete:
            try RecordSaving.delete(try find(kind, transaction), kind, ifMatch: nil, transaction)
        }
        return operation
    }

    private func find(_ kind: Kind, _ transaction: Transaction) throws -> Int64 {
        if let id { return id }
        var query = ListQuery(.test(path: ["external_id"], .equals(.text(externalID ?? ""))), limit: 1)
        query.withParts = false
        if let record = try transaction.page(kind, query).records.first { return record.id }
        guard operation == .update, let name = externalID,
            let survivor = try transaction.survivors(externally: [name], kind)[name]
        else { throw Refusal.notFound() }
        return survivor
    }

    private static func wrong(_ field: String, _ message: Message) -> FieldRefusal {
        FieldRefusal(field, code: "invalid_value", message)
    }
}
