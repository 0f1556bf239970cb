import Records

/// What the survivor holds after a merge: for each field the value somebody chose, else its own, else the first that
/// one of the others has; of the parts, all rows, those that say the same once.
package struct FieldUnion {
    let kind: Kind
    /// The survivor first, then the others as they were named.
    let records: [Record]
    /// Field or part → the record whose value counts.
    let choices: [String: Int64]
    let transaction: Transaction

    private var survivor: Record { records[0] }
    private var all: Set<Int64> { Set(records.map(\.id)) }

    package init(_ kind: Kind, _ records: [Record], choosing choices: [String: Int64], in transaction: Transaction) {
        self.kind = kind
        self.records = records
        self.choices = choices
        self.transaction = transaction
    }

    /// Fields that hold something of their own: what rules derive follows by itself.
    package static func fields(_ kind: Kind) -> [FieldSpec] {
        kind.fields.filter { $0.name == "external_id" } + kind.declared.filter { !$0.isReadOnly }
    }

    /// From which record each field's value comes.
    package func source(of field: FieldSpec) -> Record {
        if let chosen = choices[field.name], let record = records.first(where: { $0.id == chosen }) { return record }
        if !isBlank(field, survivor) { return survivor }
        return records.dropFirst().first { !isBlank(field, $0) && agrees($0, on: field) } ?? survivor
    }

    /// What the survivor is to get; fields that keep their value are left out.
    func draft() throws -> Draft {
        var draft = Draft(id: survivor.id)
        for field in FieldUnion.fields(kind) {
            let values = try values(of: field)
            if values != Array(survivor.values(field.name, in: kind)) { draft.fields[field.name] = values }
        }
        for part in kind.parts {
            let rows = rows(of: part)
            if rows != survivor.parts[part.name] ?? [] { draft.parts[part.name] = rows }
        }
        return draft
    }

    private func values(of field: FieldSpec) throws -> [Value] {
        let own = Array(source(of: field).values(field.name, in: kind))
        guard field.shape.linkTarget == kind.name else { return pointing(own, field) }
        // A record is not above itself: of those above the merged ones, the first that is none of them.
        let above = [source(of: field)] + records
        for record in above {
            guard let id = record.value(field.name, in: kind).integer, !all.contains(id) else { continue }
            if try !leadsHere(id, field) { return [.integer(id)] }
        }
        return [.null]
    }

    /// Whether going up from there one comes to the survivor.
    private func leadsHere(_ start: Int64, _ field: FieldSpec) throws -> Bool {
        var current: Int64? = start, steps = 0
        while let id = current, steps < 200 {
            if all.contains(id) { return true }
            current = try transaction.connection.integer(
                "SELECT \(name: field.columns[0].name) FROM \(name: kind.table) WHERE id = \(id)")
            steps += 1
        }
        return current != nil
    }

    /// What pointed to one of the merged records points to the survivor.
    private func pointing(_ values: [Value], _ field: FieldSpec) -> [Value] {
        guard field.shape == .reference, values[0].text == kind.name, let id = values[1].integer, all.contains(id)
        else {
            return values
        }
        return [values[0], .integer(survivor.id)]
    }

    private func isBlank(_ field: FieldSpec, _ record: Record) -> Bool {
        record.values(field.name, in: kind).allSatisfy { $0.isNull || $0.text == "" }
    }

    /// Whether a record says nothing else in the fields that speak together with this one.
    private func agrees(_ record: Record, on field: FieldSpec) -> Bool {
        for group in transaction.rules.merging.together[kind.name] ?? [] where group.contains(field.name) {
            for name in group {
                guard let other = kind[name], !isBlank(other, survivor) else { continue }
                if Array(record.values(name, in: kind)) != Array(survivor.values(name, in: kind)) { return false }
            }
        }
        return true
    }

    private func rows(of part: Kind.PartKind) -> [PartRow] {
        let own = survivor.parts[part.name] ?? []
        if let chosen = choices[part.name] {
            if chosen == survivor.id { return own }
            return (records.first { $0.id == chosen }?.parts[part.name] ?? []).map { renewed($0, part.kind) }
        }
        let others = records.dropFirst().flatMap { $0.parts[part.name] ?? [] }.map { renewed($0, part.kind) }
        let identity = PartIdentity(part.kind)
        let united = (own.map { pointing($0, part.kind) } + others).filter { !isAboutItself($0, part.kind) }
        return identity.withOnePrimary(identity.once(united).kept)
    }

    private func renewed(_ row: PartRow, _ part: Kind) -> PartRow {
        var row = pointing(row, part)
        row.id = transaction.ids.next()
        return row
    }

    private func pointing(_ row: PartRow, _ part: Kind) -> PartRow {
        var row = row
        each(row, part) { place in row.values[place] = .integer(survivor.id) }
        return row
    }

    /// A row that says the two belong together says nothing any more.
    private func isAboutItself(_ row: PartRow, _ part: Kind) -> Bool {
        var found = false
        each(row, part) { _ in found = true }
        return found
    }

    /// The places of a row that point to one of the merged records.
    private func each(_ row: PartRow, _ part: Kind, _ body: (Int) -> Void) {
        var at = 0
        for field in part.declared {
            let last = at + field.columns.count - 1
            let isOurs =
                field.shape.linkTarget == kind.name
                || field.shape == .reference && row.values[at].text == kind.name
            if isOurs, let id = row.values[last].integer, all.contains(id) { body(last) }
            at = last + 1
        }
    }
}
