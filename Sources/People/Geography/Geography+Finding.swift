import Records

extension Geography {
    /// The town that an address means. The postcode leads, the name chooses among its towns; a name alone must be
    /// clear, and a postcode of large receivers (CEDEX), which no town has, leaves it to name and département.
    package func town(postcode: String?, city: String?) -> Town? {
        row(postcode: postcode, city: city).map { town($0) }
    }

    func row(postcode: String?, city: String?) -> Int? {
        let name = city.map { TownName($0) }
        guard let number = postcode.flatMap({ Postcode.number($0) }) else {
            return name.flatMap { row(named: $0, in: nil) }
        }
        let delivered = deliveries(number...number)
        if delivered.isEmpty { return name.flatMap { row(named: $0, in: Department(postcode: number)) } }
        if delivered.count == 1 { return Int(delivered.first?.row ?? 0) }
        if let name, !name.isEmpty, let row = best(of: delivered.map { Int($0.row) }, named: name) { return row }
        return largest(of: delivered.map { Int($0.row) })
    }

    /// The one called so, else the one whose name begins so or that begins as the name does.
    private func best(of candidates: [Int], named name: TownName) -> Int? {
        let wanted = Array(name.key.utf8)
        for articles in [[""], Geography.articles] {
            for article in articles {
                let full = Array(article.utf8) + wanted
                if let row = candidates.first(where: { matches(rows[$0], full, whole: true) }) { return row }
            }
        }
        let near = candidates.filter { candidate in
            let key = key(rows[candidate])
            return key.starts(with: wanted + [32]) || wanted.starts(with: key + [32])
        }
        return largest(of: near)
    }

    private func row(named name: TownName, in department: Department?) -> Int? {
        guard !name.isEmpty else { return nil }
        for article in [""] + Geography.articles {
            let candidates = rows(named: Array((article + name.key).utf8), whole: true).filter { row in
                department.map { self.department(rows[row]) == $0 } ?? true
            }
            if candidates.isEmpty { continue }
            if let number = name.number, let part = candidates.first(where: { isPart($0, number) }) { return part }
            return clear(of: candidates)
        }
        return nil
    }

    /// Whether this is the arrondissement of that number.
    private func isPart(_ row: Int, _ number: Int) -> Bool {
        numbers(rows[row]).contains { Int($0 % 1000) == number }
    }

    /// The only one, the whole of a divided city, or one beside which the others of the name are villages.
    private func clear(of candidates: [Int]) -> Int? {
        guard candidates.count > 1 else { return candidates.first }
        if let whole = candidates.first(where: { rows[$0].postcodeCount == 0 }) { return whole }
        guard let largest = largest(of: candidates) else { return nil }
        let others = candidates.reduce(0) { $0 + ($1 == largest ? 0 : Int(rows[$1].inhabitants)) }
        return Int(rows[largest].inhabitants) >= others * 10 ? largest : nil
    }

    func largest(of candidates: [Int]) -> Int? { candidates.max { rows[$0].inhabitants < rows[$1].inhabitants } }

    /// People leave them out: `Havre`, `Baule`.
    static let articles = ["le ", "la ", "les ", "l "]

    // What an address says of itself

    /// Département and place of a French address.
    package func location(postcode: String?, city: String?) -> Location? {
        let found = row(postcode: postcode, city: city)
        let department = found.map { self.department(rows[$0]) } ?? postcode.flatMap { Department(postcode: $0) }
        guard let department else { return nil }
        return Location(department: department, position: found.flatMap { somewhere(near: $0, postcode) })
    }

    /// Where the town is; of the few whose place nobody published, where a neighbour with the same postcode is.
    private func somewhere(near row: Int, _ postcode: String?) -> Position? {
        if let position = position(rows[row]) { return position }
        guard let number = postcode.flatMap({ Postcode.number($0) }) else { return nil }
        return deliveries(number...number).lazy.compactMap { position(rows[Int($0.row)]) }.first
    }
}

/// What follows from an address: the département, its region, and a point for the map.
package struct Location: Sendable, Hashable {
    package let department: Department
    package let position: Position?
    package var region: Region? { department.region }

    package init(department: Department, position: Position?) {
        self.department = department
        self.position = position
    }
}
