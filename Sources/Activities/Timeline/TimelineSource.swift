import Records
import Storage
import Web

/// Where entries of timelines come from: notes, finished activities, files, changes; other modules add their own.
package struct TimelineSource: Sendable {
    /// What the reader may choose to see alone.
    package enum Family: String, Sendable, CaseIterable {
        case notes, activities, mails, files, changes

        package var label: String {
            switch self {
            case .notes: "Notes"
            case .activities: "Activities"
            case .mails: "Mails"
            case .files: "Files"
            case .changes: "Changes"
            }
        }

        var icon: String {
            switch self {
            case .notes: "sticky-note"
            case .activities: "circle-check"
            case .mails: "mail"
            case .files: "paperclip"
            case .changes: "history"
            }
        }
    }

    package let name: String
    package let family: Family
    /// The rows about the records of `scope`, nil where this source knows nothing of their kind. The rows of the source
    /// stand at depth 0, the records as `s` with `id` and `title`.
    package let rows: @Sendable (TimelineScope, Transaction) throws -> TimelineRows?
    /// Fields whose changes this source tells better than the history: kind → fields.
    package let tells: [String: Set<String>]
    /// A row in the reader's words.
    package let entry: @Sendable (TimelineWording) -> TimelineEntry

    package init(
        _ name: String, _ family: Family, tells: [String: Set<String>] = [:],
        rows: @escaping @Sendable (TimelineScope, Transaction) throws -> TimelineRows?,
        entry: @escaping @Sendable (TimelineWording) -> TimelineEntry
    ) {
        self.name = name
        self.family = family
        self.tells = tells
        self.rows = rows
        self.entry = entry
    }
}

/// Some records whose timeline is asked for: one record, or those related to it.
package struct TimelineScope: Sendable {
    package let kind: Kind
    /// `SELECT id, title`: the records, as far as the viewer sees them.
    package let records: SQL
    /// Whether these are the record itself, and not others related to it.
    package let isSubject: Bool

    package init(_ kind: Kind, _ records: SQL, isSubject: Bool) {
        self.kind = kind
        self.records = records
        self.isSubject = isSubject
    }
}

/// The rows of one source: three texts and two numbers, which the source's entry knows how to read.
package struct TimelineRows: Sendable {
    package var from: SQL
    /// What joins `s`, the records of the scope.
    package var on: SQL
    package var condition: SQL?
    package var id: SQL
    package var at: SQL
    package var user: SQL
    package var texts: [SQL]
    package var numbers: [SQL]

    package init(
        from: SQL, on: SQL, where condition: SQL? = nil, id: SQL, at: SQL, user: SQL, texts: [SQL], numbers: [SQL] = []
    ) {
        self.from = from
        self.on = on
        self.condition = condition
        self.id = id
        self.at = at
        self.user = user
        self.texts = texts
        self.numbers = numbers
    }

    /// Rows of an entity that is about records by its field `about`.
    package static func about(
        _ name: String, _ scope: TimelineScope, _ transaction: Transaction, at: String, where condition: SQL? = nil,
        texts: [String],
        numbers: [String] = []
    ) throws -> TimelineRows? {
        let kind = transaction.schema.kind(name)
        guard !transaction.viewer.grants(for: name).isEmpty else { return nil }
        let place = ConditionCompiler.Place(kind)
        let rights = try transaction.compiler.rights(at: place)
        let columns = { (name: String) -> SQL in
            kind[name].map { transaction.viewer.sees($0, of: kind) } == true ? place.column(name) : "NULL"
        }
        return TimelineRows(
            from: place.from,
            on: "\(place.column("about_kind")) = \(scope.kind.name) AND \(place.column("about_id")) = s.id",
            where: [rights, condition].compactMap(\.self).joinedByAnd, id: place.column("id"), at: place.column(at),
            user: place.column("created_by"), texts: texts.map(columns), numbers: numbers.map(columns))
    }
}

extension [SQL] {
    /// All of them hold; nil where there is none.
    package var joinedByAnd: SQL? { isEmpty ? nil : SQL.joined(self, " AND ") }
}

/// Something else to write than notes and activities: a way to its own page, beside the tabs of the composer. Nil where
/// the viewer may not.
package struct TimelineWriter: Sendable {
    package let action: @Sendable (Reference, Context) -> Action?
    package init(_ action: @escaping @Sendable (Reference, Context) -> Action?) { self.action = action }
}

/// Records whose timeline shows on another's: the contacts and opportunities of an account.
package struct TimelineRelation: Sendable {
    package let subject: String
    package let kind: String
    /// The ids of the related records: a subquery, given the subjects' ids as they stand in `IN (…)`.
    package let ids: @Sendable (SQL) -> SQL

    package init(of subject: String, _ kind: String, ids: @escaping @Sendable (SQL) -> SQL) {
        self.subject = subject
        self.kind = kind
        self.ids = ids
    }
}
