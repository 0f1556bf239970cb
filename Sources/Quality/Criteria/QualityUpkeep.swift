import Jobs
import Records
import Storage
import Web

/// Keeps the scores true: a record that somebody saves is measured in the same transaction; what is saved in bulk, and
/// records that depend on what was saved, right after; what only time changes, each night.
enum QualityUpkeep {
    /// More than this at once is an import or a mass edit, which does not wait for the measure.
    private static let atOnce = 25
    /// More than this is left to a job: those who save the same records wait for this transaction.
    private static let soon = 500
    /// More than this cannot be named one by one any more: all are measured.
    private static let most = 50_000
    private static let due = "quality.due"

    static func register(in registry: inout Registry) {
        for kind in registry.storage.kinds {
            registry.storage.rules.add(to: kind.name, saved: saved) { try deleting($0, kind.name, $1) }
        }
        registry.events.on("*", as: "quality", hear)
    }

    @Sendable private static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        guard let kind = changes.first?.kind else { return }
        if kind.isScored, changes.count <= atOnce {
            try measure(kind, in: transaction).update(changes.map(\.new.id), in: transaction.connection)
        }
        var left: Set<Reference> = []
        for change in changes {
            guard let old = change.old else { continue }
            let before = LinkedScored.references(old, kind, transaction.schema)
            if before.isEmpty { continue }
            left.formUnion(before.subtracting(LinkedScored.references(change.new, kind, transaction.schema)))
        }
        try leave(left, in: transaction)
    }

    private static func deleting(_ records: [Record], _ name: String, _ transaction: Transaction) throws {
        guard let kind = transaction.schema[name] else { return }
        let left = records.reduce(into: Set<Reference>()) {
            $0.formUnion(LinkedScored.references($1, kind, transaction.schema))
        }
        try leave(left, in: transaction)
    }

    /// Records that lose a link are measured once this is committed.
    private static func leave(_ left: Set<Reference>, in transaction: Transaction) throws {
        try transaction.emit(left.sorted { ($0.kind, $0.id) < ($1.kind, $1.id) }.map { Event(due, $0) })
    }

    static func measure(_ kind: Kind, in transaction: Transaction) throws -> QualityMeasure {
        QualityMeasure(try .load(kind.name, in: transaction), kind, transaction.asHouse.compiler)
    }

    /// After the commit: the records themselves (an import, an undo), and those that depend on them.
    @Sendable private static func hear(_ entry: EventEntry, _ transaction: Transaction) throws {
        guard let kind = transaction.schema[entry.kind], !entry.records.isEmpty else { return }
        let reference = try CustomerReference.load(in: transaction)
        if reference.criteria.isEmpty { return }
        let isGone = entry.name.hasSuffix(".deleted")
        if kind.isScored, !isGone {
            let isNew = entry.name.hasSuffix(".created")
            try measureSoon(Set(entry.records), kind, reference, isNew: isNew, transaction)
        }
        if entry.name == due || isGone { return }
        for scored in transaction.schema.entities where scored.isScored {
            let ways = QualityWays(reference[scored.name], of: scored, transaction.schema)
            let ids = try ways.affected(
                by: entry.records, of: entry.kind, limit: most + 1, in: transaction.connection)
            try measureSoon(ids, scored, reference, isNew: false, transaction)
        }
    }

    private static func measureSoon(
        _ ids: Set<Int64>, _ kind: Kind, _ reference: CustomerReference, isNew: Bool, _ transaction: Transaction
    ) throws {
        if ids.isEmpty { return }
        if isNew, ids.count > atOnce { return try QualityJob.queueUnscored(kind.name, in: transaction) }
        guard ids.count <= soon else { return try QualityRemeasure.queue(ids, kind.name, in: transaction) }
        let measure = QualityMeasure(reference, kind, transaction.asHouse.compiler)
        try QualityRemeasure.queue(
            measure.refresh(ids.sorted(), in: transaction.connection), kind.name, seconds: 2, in: transaction)
    }
}
