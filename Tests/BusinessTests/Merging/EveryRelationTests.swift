import People
import Records
import TestSupport
import Testing

@testable import Storage

/// Whatever points to records follows a merge, found by looking: a link, table or part that nobody thought of makes one
/// of these fail.
@Suite("Merging: every relation")
struct EveryRelationTests {
    @Test("every table that is no kind says what becomes of its rows")
    func everyTable() async throws {
        try await BusinessWorld.with(.memory) { world in
            let registry = world.workspace.registry
            let silent = registry.tables.filter { registry.rules.merging.fate(of: $0) == nil }.map(\.name)
            #expect(silent.isEmpty, "say merging: in the declaration of these tables")
            for table in registry.tables {
                guard case .moves(let pointers, _, _)? = registry.rules.merging.fate(of: table) else { continue }
                let named = Set(pointers.map(\.column))
                #expect(named.isSubset(of: table.columns.map(\.name)), "\(table.name)")
                let others = table.columns.map(\.name).filter {
                    ($0.hasSuffix("_id") || $0 == "about_id") && !$0.hasSuffix("user_id") && $0 != "team_id"
                }
                #expect(Set(others) == named, "\(table.name) holds identifiers that nobody moves")
            }
        }
    }

    @Test("the relations found are all the foreign keys there are")
    func everyForeignKey() async throws {
        try await BusinessWorld.with(.memory) { world in
            try await world.addPartner()
            let schema = world.workspace.schema
            for kind in schema.entities {
                var keys: Set<String> = []
                for entity in schema.entities {
                    for each in [entity] + entity.parts.map(\.kind) {
                        for column in TableSpec(each).columns
                        where column.references == kind.table && column.name != each.owner {
                            keys.insert("\(each.name).\(column.name)")
                        }
                    }
                }
                let found = MergeRelation.all(to: kind, schema).filter { !$0.isReference }
                #expect(Set(found.map { "\($0.kind).\($0.column(schema).name)" }) == keys, "\(kind.name)")
            }
            let account = schema.kind("account")
            let names = Set(MergeRelation.all(to: account, schema).map { "\($0.kind).\($0.field)" })
            let known: Set = [
                "account.parent", "contact.account", "contact_account.account", "opportunity.account",
                "opportunity.partner", "note.about", "activity.about", "attachment.about",
            ]
            #expect(names.isSuperset(of: known))
        }
    }

