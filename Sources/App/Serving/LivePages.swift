import Jobs
import Records
import Web

/// Tells open pages which records changed, so that they fetch anew what they may see. Names and values are never sent:
/// a page asks through its person's own rights.
enum LivePages {
    private static let topic = "records"

    static func register(in registry: inout Registry) {
        registry.routes.get("/live") { request, context in
            .events(context.product.events, topics: [topic], for: request)
        }
    }

    static func publish(_ entries: [EventEntry], to hub: EventHub) {
        for entry in entries {
            let data = JSON.record([
                "event": .text(entry.name), "kind": .text(entry.kind),
                "ids": .array(entry.records.prefix(100).map { .text(String($0)) }),
                "user": entry.user.map { .text(String($0)) } ?? .null,
            ])
            hub.publish("changed", data: data.string, to: topic)
        }
    }
}
