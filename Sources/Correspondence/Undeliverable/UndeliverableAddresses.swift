import Messaging
import Records
import Storage
import Web

/// Addresses that no longer work: kept, shown where they belong, lifted with a reason.
enum UndeliverableAddresses {
    static func register(in registry: inout Registry) {
        registry.add(UndeliverableAddress.self)
        registry.storage.index(UndeliverableAddress.self, "undeliverable_address_key", ["address_key"])
        registry.storage.rules.merging.keepApart(UndeliverableAddress.name)
        registry.storage.rules.add(to: UndeliverableAddress.name, prepare: refuseByHand)
        for kind in ["contact", "lead", "account"] { registry.panel(on: kind, UndeliverablePanel.panel) }
        registry.routes.post("/undeliverable_addresses/:id/lift", []) { request, context in
            let id = try request.identifier(), form = try await request.form(limit: 5000)
            let about = try await context.write { try lift(id, form["reason"], in: $0).about }
            let plural = about.flatMap { context.schema[$0.kind]?.plural }
            let next = plural.map { "/\($0)/\(about?.id ?? 0)" } ?? "/undeliverable_addresses/\(id)"
            return Response.accepted(request, next: next).saying(Toast(context.t("Mail goes there again.")))
        }
        registry.api(.post, "/api/v1/undeliverable_addresses/:id/lift", .code(operation)) { request, context in
            try request.checkQuery(only: [])
            let id = try request.identifier(), json = try await request.json()
            return try await context.write { transaction in
                let line = try lift(id, json["reason"]?.text, in: transaction)
                return .json(.record(["id": .text(String(id)), "lifted_at": .text(line.liftedAt?.iso ?? "")]))
            }
        }
    }

    /// Somebody knows better: the mailbox was repaired, the server was wrong.
    static func lift(_ id: Int64, _ reason: String?, in transaction: Transaction) throws -> UndeliverableAddress {
        var line = try transaction.find(ID<UndeliverableAddress>(id))
        guard transaction.viewer.may(Emails.sending) else { throw OutgoingEmail.notAllowed }
        let reason = (reason ?? "").trimmingWhitespace()
        guard (3...500).contains(reason.count) else {
            throw Refusal(fields: [
                FieldRefusal(
                    "reason", code: "required",
                    Message("Say why mail will arrive now, such as “Confirmed by telephone”."))
            ])
        }
        if line.liftedAt != nil { return line }
        (line.liftedAt, line.liftedBecause) = (transaction.now, reason)
        line.liftedBy = transaction.author.map { ID($0) }
        try transaction.asHouse.save(line)
        return line
    }

    /// Only what mail servers say stands here.
    private static func refuseByHand(_ changes: inout [Change], _: Transaction) throws {
        for index in changes.indices where changes[index].isNew {
            guard try changes[index].typed(UndeliverableAddress.self).address == nil else { continue }
            changes[index].refuse(
                Refusal(
                    .conflict, code: "made_by_rules",
                    Message("These lines come from mail servers. An address is lifted with a reason instead.")))
        }
    }

    private static let operation = """
        {"summary":"Let mail go to an address again","tags":["undeliverable_addresses"],\
        "requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object",\
        "required":["reason"],"properties":{"reason":{"type":"string","minLength":3,"maxLength":500}}}}}},\
        "responses":{"200":{"description":"Lifted","content":{"application/json":{"schema":{"type":"object"}}}}}}
        """
}
