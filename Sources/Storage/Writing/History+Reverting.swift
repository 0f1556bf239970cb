import Records

/// Taking one change back: each of its fields gets the value it had before, by the one write path and with the rights
/// of whoever asks. What has changed again since is left alone unless the person says otherwise.
extension History {
    /// A field or part of a change, as it was, as it became, and as it is now.
    package struct Difference: Sendable {
        package let name: String
        package let before: JSON
        package let after: JSON
        package let now: JSON
        /// Whether the viewer may write it: what the rules compute follows by itself.
        package let isWritable: Bool

        package var hasChangedSince: Bool { now != after }
        /// Nothing to take back: it has this value again.
        package var isBack: Bool { now == before }
    }

    package static func differences(
        of entry: Entry, from record: Record, _ kind: Kind, _ viewer: Viewer
    ) -> [Difference] {
        (entry.changes.members ?? []).compactMap { member in
            guard let pair = member.value.array, pair.count == 2 else { return nil }
            if let field = kind[member.name] {
                return Difference(
                    name: member.name, before: pair[0], after: pair[1],
                    now: field.json(record.values(field.name, in: kind)), isWritable: viewer.mayWrite(field, of: kind))
            }
            // A field that was removed since cannot come back.
            guard let part = kind.part(member.name)?.kind else { return nil }
            return Difference(
                name: member.name, before: pair[0], after: pair[1], now: part.json(record.parts[member.name] ?? []),
                isWritable: viewer.mayWrite(part: member.name, of: kind))
        }
    }

    /// - Parameter fields: what to take back; nil for all of it.
    /// - Parameter overwriting: of these, what goes back even where it has changed since.
    package static func revert(
        _ entry: Entry, of kind: Kind, fields: Set<String>? = nil, overwriting: Set<String> = [],
        expectedVersion: Int64? = nil, in transaction: Transaction
    ) throws {
        guard entry.action == "changed" || entry.action == "reverted" else {
            throw Refusal(
                .conflict, code: "not_a_change",
                Message("Only a change can be taken back. Delete or restore the record instead."))
        }
        let record = try transaction.record(entry.record, of: kind)
        let chosen = try choose(fields, differences(of: entry, from: record, kind, transaction.viewer))
        let changed = chosen.filter { $0.hasChangedSince && !$0.isBack && !overwriting.contains($0.name) }
        if !changed.isEmpty { throw changedSince(changed, record, kind) }
        var draft = Draft(id: record.id)
        draft.reverts = entry.id
        draft.expectedVersion = expectedVersion
        for difference in chosen where !difference.isBack {
            if let field = kind[difference.name] {
                draft.fields[field.name] = try field.values(difference.before)
            } else if let part = kind.part(difference.name)?.kind {
                draft.parts[difference.name] = try part.rows(difference.before)
            }
        }
        try transaction.save(draft, as: kind)
    }

    private static func choose(_ fields: Set<String>?, _ all: [Difference]) throws(Refusal) -> [Difference] {
        if let fields {
            let unknown = fields.subtracting(all.map(\.name)).sorted()
            if !unknown.isEmpty {
                throw Refusal(
                    fields: unknown.map {
                        FieldRefusal(
                            $0, code: "unknown_field",
                            Message("This change did not touch “{field}”.", ["field": .text($0)]))
                    })
            }
        }
        let chosen = all.filter { fields?.contains($0.name) ?? $0.isWritable }
        guard chosen.contains(where: \.isWritable) else {
            throw Refusal(
                .forbidden, code: "read_only",
                Message("Nothing of this change can be taken back by you. Ask an administrator."))
        }
        return chosen
    }

    private static func changedSince(_ differences: [Difference], _ record: Record, _ kind: Kind) -> Refusal {
        let fields = differences.map { difference in
            FieldRefusal(
                difference.name, code: "changed_since",
                Message(
                    "{field} has changed again since. Keep what is there now, or name it in “overwrite”.",
                    ["field": .message(kind[difference.name]?.label ?? kind.part(difference.name)!.kind.label)]))
        }
        let values = differences.map {
            JSON.Member($0.name, .record(["before": $0.before, "after": $0.after, "now": $0.now]))
        }
        return Refusal(
            .conflict, code: "changed_since", fields[0].message, fields: fields,
            details: ["changed": .object(values), "version": .number(String(record.version))])
    }
}

extension Kind {
    /// Part rows as the history keeps them.
    func rows(_ json: JSON) throws(FieldRefusal) -> [PartRow] {
        var rows: [PartRow] = []
        for row in json.array ?? [] {
            var values: [Value] = []
            for field in declared { values += try field.values(row[field.name] ?? .null) }
            rows.append(PartRow(id: row["id"]?.text.flatMap { Int64($0) } ?? 0, values: values))
        }
        return rows
    }
}
