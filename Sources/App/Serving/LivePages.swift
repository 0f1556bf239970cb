import Jobs
import Records
import Storage
import Web

/// Tells open pages which records changed, so that they fetch anew what they may see. Names and values are never sent:
/// a page asks through its person's own rights. Whoever sees every record of a kind hears which of them changed;
/// whoever sees some hears only that something of the kind did; about other kinds one hears nothing.
enum LivePages {
    private static func whole(_ kind: String) -> String { "records/\(kind)/all" }
    private static func some(_ kind: String) -> String { "records/\(kind)/some" }
    /// Rings for one person: a notification waits.
    private static func bell(_ user: Int64) -> String { "bell/\(user)" }

    static func register(in registry: inout Registry) {
        registry.routes.get("/live") { request, context in
            .events(context.product.events, topics: topics(context.viewer, context.schema), for: request)
        }
    }

    private static func topics(_ viewer: Viewer, _ schema: Schema) -> Set<String> {
        Set([bell(viewer.user)]).union(
            schema.entities.compactMap { kind in
                let grants = viewer.grants(for: kind.name)
                if grants.isEmpty { return nil }
                return grants.contains(.all) ? whole(kind.name) : some(kind.name)
            })
    }

    static func publish(_ entries: [EventEntry], to hub: EventHub) {
        for entry in entries {
            if entry.name == "notification.made" {
                for user in entry.records { hub.publish("bell", data: "", to: bell(user)) }
                continue
            }
            // A telephone rings for one person; who it may be, their page asks through their own rights.
            if entry.name == "call.incoming" {
                for user in entry.records { hub.publish("call", data: entry.payload.string, to: bell(user)) }
                continue
            }
            let told: [JSON.Member] = [.init("event", .text(entry.name)), .init("kind", .text(entry.kind))]
            let ids = entry.records.prefix(100).map { JSON.text(String($0)) }
            let more: [JSON.Member] = [
                .init("ids", .array(Array(ids))), .init("user", entry.user.map { .text(String($0)) } ?? .null),
            ]
            hub.publish("changed", data: JSON.object(told + more).string, to: whole(entry.kind))
            hub.publish("changed", data: JSON.object(told).string, to: some(entry.kind))
        }
        // What a listener may hear was settled when it came; from now on it may be something else.
        if entries.contains(where: { ["role", "team", "user"].contains($0.kind) }) { hub.reconnect() }
    }
}