    @Test("a row in each of them follows the merge and its undoing, for every kind", arguments: BusinessWorld.backends)
    func everyRow(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.addPartner()
            let names = world.workspace.schema.entities.map(\.name)
            for name in names { try await follow(name, world) }
        }
    }

    private func follow(_ name: String, _ world: BusinessWorld) async throws {
        let ann = world.ann
        let (merge, places) =
            try await world.change { tx -> (Int64, [Place])? in
                let kind = tx.schema.kind(name)
                guard tx.rules.merging.mayMerge(kind) else { return nil }
                let maker = Maker(transaction: tx, user: ann)
                let survivor = try maker.make(kind), loser = try maker.make(kind)
                var places: [Place] = []
                for relation in MergeRelation.all(to: kind, tx.schema) {
                    places.append(try maker.point(relation, to: loser, of: kind))
                }
                for table in tx.rules.tables {
                    guard case .moves(let pointers, _, _)? = tx.rules.merging.fate(of: table) else { continue }
                    for pointer in pointers where pointer.condition(kind, [loser]) != nil {
                        places.append(try maker.point(table, pointer, to: loser, of: kind))
                    }
                }
                for place in places { #expect(try place.target(tx) == loser, "\(place)") }
                let merge = try tx.merge([loser], into: survivor, of: kind)
                for place in places { #expect(try place.target(tx) == survivor, "\(name): \(place)") }
                return (merge.id, places.map { $0.back(to: loser) })
            } ?? (0, [])
        if merge == 0 { return }
        try await world.change { tx in
            let undone = try tx.unmerge(merge)
            #expect(undone.changed.isEmpty, "\(name): \(undone.changed)")
            for place in places { #expect(try place.target(tx) == place.wanted, "\(name): \(place)") }
        }
    }
}

/// A row that points somewhere.
struct Place: Sendable, CustomStringConvertible {
    let table: String
    let column: String
    let id: Int64
    /// The column that knows the row: a table without identifiers has another number of its own.
    var key = "id"
    var wanted: Int64 = 0

    var description: String { "\(table).\(column)" }

    func target(_ transaction: Transaction) throws -> Int64? {
        try transaction.connection.integer("SELECT \(name: column) FROM \(name: table) WHERE \(name: key) = \(id)")
    }

    func back(to id: Int64) -> Place {
        var place = self
        place.wanted = id
        return place
    }
}

/// Makes believable-looking rows of any table, past all rules.
struct Maker {
    let transaction: Transaction
    let user: Int64

    func make(_ kind: Kind, setting values: [String: [Value]] = [:], parts: [String: [PartRow]] = [:]) throws -> Int64 {
        var record = try record(kind, setting: values)
        record.parts = parts
        try BulkLoad(country: "FR").load([record], of: kind, in: transaction)
        return record.id
    }

    func record(_ kind: Kind, setting values: [String: [Value]]) throws -> Record {
        var record = transaction.blank(kind)
        record.id = transaction.ids.next()
        for name in ["created_at", "updated_at"] { record.set(name, [.instant(transaction.now)], in: kind) }
        record.set("version", [.integer(1)], in: kind)
        for field in kind.declared where field.isRequired && values[field.name] == nil {
            guard
                record.values(field.name, in: kind).contains(where: \.isNull)
                    || record.value(field.name, in: kind).text == ""
            else { continue }
            record.set(field.name, try some(field), in: kind)
        }
        for (name, values) in values { record.set(name, values, in: kind) }
        return record
    }

    private func some(_ field: FieldSpec) throws -> [Value] {
        switch field.shape {
        case .choice(let options): return [.text(options.first?.value ?? "x")]
        case .integer, .exact: return [.integer(1)]
        case .money: return [.integer(100), .text("EUR")]
        case .boolean: return [.boolean(false)]
        case .day: return [.day(transaction.today)]
        case .instant: return [.instant(transaction.now)]
        case .link(let target):
            return [.integer(target == "user" ? user : try make(transaction.schema.kind(target)))]
        case .reference: return [.text("user"), .integer(user)]
        default: return [.text("x\(transaction.ids.next())")]
        }
    }

    func point(_ relation: MergeRelation, to id: Int64, of kind: Kind) throws -> Place {
        let holder = transaction.schema.kind(relation.kind), field = relation.field(transaction.schema)
        let column = relation.column(transaction.schema).name, values = relation.values(id, kind)
        guard let ownerName = relation.owner else {
            let made = try make(holder, setting: [field.name: values])
            return Place(table: holder.table, column: column, id: made)
        }
        let owner = transaction.schema.kind(ownerName)
        var row = PartRow(id: transaction.ids.next(), values: [])
        for each in holder.declared {
            if each.name == field.name {
                row.values += values
            } else {
                row.values += each.isRequired ? try some(each) : each.columns.map { _ in .null }
            }
        }
        let part = owner.parts.first { $0.kind.name == holder.name }?.name ?? ""
        _ = try make(owner, parts: [part: [row]])
        return Place(table: holder.table, column: column, id: row.id)
    }

    func point(_ table: TableSpec, _ pointer: RecordPointer, to id: Int64, of kind: Kind) throws -> Place {
        let made = transaction.ids.next(), names = table.columns.map(\.name)
        let own = table.columns.first { $0.type == .integer && $0.references == nil && $0.name != pointer.column }
        let key = names.contains("id") ? "id" : try #require(own?.name)
        let row = table.columns.map { column -> Value in
            if column.name == key { return .integer(made) }
            if column.name == pointer.column { return .integer(id) }
            if case .column(let name) = pointer.target, name == column.name { return .text(kind.name) }
            if column.references == "user" || column.name == "user_id" { return .integer(user) }
            if !column.isRequired { return .null }
            switch column.type {
            case .integer: return .integer(transaction.ids.next())
            case .text: return .text("x\(made)")
            case .boolean: return .boolean(false)
            case .day: return .day(transaction.today)
            case .instant: return .instant(transaction.now)
            case .bytes: return .bytes([])
            }
        }
        try RowWriter.insert([row], into: table, transaction.connection)
        return Place(table: table.name, column: pointer.column, id: made, key: key)
    }
}

extension BusinessWorld {
    /// A custom link from sales to accounts: the partner who brought them.
    func addPartner() async throws {
        try await change { tx in
            var field = CustomField(
                kind: "opportunity", name: "partner", labelFrench: "Partenaire", labelEnglish: "Partner", type: "link")
            field.target = "account"
            try field.add(in: tx)
        }
        try await workspace.reload()
    }
}
