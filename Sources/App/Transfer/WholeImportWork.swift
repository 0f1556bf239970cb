import Exchange
import Foundation
import Records
import Storage

/// The work of a whole import, inside its transaction.
struct WholeImportWork {
    private let directory: String
    private let manifest: JSON
    private let transaction: Transaction
    private let load: BulkLoad
    /// Records that have another identifier here than in the export, by kind.
    private var moved: [String: [Int64: Int64]] = [:]
    /// Records that were not here before, by kind: their history comes along.
    private var fresh: [String: Set<Int64>] = [:]
    /// Records that were merged into others here: what the export says of them is past.
    private var merged: [String: Set<Int64>] = [:]
    private static let batch = 500

    init(_ directory: String, _ manifest: JSON, _ transaction: Transaction) {
        (self.directory, self.manifest, self.transaction) = (directory, manifest, transaction)
        load = BulkLoad(country: transaction.settings.country)
    }

    mutating func run() throws -> WholeImport.Report {
        var report = WholeImport.Report()
        let listed = manifest["kinds"]?.array ?? []
        let start = transaction.ids.next()
        // First which records are here under another identifier: links to them lead there.
        for kind in transaction.schema.entities { try settleIdentities(kind, listed) }
        for kind in transaction.schema.entities {
            guard let entry = listed.first(where: { $0["kind"]?.text == kind.name }) else { continue }
            report.kinds.append(try take(kind, expected: Int(entry["count"]?.integer ?? 0)))
        }
        report.history = try takeHistory(since: start)
        report.merges = try takeMerges()
        return report
    }

    private func path(_ kind: Kind) -> String { "\(directory)/\(kind.plural).csv" }

    private mutating func settleIdentities(_ kind: Kind, _ listed: [JSON]) throws {
        guard listed.contains(where: { $0["kind"]?.text == kind.name }) else { return }
        let matcher = try IdentityMatcher(kind, transaction)
        guard !matcher.isPointless else { return }
        var table = try ImportedTable(kind, path: path(kind))
        while let (record, _) = try table.next(transaction.ids) {
            if let survivor = matcher.survivor(of: record.id) {
                merged[kind.name, default: []].insert(record.id)
                moved[kind.name, default: [:]][record.id] = survivor
            } else if let here = matcher.match(record, moved) {
                moved[kind.name, default: [:]][record.id] = here
            }
        }
    }

    private mutating func take(_ kind: Kind, expected: Int) throws -> WholeImport.Outcome {
        var outcome = WholeImport.Outcome(kind: kind), table = try ImportedTable(kind, path: path(kind)), found = 0
        var batch: [Record] = []
        while let (record, _) = try table.next(transaction.ids) {
            found += 1
            if merged[kind.name]?.contains(record.id) == true {
                outcome.unchanged += 1
                continue
            }
            batch.append(redirected(record, kind))
            if batch.count == WholeImportWork.batch { try write(&batch, kind, &outcome) }
        }
        try write(&batch, kind, &outcome)
        guard found == expected else { throw WholeImport.incomplete("\(kind.plural).csv", found, expected) }
        return outcome
    }

    /// The record with its own and its links' identifiers as they are here.
    private func redirected(_ record: Record, _ kind: Kind) -> Record {
        guard !moved.isEmpty else { return record }
        var record = record
        func here(_ target: String, _ id: Int64) -> Int64 { moved[target]?[id] ?? id }
        record.id = here(kind.name, record.id)
        for field in kind.fields {
            record.set(field.name, redirect(field, Array(record.values(field.name, in: kind))), in: kind)
        }
        for part in kind.parts {
            record.parts[part.name] = record.parts[part.name]?.map { row in
                var values: [Value] = [], place = 0
                for field in part.kind.declared {
                    values += redirect(field, Array(row.values[place..<place + field.columns.count]))
                    place += field.columns.count
                }
                return PartRow(id: row.id, values: values)
            }
        }
        return record
    }

    private func redirect(_ field: FieldSpec, _ values: [Value]) -> [Value] {
        switch field.shape {
        case .link(let target):
            return values.map { value in
                value.integer.flatMap { moved[target]?[$0] }.map(Value.integer) ?? value
            }
        case .reference:
            guard let kind = values[0].text, let id = values[1].integer, let here = moved[kind]?[id] else {
                return values
            }
            return [.text(kind), .integer(here)]
        default: return values
        }
    }

