import Records
import Storage

/// Where the records of a list are, asked of the database: as points while they are few, counted together by squares
/// when they are many. Neither ever reads more than what is in view.
struct MapQuery {
    let asked: Condition
    private let place: ConditionCompiler.Place
    private let filter: SQL

    /// So many points go to the browser one by one.
    static let mostPoints = 2000
    /// So many are named in the list beside the map.
    static let mostNames = 50

    init(_ kind: String, _ address: ListAddress, _ transaction: Transaction) throws {
        let kind = transaction.schema.kind(kind)
        let state = ListState(kind, address, try ListViews(of: kind, in: transaction), transaction)
        if !state.faults.isEmpty { throw Refusal(fields: state.faults) }
        let asked = try state.asked(transaction), place = ConditionCompiler.Place(kind)
        let seen = try transaction.refusing { () throws(ConditionFault) in
            try transaction.compiler.predicate(asked, at: place)
        }
        self.asked = asked
        self.place = place
        filter = seen.map { " AND \($0)" } ?? ""
    }

    private var latitude: SQL { place.column("latitude") }
    private var longitude: SQL { place.column("longitude") }

    private func inside(_ box: MapBox) -> SQL {
        """
        \(latitude) BETWEEN \(box.south) AND \(box.north) AND \(longitude) BETWEEN \(box.west) AND \(box.east)\(filter)
        """
    }

    /// The smallest rectangle with all of them; of a French company with some records far away, that around France.
    func bounds(_ transaction: Transaction) throws -> MapBox? {
        func bounds(_ condition: SQL) throws -> (count: Int64, box: MapBox?) {
            let row = try transaction.connection.rows(
                """
                SELECT COUNT(*), MIN(\(latitude)), MIN(\(longitude)), MAX(\(latitude)), MAX(\(longitude))
                FROM \(place.from) WHERE \(condition)
                """, .integer, .integer, .integer, .integer, .integer)[0]
            guard let south = row[1].integer, let west = row[2].integer, let north = row[3].integer,
                let east = row[4].integer
            else { return (0, nil) }
            return (row[0].integer ?? 0, MapBox(south: south, west: west, north: north, east: east))
        }
        let all = try bounds("\(latitude) IS NOT NULL AND \(longitude) IS NOT NULL\(filter)")
        let near = try bounds(inside(.france))
        return near.count * 2 > all.count ? near.box : all.box
    }

    func answer(_ box: MapBox, _ transaction: Transaction) throws -> MapAnswer {
        var answer = MapAnswer()
        let some = Int(
            try transaction.connection.integer(
                """
                SELECT COUNT(*) FROM (SELECT 1 AS one FROM \(place.from) WHERE \(inside(box))
                LIMIT \(MapQuery.mostPoints + 1)) AS found
                """) ?? 0)
        if some <= MapQuery.mostPoints {
            try writePoints(box, &answer, transaction)
        } else {
            try writeCells(box, &answer, transaction)
        }
        return answer
    }

    private func writePoints(_ box: MapBox, _ answer: inout MapAnswer, _ transaction: Transaction) throws {
        let title = place.column(place.kind.titleField.columns[0].name)
        try transaction.connection.each(
            """
            SELECT \(place.column("id")), \(latitude), \(longitude), \(title) FROM \(place.from) WHERE \(inside(box))
            """, [.integer, .integer, .integer, .text]
        ) { row in
            answer.addPoint(row[0].integer ?? 0, row[1].integer ?? 0, row[2].integer ?? 0, row[3].text ?? "")
            return true
        }
    }

    /// Squares of the earth: how many, their middle, and the corners of what is in them; a single record by its id.
    private func writeCells(_ box: MapBox, _ answer: inout MapAnswer, _ transaction: Transaction) throws {
        let (height, width) = box.cell
        // Shifted to where no degree is negative, so that both databases round the same way.
        let row: SQL = "(\(latitude) + 90000000) / \(text(height))"
        let column: SQL = "(\(longitude) + 180000000) / \(text(width))"
        var singles: [Int64] = []
        var cells: [MapAnswer.Cell] = []
        try transaction.connection.each(
            """
            SELECT COUNT(*), CAST(AVG(\(latitude)) AS BIGINT), CAST(AVG(\(longitude)) AS BIGINT), MIN(\(latitude)),
            MIN(\(longitude)), MAX(\(latitude)), MAX(\(longitude)), MIN(\(place.column("id")))
            FROM \(place.from) WHERE \(inside(box)) GROUP BY \(row), \(column)
            """, Array(repeating: ColumnType.integer, count: 8)
        ) { values in
            let numbers = values.map { $0.integer ?? 0 }
            let cell = MapAnswer.Cell(numbers)
            if cell.count == 1 { singles.append(cell.id) }
            cells.append(cell)
            return true
        }
        let names = try transaction.titles(singles.map { Reference(kind: place.kind.name, id: $0) })
        for cell in cells {
            answer.add(cell, name: names[Reference(kind: place.kind.name, id: cell.id)])
        }
        guard answer.named < MapQuery.mostNames else { return }
        try writeSome(box, &answer, transaction)
    }

    /// Names for the list beside the map.
    private func writeSome(_ box: MapBox, _ answer: inout MapAnswer, _ transaction: Transaction) throws {
        let title = place.column(place.kind.titleField.columns[0].name)
        try transaction.connection.each(
            """
            SELECT \(place.column("id")), \(title) FROM \(place.from) WHERE \(inside(box)) LIMIT \(MapQuery.mostNames)
            """, [.integer, .text]
        ) { row in
            answer.addName(row[0].integer ?? 0, row[1].text ?? "")
            return true
        }
    }

    /// A number of ours as text: a bound one would make the grouping another expression for PostgreSQL.
    private func text(_ number: Int64) -> SQL { SQL(text: String(number)) }
}
