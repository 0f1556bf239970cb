import Records

/// Names of invented companies: `Ateliers Morvan`, `Vasseur Logistique`, `Novaplast`. Number `n` of a seed always has
/// the same name and no two share one, without any list of those given: each way of naming is a numbered space that a
/// shuffle walks through, and once through it begins again with a tail (`& Fils`) or a figure.
struct CompanyNames: Sendable {
    private struct Word: Sendable { let text: String, sector: Int }

    private let openings: [Word], closings: [Word], endings: [Word]
    private let roots: [String], families: [String], places: [String]
    private let invented: Shuffle, opened: Shuffle, closed: Shuffle, placed: Shuffle, paired: Shuffle

    init(seed: UInt64) {
        openings = CompanyNames.words(\.openings)
        closings = CompanyNames.words(\.closings)
        endings = CompanyNames.words(\.endings)
        roots = brandRootTable.split(whereSeparator: \.isWhitespace).map(String.init)
        families = FamilyNames.all
        places = items(of: placeWordTable)
        invented = Shuffle(size: roots.count * endings.count, seed: seed)
        opened = Shuffle(size: openings.count * families.count, seed: seed &+ 1)
        closed = Shuffle(size: closings.count * families.count, seed: seed &+ 2)
        placed = Shuffle(size: openings.count * places.count, seed: seed &+ 3)
        paired = Shuffle(size: families.count * (families.count - 1), seed: seed &+ 4)
    }

    /// The name, and the sector that its words tell.
    func name(of number: Int) -> (name: String, sector: Int) {
        let round = number / 20
        // Of twenty companies five are invented words, eight open with a trade, four close with one, two have a place
        // and one two partners; spread so that neighbours differ.
        switch number % 20 {
        case 0: return inventedName(round * 5)
        case 4: return inventedName(round * 5 + 1)
        case 8: return inventedName(round * 5 + 2)
        case 12: return inventedName(round * 5 + 3)
        case 16: return inventedName(round * 5 + 4)
        case 2, 6, 10, 14: return closedName(round * 4 + (number % 20 - 2) / 4)
        case 5, 15: return placedName(round * 2 + (number % 20 - 5) / 10)
        case 18: return pairedName(round)
        case let other: return openedName(round * 8 + CompanyNames.openedSlots[other])
        }
    }

    /// 1, 3, 7, 9, 11, 13, 17 and 19 are the eight that open with a trade.
    private static let openedSlots = [0, 0, 0, 1, 0, 0, 0, 2, 0, 3, 0, 4, 0, 5, 0, 0, 0, 6, 0, 7]

    private func inventedName(_ index: Int) -> (String, Int) {
        let space = roots.count * endings.count
        let place = invented.place(of: index)
        let ending = endings[place % endings.count]
        let name = roots[place / endings.count] + ending.text + tail(inventedTails, index / space)
        return (name, ending.sector)
    }

    private func openedName(_ index: Int) -> (String, Int) {
        let space = openings.count * families.count
        let place = opened.place(of: index)
        let opening = openings[place % openings.count]
        let name = opening.text + " " + families[place / openings.count] + tail(familyTails, index / space)
        return (name, opening.sector)
    }

    private func closedName(_ index: Int) -> (String, Int) {
        let space = closings.count * families.count
        let place = closed.place(of: index)
        let closing = closings[place % closings.count]
        let name = families[place / closings.count] + " " + closing.text + tail(inventedTails, index / space)
        return (name, closing.sector)
    }

    private func placedName(_ index: Int) -> (String, Int) {
        let space = openings.count * places.count
        let place = placed.place(of: index)
        let opening = openings[place % openings.count]
        return (
            opening.text + " " + places[place / openings.count] + tail(inventedTails, index / space), opening.sector
        )
    }

    private func pairedName(_ index: Int) -> (String, Int) {
        let space = families.count * (families.count - 1)
        let place = paired.place(of: index)
        let first = place / (families.count - 1)
        let other = place % (families.count - 1)
        let second = other >= first ? other + 1 : other
        let name = families[first] + " & " + families[second] + tail(familyTails, index / space)
        return (name, place % Sector.all.count)
    }

    private func tail(_ tails: [String], _ turn: Int) -> String {
        if turn == 0 { return "" }
        return turn <= tails.count ? " " + tails[turn - 1] : " " + String(turn - tails.count + 1)
    }

    /// Each word once: where two sectors share one, the first has it.
    private static func words(_ list: KeyPath<Sector, [String]>) -> [Word] {
        var seen: Set<String> = []
        var words: [Word] = []
        for (sector, facts) in Sector.all.enumerated() {
            for text in facts[keyPath: list] where seen.insert(text).inserted {
                words.append(Word(text: text, sector: sector))
            }
        }
        return words
    }
}

private let inventedTails = ["Industries", "Services", "Groupe", "Technologies", "Développement", "International"]
private let familyTails = ["& Fils", "Frères", "et Associés", "Père et Fils", "& Filles", "Héritiers"]
