/// What a demo company lives on, and what ours could sell it.
package struct Sector: Sendable, Hashable {
    /// Code in the French nomenclature: `10.71C`.
    package let naf: String
    package let name: Bilingual
    /// Usual head count, and yearly revenue a head in thousands of euros.
    package let employees: Int, revenuePerHead: Int
    /// Words that open a name (`Biscuiterie`), that close one (`Saveurs`), endings of invented ones (`gourm`).
    let openings: [String], closings: [String], endings: [String]
    /// Titles of opportunities: `Traçabilité de la chaîne du froid`.
    package let offers: [Bilingual]

    private init(block: ArraySlice<String>) {
        let lines = Array(block)
        let facts = lines[0].split(separator: "|").map(String.init)
        let words = lines[1].split(separator: "|").map { $0.split(separator: ",").map(String.init) }
        let offers = lines[2].split(separator: "=").map { $0.split(separator: ",").map(String.init) }
        guard facts.count == 5, words.count == 3, offers.count == 2, offers[0].count == offers[1].count,
            let employees = Int(facts[3]), let revenuePerHead = Int(facts[4])
        else { preconditionFailure("a sector has facts, words and offers in both languages: \(lines[0])") }
        naf = facts[0]
        name = Bilingual(facts[1], facts[2])
        self.employees = employees
        self.revenuePerHead = revenuePerHead
        openings = words[0]
        closings = words[1]
        endings = words[2]
        self.offers = zip(offers[0], offers[1]).map(Bilingual.init)
    }

    package static let all: [Sector] = {
        let lines = rows(of: sectorTable)
        precondition(lines.count % 3 == 0, "a sector is three lines")
        return stride(from: 0, to: lines.count, by: 3).map { Sector(block: lines[$0..<$0 + 3]) }
    }()
}
