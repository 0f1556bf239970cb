import Records

/// What each entity's rules do on the one write path, by kind. Filled once from the registry.
package struct RuleBook: Sendable {
    private var byKind: [String: [Rules]] = [:]

    /// Erased rules of one kind; many records at a time, so that what they look up is looked up once.
    package struct Rules: Sendable {
        /// Before saving: derive, default, refuse.
        let prepare: @Sendable (inout [Change], Transaction) throws -> Void
        /// After the rows are written, in the same transaction: further rows, events.
        let saved: @Sendable ([Change], Transaction) throws -> Void
        /// Before deleting: refuse, or clean up.
        let deleting: @Sendable ([Record], Transaction) throws -> Void
    }

    private var blanks: [String: Record] = [:]
    /// What a role may be given beside rights on records, by name, each with its sentence.
    package var permissions: [String: Message] = [:]
    /// How records of each kind become one.
    package var merging = MergeBook()
    /// Tables of no kind: what becomes of their rows when records become one.
    var tables = SystemTables.all

    package init() {}

    mutating func add(blank: Record, for kind: String) { blanks[kind] = blank }

    /// The declaration's defaults; custom fields start empty.
    package func blank(_ kind: Kind) -> Record {
        guard var record = blanks[kind.name] else { return Record(empty: kind) }
        record.values += Array(repeating: .null, count: kind.columns.count - record.values.count)
        return record
    }

    package func rules(for kind: String) -> [Rules] { byKind[kind] ?? [] }

    package mutating func add(
        to kind: String, prepare: @escaping @Sendable (inout [Change], Transaction) throws -> Void = { _, _ in },
        saved: @escaping @Sendable ([Change], Transaction) throws -> Void = { _, _ in },
        deleting: @escaping @Sendable ([Record], Transaction) throws -> Void = { _, _ in }
    ) {
        byKind[kind, default: []].append(Rules(prepare: prepare, saved: saved, deleting: deleting))
    }
}

/// One record on its way through the write path.
package struct Change: Sendable {
    package let kind: Kind
    package let old: Record?
    package var new: Record
    /// The fields this door wrote (wire names, parts too).
    package var touched: Set<String>
    /// Extra facts given to a verb that are no fields: `lost_reason_note`, the date of a past move.
    package var facts: [String: JSON]
    package private(set) var refusals: [FieldRefusal] = []
    package private(set) var refusal: Refusal?
    /// When it happened, where a door tells (an import with the file's dates); otherwise now.
    package var happenedAt: Instant?
    /// The entry of the history that this takes back.
    var reverts: Int64?

    package init(kind: Kind, old: Record?, new: Record, touched: Set<String>, facts: [String: JSON] = [:]) {
        self.kind = kind
        self.old = old
        self.new = new
        self.touched = touched
        self.facts = facts
    }

    package var isNew: Bool { old == nil }
    package var isRefused: Bool { refusal != nil || !refusals.isEmpty }

    package mutating func refuse(_ field: String, code: String, _ message: Message) {
        refusals.append(FieldRefusal(field, code: code, message))
    }
    package mutating func refuse(_ refusal: FieldRefusal) { refusals.append(refusal) }
    package mutating func refuse(_ refusal: Refusal) { if self.refusal == nil { self.refusal = refusal } }

    package var failure: Refusal? { refusal ?? (refusals.isEmpty ? nil : Refusal(fields: refusals)) }

    /// The typed face, for rules.
    package func typed<E: Entity>(_: E.Type) throws -> E { try E(new, kind: kind) }
    package func typedOld<E: Entity>(_: E.Type) throws -> E? { try old.map { try E($0, kind: kind) } }
    package mutating func replace<E: Entity>(with entity: E) { entity.write(to: &new, kind: kind) }

    /// Whether the stored value of a field differs from what was there.
    package func changes(_ field: String) -> Bool {
        guard let old else { return !new.values(field, in: kind).allSatisfy(\.isNull) }
        return Array(old.values(field, in: kind)) != Array(new.values(field, in: kind))
    }
}
