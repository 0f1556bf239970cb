import Records

/// Two people changed one record: what it was when the second one looked, and what somebody else made of it since. The
/// history knows each step between the versions, so nobody has to send back what they saw.
package struct Conflict: Error, Sendable {
    /// As it is stored now.
    package let current: Record
    package let kind: Kind
    /// As it was when the writer saw it; nil where that is too long ago to tell.
    package let base: Record?
    /// What happened since, the newest first.
    package let since: [History.Entry]

    /// Beyond this many steps nobody compares any more.
    private static let mostSteps = 200

    /// - Parameter version: the one the writer saw.
    package init(_ current: Record, seen version: Int64, _ kind: Kind, in transaction: Transaction) throws {
        self.current = current
        self.kind = kind
        let steps = current.version - version
        guard steps > 0, steps <= Conflict.mostSteps else {
            base = steps == 0 ? current : nil
            since = []
            return
        }
        since = try History.changes(of: kind, current.id, limit: Int(steps), in: transaction.asHouse)
        guard since.count == Int(steps) else {
            base = nil
            return
        }
        var base = current
        for entry in since { try entry.takeBack(from: &base, kind) }
        base.set("version", [.integer(version)], in: kind)
        self.base = base
    }

    /// Fields and parts that somebody else changed since; nil where nobody can tell: any of them may be.
    package var changed: Set<String>? {
        guard let base else { return nil }
        return Set(Change(kind: kind, old: base, new: current, touched: []).changedFields)
    }

    /// Who changed this field last.
    package func author(of field: String) -> History.Entry? { since.first { $0.changes[field] != nil } }

    package static func json(_ name: String, of record: Record, _ kind: Kind) -> JSON {
        if let field = kind[name] { return field.json(record.values(name, in: kind)) }
        return kind.part(name)?.kind.json(record.parts[name] ?? []) ?? .null
    }

    /// For programs: what is stored now, and each difference as far as the viewer sees it.
    package func refusal(for viewer: Viewer) -> Refusal {
        let fields = kind.fields.map(\.name).filter { kind[$0].map { viewer.sees($0, of: kind) } ?? false }
        let seen = fields + kind.parts.map(\.name).filter { viewer.sees(part: $0, of: kind) }
        let now = seen.map { JSON.Member($0, Conflict.json($0, of: current, kind)) }
        var details: [String: JSON] = ["version": .number(String(current.version)), "current": .object(now)]
        if let base, let changed {
            details["changed"] = .object(
                seen.filter { changed.contains($0) }.map { name in
                    JSON.Member(
                        name,
                        .record([
                            "before": Conflict.json(name, of: base, kind),
                            "now": Conflict.json(name, of: current, kind),
                        ]))
                })
        }
        return Refusal(
            .preconditionFailed, code: "conflict",
            Message(
                "Somebody changed this record since you opened it. Reload it, look at the differences and save again."),
            details: details)
    }
}

extension History.Entry {
    /// The record as it was before this change.
    fileprivate func takeBack(from record: inout Record, _ kind: Kind) throws {
        for member in changes.members ?? [] {
            guard let before = member.value.array?.first else { continue }
            if let field = kind[member.name] {
                record.set(field.name, try field.values(before), in: kind)
            } else if let part = kind.part(member.name)?.kind {
                record.parts[member.name] = try part.rows(before)
            }
        }
    }
}
