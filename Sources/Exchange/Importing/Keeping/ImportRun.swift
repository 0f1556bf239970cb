import Records
import Storage

/// One import: which file, read how, and what has become of its lines so far.
package struct ImportRun: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable {
        /// Uploaded, its columns not settled yet.
        case draft
        case waiting, running, done
        case undoing, undone
    }

    package let id: Int64
    /// The kind's name; nil while somebody still chooses.
    package var kind: String?
    /// What the person called the file.
    package var name: String
    /// The table in the file store; of a spreadsheet, the sheet as CSV.
    package var file: String
    /// The spreadsheet itself, for another of its sheets.
    package var original: String?
    package var sheets: [String] = []
    package var sheet: String?
    package var format: TableFormat
    package var mapping: ImportMapping?
    package var words = ChoiceWords()
    /// The columns' names, to propose this mapping for the next file that has them.
    package var fingerprint = ""
    package var state = State.draft
    package var counts = ImportCounts()
    package var journal: Int64?
    package var job: Int64?
    package var undoJob: Int64?
    package let user: Int64?
    package let createdAt: Instant
    package var finishedAt: Instant?

    package var isSpreadsheet: Bool { original != nil }

    /// What a later attempt of the job needs no more.
    static let columns: [TableSpec.ColumnSpec] = [
        .init("id", .integer), .init("kind", .text, required: false), .init("name", .text), .init("file", .text),
        .init("original", .text, required: false), .init("sheets", .text), .init("sheet", .text, required: false),
        .init("format", .text), .init("mapping", .text, required: false), .init("words", .text),
        .init("fingerprint", .text), .init("state", .text), .init("counts", .text),
        .init("journal_id", .integer, required: false), .init("job_id", .integer, required: false),
        .init("undo_job_id", .integer, required: false), .init("user_id", .integer, required: false),
        .init("created_at", .instant), .init("finished_at", .instant, required: false),
    ]

    var values: [Value] {
        func number(_ number: Int64?) -> Value { number.map(Value.integer) ?? .null }
        func text(_ text: String?) -> Value { text.map(Value.text) ?? .null }
        return [
            .integer(id), text(kind), .text(name), .text(file), text(original),
            .text(JSON.array(sheets.map { .text($0) }).string), text(sheet), .text(format.json.string),
            text(mapping?.json.string), .text(words.json.string), .text(fingerprint), .text(state.rawValue),
            .text(counts.json.string), number(journal), number(job), number(undoJob), number(user),
            .instant(createdAt), finishedAt.map(Value.instant) ?? .null,
        ]
    }

    init(
        id: Int64, name: String, file: String, format: TableFormat, user: Int64?, createdAt: Instant
    ) {
        self.id = id
        self.name = name
        self.file = file
        self.format = format
        self.user = user
        self.createdAt = createdAt
    }

    init(row: [Value]) throws {
        func json(_ place: Int) throws -> JSON? { try row[place].text.map { try JSON(parsing: $0) } }
        guard let id = row[0].integer, let name = row[2].text, let file = row[3].text,
            let format = try json(7).flatMap(TableFormat.init), let state = row[11].text.flatMap(State.init),
            let createdAt = row[17].instant
        else { throw DatabaseError(kind: .other, message: "a row of import_run is not as this version writes it") }
        self.init(id: id, name: name, file: file, format: format, user: row[16].integer, createdAt: createdAt)
        kind = row[1].text
        original = row[4].text
        sheets = try json(5)?.array?.compactMap(\.text) ?? []
        sheet = row[6].text
        mapping = try json(8).map { try ImportMapping($0) }
        words = ChoiceWords(try json(9))
        fingerprint = row[10].text ?? ""
        self.state = state
        counts = ImportCounts(try json(12))
        journal = row[13].integer
        job = row[14].integer
        undoJob = row[15].integer
        finishedAt = row[18].instant
    }
}

/// What became of the lines: their sum is the file.
package struct ImportCounts: Sendable, Hashable {
    /// Nil until the file has been read through once.
    package var lines: Int?
    package var created = 0, updated = 0, skipped = 0, failed = 0

    package init() {}

    package var done: Int { created + updated + skipped + failed }

    mutating func count(_ outcome: ImportOutcome, _ by: Int = 1) {
        switch outcome {
        case .created: created += by
        case .updated: updated += by
        case .skipped: skipped += by
        case .failed: failed += by
        }
    }

    package var json: JSON {
        func number(_ number: Int) -> JSON { .number(String(number)) }
        return .record([
            "lines": lines.map(number) ?? .null, "created": number(created), "updated": number(updated),
            "skipped": number(skipped), "failed": number(failed),
        ])
    }

    init(_ json: JSON?) {
        func number(_ name: String) -> Int { Int(json?[name]?.integer ?? 0) }
        lines = json?["lines"]?.integer.map { Int($0) }
        (created, updated, skipped, failed) = (
            number("created"), number("updated"), number("skipped"), number("failed")
        )
    }
}
