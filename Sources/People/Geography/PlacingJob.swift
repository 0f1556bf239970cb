import Jobs
import Records
import Storage
import Web

/// Gives records that were there before us, or before the geography was gathered, their département, region and point.
/// Nothing that stands is touched, and nobody's change is made of it: no version, no history.
enum PlacingJob {
    static let name = "addresses.place"
    private static let chunk = 1000

    static func register(in registry: inout Registry, _ shelf: GeographyShelf) {
        let placing = Placing(shelf: shelf)
        registry.jobs.add(name, "Place addresses on the map") { context in
            var placed = 0
            for kind in [Account.name, Contact.name] {
                var after: Int64? = 0
                while let from = after {
                    let done = try await context.write { transaction in
                        try place(transaction.schema.kind(kind), after: from, placing, transaction)
                    }
                    placed += done.placed
                    after = done.last
                    try await context.report(JobProgress(done: placed))
                }
            }
            return .record(["placed": .number(String(placed))])
        }
        registry.jobs.schedule(name, everySeconds: 86_400)
    }

    private static func place(
        _ kind: Kind, after: Int64, _ placing: Placing, _ transaction: Transaction
    ) throws -> (placed: Int, last: Int64?) {
        let rows = try transaction.connection.rows(
            """
            SELECT id, postcode, city, country, department, latitude FROM \(name: kind.table)
            WHERE id > \(after) AND (department IS NULL OR latitude IS NULL)
            AND (postcode IS NOT NULL OR city IS NOT NULL)
            ORDER BY id LIMIT \(chunk)
            """, .integer, .text, .text, .text, .text, .integer)
        var placed = 0
        for row in rows {
            let address = Address(postcode: row[1].text, city: row[2].text, country: row[3].text)
            guard let location = placing.location(of: address, country: transaction.settings.country) else { continue }
            var values: [SQL] = []
            if row[4].isNull {
                values.append("department = \(Value.text(location.department.code))")
                values.append("region = \(location.region.map { Value.text($0.name) } ?? .null)")
            }
            if row[5].isNull, let position = location.position {
                values.append("latitude = \(position.latitude.millionths)")
                values.append("longitude = \(position.longitude.millionths)")
            }
            guard !values.isEmpty else { continue }
            placed += 1
            try transaction.connection.execute(
                "UPDATE \(name: kind.table) SET \(SQL.joined(values, ", ")) WHERE id = \(row[0])")
        }
        return (placed, rows.count < chunk ? nil : rows.last?[0].integer)
    }
}
