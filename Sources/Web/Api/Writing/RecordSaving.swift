import Records
import Storage

/// What a JSON body does to a record, inside a transaction: the same for one request and for a line of a bulk job.
enum RecordSaving {
    static func create(_ json: JSON, _ kind: Kind, duplicates: DuplicatePolicy, _ transaction: Transaction) throws
        -> Int64
    {
        try transaction.refuse(.create, kind)
        let body = try RecordBody(json, kind, existing: nil, transaction)
        let id = try save(body, kind, duplicates, transaction)
        try checkRequired(id, kind, besides: body.refusals, transaction)
        return id
    }

    static func change(_ id: Int64, _ json: JSON, _ kind: Kind, ifMatch: IfMatch?, _ transaction: Transaction) throws {
        let existing = try transaction.record(id, of: kind)
        guard try transaction.allowed([id], of: kind, to: .change).contains(id) else { throw Refusal.notYours() }
        try ifMatch?.check(existing, kind, transaction)
        var body = try RecordBody(json, kind, existing: existing, transaction)
        if ifMatch != nil { body.expect(existing.version) }
        _ = try save(body, kind, .allow, transaction)
    }

    static func delete(_ id: Int64, _ kind: Kind, ifMatch: IfMatch?, _ transaction: Transaction) throws {
        if let ifMatch { try ifMatch.check(try transaction.record(id, of: kind), kind, transaction) }
        try transaction.delete([id], of: kind)
    }

    /// With faults in the body the rest is saved all the same, to hear what the rules say of it; the refusal thrown
    /// then takes it back with the transaction.
    private static func save(
        _ body: RecordBody, _ kind: Kind, _ duplicates: DuplicatePolicy, _ transaction: Transaction
    ) throws -> Int64 {
        let saved = try transaction.save([body.draft], as: kind, duplicates: duplicates)[0]
        if case .refused(let refusal) = saved {
            if body.refusals.isEmpty { throw refusal }
            let told = Set(body.refusals.map(\.field))
            throw Refusal(fields: body.refusals + refusal.fields.filter { !told.contains($0.field) })
        }
        guard let id = saved.id else { throw Refusal.notFound() }
        if !body.refusals.isEmpty, body.draft.id != nil { throw Refusal(fields: body.refusals) }
        return id
    }

    /// A new record keeps no required text that neither the sender nor a rule has filled.
    private static func checkRequired(
        _ id: Int64, _ kind: Kind, besides refusals: [FieldRefusal], _ transaction: Transaction
    ) throws {
        let record = try transaction.asHouse.record(id, of: kind)
        let told = Set(refusals.map(\.field))
        let missing = kind.declared.filter { field in
            field.isRequired && !told.contains(field.name)
                && FieldReader.isBlank(Array(record.values(field.name, in: kind)))
        }
        let all = refusals + missing.map { .required($0, at: $0.name) }
        if !all.isEmpty { throw Refusal(fields: all) }
    }
}

/// `If-Match: "3"`: change it only if it is still what the sender saw.
struct IfMatch {
    /// Nil for `*`: any version, as long as there is one.
    private let versions: Set<Int64>?

    /// Nil where the header is absent.
    init?(_ headers: Headers) {
        let tags = headers.members("If-Match")
        guard headers["If-Match"] != nil else { return nil }
        versions = tags.contains("*") ? nil : Set(tags.compactMap(IfMatch.version))
    }

    /// A proxy that squeezes answers turns `"3"` into `W/"3"`; it still names our version.
    private static func version(_ tag: String) -> Int64? {
        let plain = tag.hasPrefix("W/") ? tag.dropFirst(2) : tag[...]
        return Int64(
            plain.hasPrefix("\"") && plain.hasSuffix("\"") && plain.count > 2 ? plain.dropFirst().dropLast() : plain)
    }

    /// The refusal carries what is stored now, and what was changed since the version the sender saw.
    func check(_ current: Record, _ kind: Kind, _ transaction: Transaction) throws {
        guard let versions, !versions.contains(current.version) else { return }
        let seen = versions.filter { $0 < current.version }.max() ?? 0
        throw try Conflict(current, seen: seen, kind, in: transaction).refusal(for: transaction.viewer)
    }
}