    private mutating func write(_ batch: inout [Record], _ kind: Kind, _ outcome: inout WholeImport.Outcome) throws {
        let existing = try transaction.records(batch.map(\.id), of: kind)
        let new = batch.filter { existing[$0.id] == nil }
        try load.load(new, of: kind, in: transaction)
        fresh[kind.name, default: []].formUnion(new.map(\.id))
        outcome.created += new.count
        let known = batch.compactMap { record in existing[record.id].map { draft(record, known: $0, kind) } }
        // What says the same is not touched: some records may never be written again.
        let drafts = known.filter { !$0.fields.isEmpty || !$0.parts.isEmpty }
        outcome.unchanged += known.count - drafts.count
        for saved in try transaction.save(drafts, as: kind) {
            switch saved {
            case .refused(let refusal): throw refusal
            case .unchanged: outcome.unchanged += 1
            case .created, .updated: outcome.updated += 1
            }
        }
        batch.removeAll(keepingCapacity: true)
    }

    /// What the export says of a record that is here, where a person could write it.
    private func draft(_ record: Record, known: Record, _ kind: Kind) -> Draft {
        var draft = Draft(id: record.id)
        for field in kind.declared where !field.isReadOnly && field.verb == nil {
            let values = Array(record.values(field.name, in: kind))
            if values != Array(known.values(field.name, in: kind)) { draft.fields[field.name] = values }
        }
        for part in kind.parts {
            let rows = record.parts[part.name] ?? []
            if rows.map(\.values) != (known.parts[part.name] ?? []).map(\.values) { draft.parts[part.name] = rows }
        }
        return draft
    }

    /// The history comes along, once; of new records it replaces the line that says they were made just now.
    private func takeHistory(since start: Int64) throws -> Int {
        let expected = Int(manifest["history"]?["count"]?.integer ?? 0)
        var reader = try HistoryFile(directory), found = 0, taken = 0
        var entries: [HistoryFile.Entry] = []
        while let entry = try reader.next() {
            found += 1
            entries.append(entry.redirected(moved))
            if entries.count == 1000 { taken += try keep(&entries, since: start) }
        }
        taken += try keep(&entries, since: start)
        guard found == expected else { throw WholeImport.incomplete(HistoryFile.name, found, expected) }
        return taken
    }

    /// Which records became which, and how to undo it; exports of earlier versions say nothing of it.
    private func takeMerges() throws -> Int {
        let name = WholeExport.mergesFile, expected = Int(manifest["merges"]?["count"]?.integer ?? 0)
        guard manifest["merges"] != nil else { return 0 }
        var lines = try JSONLines("\(directory)/\(name)"), found = 0
        var intake = MergeIntake(transaction, moved: moved, fresh: fresh)
        while let line = try lines.next() {
            found += 1
            guard let table = line["table"]?.text, let row = line["row"]?.text else { throw lines.unreadable }
            try intake.take((table, try JSON(parsing: row)))
        }
        guard found == expected else { throw WholeImport.incomplete(name, found, expected) }
        return intake.count
    }

    private func keep(_ entries: inout [HistoryFile.Entry], since start: Int64) throws -> Int {
        let connection = transaction.connection, ids = entries.map(\.id)
        let known = Set(try connection.integers("SELECT id FROM history WHERE id IN (\(SQL.list(ids)))"))
        let new = entries.filter { !known.contains($0.id) }
        for (kind, told) in Dictionary(grouping: new, by: \.kind) {
            let made = Array(Set(told.map(\.record)).intersection(fresh[kind] ?? []))
            guard !made.isEmpty else { continue }
            try Erasure.during(.wholeImport, in: transaction) { erasure in
                try erasure.delete(
                    from: "history",
                    """
                    kind = \(kind) AND record_id IN (\(SQL.list(made))) AND id > \(start)
                    AND door = \(transaction.door.rawValue) AND action = 'created'
                    """)
            }
        }
        try connection.load(
            table: "history", columns: HistoryFile.columns, types: HistoryFile.types, rows: new.map(\.values))
        entries.removeAll(keepingCapacity: true)
        return new.count
    }
}
