import Exchange
import Foundation
import Records
import Storage

/// A file in, everything out: against a bare insert and a bare read.
struct TransferBench {
    let installation: Installation
    let contacts: Int
    let say: @Sendable (String) -> Void
    private var workspace: Workspace { installation.workspace }

    init(installation: Installation, contacts: Int, say: @escaping @Sendable (String) -> Void) {
        self.installation = installation
        self.contacts = contacts
        self.say = say
    }

    func run() async throws -> [BenchRow] { [try await export(), try await importing()] }

    private func export() async throws -> BenchRow {
        say("export of every contact")
        let kind = workspace.schema.kind("contact"), path = installation.product.files.incomingPath()
        let columns = kind.columns
        let count = try await workspace.read(.house) { try $0.count(kind) }
        // A million lines take seconds: three rounds tell enough.
        let pair = try await Stopwatch.pair(seconds: 0, atLeast: count > 50_000 ? 1 : 3) { _ in
            _ = try await RecordExport.write(kind, format: .csv, to: path, in: workspace, as: .house, worker: nil)
            try FileManager.default.removeItem(atPath: path)
        } _: { _ in
            try await workspace.database.read { connection in
                try connection.each("SELECT \(SQL.names(columns.map(\.name))) FROM contact", columns.map(\.type)) { _ in
                    true
                }
                for part in kind.parts {
                    try connection.each(
                        "SELECT \(SQL.names(part.kind.columns.map(\.name))) FROM \(name: part.kind.table)",
                        part.kind.columns.map(\.type)
                    ) { _ in true }
                }
            }
        }
        return .time(
            "export of \(count) contacts as CSV", pair, against: "raw read", atMost: 3,
            note: "emails, telephones and accounts included")
    }

    /// The command itself in a process of its own, from a file to the last commit; then undone.
    private func importing() async throws -> BenchRow {
        say("import of \(contacts) contacts")
        let world = DemoWorld(seed: 99), path = installation.product.files.incomingPath() + ".csv"
        var text = "external_id,name,job_title,city,emails.address,phones.number\n", rows: [[Value]] = []
        for number in 0..<contacts {
            let company = DemoCompany(number: 999_999 - number / 5, in: world)
            var staff = DemoStaff(of: company, in: world)
            var person = staff.next()
            for _ in 0..<number % 5 { person = staff.next() }
            let facts = [
                "bench-\(number)", person.name, person.title(in: .french), company.commune.name, person.email,
                person.mobile ?? company.phone,
            ]
            text += facts.map { "\"\($0)\"" }.joined(separator: ",") + "\n"
            rows.append([.integer(Int64(number))] + facts.map(Value.text))
        }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let mapping = path + ".json"
        let columns = ["external_id", "name", "job_title", "city", "emails.address", "phones.number"]
        let json = JSON.record([
            "entity": "contacts", "match": "external_id", "columns": .object(columns.map { .init($0, .text($0)) }),
        ])
        try Data(json.bytes).write(to: URL(fileURLWithPath: mapping))
        let child = try ChildProgram(
            ["import", "contacts", path, "--mapping", mapping, "--json"] + ChildProgram.place(installation.settings))
        let ours = try await Stopwatch.milliseconds { try await child.finish() }
        for done in [path, mapping] { try FileManager.default.removeItem(atPath: done) }
        let raw = try await bare(rows)
        return .time(
            "import of \(contacts) contacts", (Spread([ours]), Spread([raw])), against: "bare insert", atMost: 12,
            note:
                "\(Int(Double(contacts) / ours * 1000)) lines/s, match key, duplicates, search, history, undoable; "
                + "peak \(child.peakMegabytes) MB"
        )
    }

    /// The same rows into three tables with nothing but a primary key: people, their e-mails, their telephones.
    private func bare(_ rows: [[Value]]) async throws -> Double {
        let tables: [(name: String, columns: [String], places: [Int])] = [
            ("bench_contact", ["id", "external_id", "name", "job_title", "city"], [0, 1, 2, 3, 4]),
            ("bench_email", ["id", "contact", "address"], [0, 0, 5]),
            ("bench_phone", ["id", "contact", "number"], [0, 0, 6]),
        ]
        @Sendable func types(_ places: [Int]) -> [ColumnType] { places.map { $0 == 0 ? .integer : .text } }
        let dialect = workspace.database.dialect
        try await workspace.database.write { connection in
            for table in tables {
                let declared = zip(table.columns, types(table.places)).map {
                    "\($0) \(dialect.declaration(of: $1))"
                }
                try connection.execute("DROP TABLE IF EXISTS \(name: table.name)")
                try connection.execute(
                    SQL(
                        text:
                            "CREATE TABLE \(table.name) (\(declared.joined(separator: ", ")), PRIMARY KEY (id))"))
            }
        }
        let took = try await Stopwatch.milliseconds {
            for start in stride(from: 0, to: rows.count, by: 500) {
                let chunk = rows[start..<min(start + 500, rows.count)]
                try await workspace.database.write { connection in
                    for table in tables {
                        try connection.load(
                            table: table.name, columns: table.columns, types: types(table.places),
                            rows: chunk.map { row in table.places.map { row[$0] } })
                    }
                }
            }
        }
        try await workspace.database.write { connection in
            for table in tables { try connection.execute("DROP TABLE \(name: table.name)") }
        }
        return took
    }
}
