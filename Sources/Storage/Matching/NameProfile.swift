import Records

/// A name as it is compared: its words, how each sounds, and of a person which of them is the given name.
struct NameProfile: Sendable {
    let isPerson: Bool
    let key: String
    let words: [Word]
    let given: [Word], family: [Word]
    let generation: PersonName.Generation?

    struct Word: Sendable, Hashable {
        let text: String
        let sound: String

        init(_ text: String) {
            self.text = text
            sound = FrenchSound.code(text)
        }
    }

    init(company text: String) {
        isPerson = false
        key = CompanyName.key(text)
        words = CompanyName.words(text).map(Word.init)
        (given, family, generation) = ([], [], nil)
    }

    init(person text: String, _ record: Record, _ kind: Kind) {
        isPerson = true
        let parts = PersonName.words(text)
        words = parts.map(Word.init)
        key = parts.sorted().joined(separator: " ")
        generation = PersonName.generation(text)
        func own(_ field: String) -> [Word] {
            guard kind[field] != nil, let text = record.value(field, in: kind).text else { return [] }
            return PersonName.words(text).map(Word.init)
        }
        (given, family) = (own("first_name"), own("last_name"))
    }
}

/// What comparing two names says.
enum NameLikeness: Sendable, Hashable {
    case same, sounds, similar
    /// One says less: an initial, a word left out.
    case shorter
    case otherGiven, otherFamily
    case other
    /// One of them has no name, or only a word in common says nothing.
    case unknown
}

extension NameProfile {
    func likeness(to other: NameProfile) -> NameLikeness {
        if words.isEmpty || other.words.isEmpty { return .unknown }
        if key == other.key { return .same }
        return isPerson ? person(other) : company(other)
    }

    // Persons

    private func person(_ other: NameProfile) -> NameLikeness {
        let all = Alignment(words, other.words)
        if all.isWhole {
            if all.left == 0 && all.right == 0 { return all.hasDoubt ? .unknown : all.level }
            // A lone family name says little of who it is.
            let isTold = min(words.count, other.words.count) > 1 && !all.hasDoubt && !all.hasTypo
            return isTold ? .shorter : .unknown
        }
        if glued(words, other.words) || glued(other.words, words) { return .similar }
        guard !given.isEmpty, !family.isEmpty, !other.given.isEmpty, !other.family.isEmpty else {
            return all.matched > 0 ? .otherGiven : .other
        }
        if Alignment(family, other.family).isWhole { return .otherGiven }
        if Alignment(given, other.given).isWhole { return .otherFamily }
        return .other
    }

    /// `Jean Pierre` and `Jeanpierre`: the same letters with other spaces, in either order of the two halves.
    private func glued(_ left: [Word], _ right: [Word]) -> Bool {
        let letters = right.map(\.text).joined()
        for turn in left.indices {
            let turned = (left[turn...] + left[..<turn]).map(\.text).joined()
            if turned == letters { return true }
        }
        return false
    }

    // Companies

    private func company(_ other: NameProfile) -> NameLikeness {
        let left = words.map(\.text), right = other.words.map(\.text)
        if left.sorted() == right.sorted() { return .same }
        let all = Alignment(words, other.words)
        if all.isWhole, all.left == 0, all.right == 0 { return all.hasDoubt ? .other : all.level }
        let a = left.joined(), b = right.joined(), length = min(a.utf8.count, b.utf8.count)
        if a == b { return .similar }
        if length >= 6, Similarity.distance(a, b, atMost: length >= 14 ? 2 : 1) != nil { return .similar }
        if all.isWhole, all.shorterLetters >= 4 { return .shorter }
        if isAcronym(left, of: right) || isAcronym(right, of: left) { return .shorter }
        return .other
    }

    /// `ATM` for `Ateliers Toulousains Mécaniques`.
    private func isAcronym(_ short: [String], of long: [String]) -> Bool {
        guard short.count == 1, long.count >= 3, short[0].count == long.count else { return false }
        return zip(short[0], long).allSatisfy { $0 == $1.first }
    }
}
