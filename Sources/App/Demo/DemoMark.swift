import Records
import Storage

/// What the workspace remembers of its demo, so that one action takes it away again, finished or not.
package struct DemoMark: Sendable, Hashable {
    package var scale: String
    package var seed: UInt64
    /// The operation that undoes what was saved record by record.
    package var journal: Int64
    /// Records that were loaded have their identifiers in this range of their own.
    package var first: Int64?
    package var last: Int64?
    package var isWhole = false

    /// The mark itself, and beside it for pages whether there is a demo at all.
    static let setting = "demo_mark", presence = "demo"

    package static func find(_ settings: WorkspaceSettings) -> DemoMark? {
        guard let json = settings.extra[setting], let scale = json["scale"]?.text,
            let seed = json["seed"]?.text.flatMap(UInt64.init), let journal = json["journal"]?.text.flatMap(Int64.init)
        else { return nil }
        var mark = DemoMark(scale: scale, seed: seed, journal: journal)
        mark.first = json["first"]?.text.flatMap(Int64.init)
        mark.last = json["last"]?.text.flatMap(Int64.init)
        mark.isWhole = json["is_whole"] == .boolean(true)
        return mark
    }

    func keep(in transaction: Transaction) throws {
        try WorkspaceSettings.save(
            DemoMark.setting,
            .record([
                "scale": .text(scale), "seed": .text(String(seed)), "journal": .text(String(journal)),
                "first": first.map { .text(String($0)) } ?? .null, "last": last.map { .text(String($0)) } ?? .null,
                "is_whole": .boolean(isWhole),
            ]), in: transaction)
        try WorkspaceSettings.save(DemoMark.presence, .boolean(true), in: transaction)
    }

    static func forget(in transaction: Transaction) throws {
        try WorkspaceSettings.save(setting, .null, in: transaction)
        try WorkspaceSettings.save(presence, .boolean(false), in: transaction)
    }
}
