import Records
import Storage
import Web

/// The one timeline of a record: everything that happened with it, whatever module knows of it, newest first.
package struct Timeline: Sendable {
    package let sources: [TimelineSource]
    package let relations: [TimelineRelation]
    package let writers: [TimelineWriter]

    package init(sources: [TimelineSource], relations: [TimelineRelation], writers: [TimelineWriter] = []) {
        self.sources = sources
        self.relations = relations
        self.writers = writers
    }

    /// One thing that happened, as the database tells it.
    package struct Row: Sendable {
        package let source: String
        package let id: Int64
        package let at: Instant
        package let user: Int64?
        package let userName: String?
        package let about: Reference
        package let aboutTitle: String
        package let isSubject: Bool
        package let texts: [String?]
        package let numbers: [Int64?]
    }

    /// Where a page ended.
    package struct Mark: Sendable, Hashable {
        let at: Instant
        let id: Int64

        init(_ row: Row) { (at, id) = (row.at, row.id) }

        package init?(_ text: String) {
            let pieces = text.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
            guard pieces.count == 2, let micro = pieces[0], let id = pieces[1] else { return nil }
            at = Instant(microseconds: micro)
            self.id = id
        }

        package var text: String { "\(at.microseconds)-\(id)" }
    }

    package struct Page: Sendable {
        package let rows: [Row]
        package let older: Mark?
    }

    package static let pageSize = 30

    /// One page, by one query over all sources. Each branch is cut on its own, so that a long history costs no more
    /// than a short one.
    package func page(
        of subject: Int64, _ kind: Kind, family: TimelineSource.Family? = nil, before mark: Mark? = nil,
        limit: Int = pageSize,
        in transaction: Transaction
    ) throws -> Page {
        let scopes = try scopes(subject, kind, transaction)
        return try page(scopes, family: family, before: mark, limit: limit, in: transaction)
    }

    /// What happened with several records of a kind and whatever belongs to them, as if they were one.
    package func page(
        ofAll subjects: [Int64], _ kind: Kind, before mark: Mark? = nil, limit: Int = pageSize,
        in transaction: Transaction
    ) throws -> Page {
        let scopes = try scopes(SQL.set(subjects), kind, isSubject: false, transaction)
        return try page(scopes, family: nil, before: mark, limit: limit, in: transaction)
    }

    private func page(
        _ scopes: [TimelineScope], family: TimelineSource.Family?, before mark: Mark?, limit: Int,
        in transaction: Transaction
    ) throws -> Page {
        var branches: [SQL] = []
        for scope in scopes {
            for source in sources where family == nil || source.family == family {
                guard let rows = try source.rows(scope, transaction) else { continue }
                branches.append(branch(source, rows, scope, mark, limit, number: branches.count))
            }
        }
        guard !branches.isEmpty else { return Page(rows: [], older: nil) }
        let user = ConditionCompiler.Place(transaction.schema.kind("user"), depth: 1)
        let seen = try transaction.compiler.rights(at: user).map { " AND \($0)" as SQL } ?? ""
        let rows = try transaction.connection.rows(
            """
            SELECT e.source, e.id, e.at, e.user_id, \(user.column("name")), e.about_kind, e.about_id, e.about_title,
            e.is_subject,
            e.text1, e.text2, e.text3, e.number1, e.number2
            FROM (\(SQL.joined(branches, " UNION ALL "))) AS e
            LEFT JOIN \(user.from) ON \(user.column("id")) = e.user_id\(seen)
            ORDER BY e.at DESC, e.id DESC LIMIT \(limit + 1)
            """,
            .text, .integer, .instant, .integer, .text, .text, .integer, .text, .integer, .text, .text, .text, .integer,
            .integer
        ).map(Timeline.row)
        let shown = Array(rows.prefix(limit))
        return Page(rows: shown, older: rows.count > limit ? shown.last.map(Mark.init) : nil)
    }

    private static func row(_ values: [Value]) -> Row {
        Row(
            source: values[0].text ?? "", id: values[1].integer ?? 0, at: values[2].instant ?? Instant(microseconds: 0),
            user: values[3].integer, userName: values[4].text,
            about: Reference(kind: values[5].text ?? "", id: values[6].integer ?? 0),
            aboutTitle: values[7].text ?? "", isSubject: values[8].integer == 1, texts: values[9...11].map(\.text),
            numbers: values[12...13].map(\.integer))
    }

    func scopes(_ subject: Int64, _ kind: Kind, _ transaction: Transaction) throws -> [TimelineScope] {
        try scopes("\(subject)", kind, isSubject: true, transaction)
    }

    private func scopes(
        _ subjects: SQL, _ kind: Kind, isSubject: Bool, _ transaction: Transaction
    ) throws -> [TimelineScope] {
        var scopes = [try scope(kind, subjects, isSubject: isSubject, transaction)]
        for relation in relations where relation.subject == kind.name {
            guard let other = transaction.schema[relation.kind], !transaction.viewer.grants(for: other.name).isEmpty
            else { continue }
            scopes.append(try scope(other, relation.ids(subjects), isSubject: false, transaction))
        }
        return scopes
    }

    private func scope(_ kind: Kind, _ ids: SQL, isSubject: Bool, _ transaction: Transaction) throws -> TimelineScope {
        let place = ConditionCompiler.Place(kind, depth: 5)
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let title: SQL =
            transaction.viewer.sees(kind.titleField, of: kind)
            ? "CAST(\(place.column(kind.titleField.columns[0].name)) AS TEXT)" : "''"
        return TimelineScope(
            kind,
            """
            SELECT \(place.column("id")) AS id, \(title) AS title FROM \(place.from)
            WHERE \(place.column("id")) IN (\(ids))\(rights)
            """,
            isSubject: isSubject)
    }

    private func branch(
        _ source: TimelineSource, _ rows: TimelineRows, _ scope: TimelineScope, _ mark: Mark?, _ limit: Int, number: Int
    ) -> SQL {
        var conditions = [rows.condition].compactMap(\.self)
        if let mark { conditions.append("(\(rows.at), \(rows.id)) < (\(mark.at), \(mark.id))") }
        let filter: SQL = conditions.joinedByAnd.map { " WHERE \($0)" } ?? ""
        let texts = (0..<3).map { place -> SQL in
            """
            CAST(\(place < rows.texts.count ? rows.texts[place] : "NULL") AS TEXT)
            AS text\(SQL(text: String(place + 1)))
            """
        }
        let numbers = (0..<2).map { place -> SQL in
            """
            CAST(\(place < rows.numbers.count ? rows.numbers[place] : "NULL") AS BIGINT)
            AS number\(SQL(text: String(place + 1)))
            """
        }
        return """
            SELECT * FROM (SELECT \(source.name) AS source, \(rows.id) AS id, \(rows.at) AS at, \(rows.user) AS user_id,
            \(scope.kind.name) AS about_kind, s.id AS about_id, s.title AS about_title,
            \(scope.isSubject ? 1 : 0) AS is_subject,
            \(SQL.joined(texts + numbers, ", "))
            FROM \(rows.from) JOIN (\(scope.records)) AS s ON \(rows.on)\(filter)
            ORDER BY at DESC, id DESC LIMIT \(limit + 1)) AS \(name: "b\(number)")
            """
    }
}
