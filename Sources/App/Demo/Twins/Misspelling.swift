import Records

/// Mistakes people make when they write what they hear or copy what they see.
enum Misspelling {
    /// A letter dropped, doubled, replaced by its neighbour on the keyboard, or swapped with the next.
    static func typo(_ text: String, _ chance: inout SeededGenerator) -> String {
        var letters = Array(text)
        let places = letters.indices.filter { $0 > 0 && letters[$0].isLetter }
        guard places.count > 3 else { return text }
        let place = chance.pick(places)
        switch chance.below(4) {
        case 0: letters.remove(at: place)
        case 1: letters.insert(letters[place], at: place)
        case 2: letters[place] = neighbours[letters[place]].map { chance.pick(Array($0)) } ?? "e"
        default:
            let other = place + 1 < letters.count && letters[place + 1].isLetter ? place + 1 : place - 1
            letters.swapAt(place, other)
        }
        let wrong = String(letters)
        return wrong == text ? typo(text, &chance) : wrong
    }

    private static let neighbours: [Character: String] = [
        "a": "zq", "e": "zr", "i": "uo", "o": "ip", "u": "yi", "n": "b", "m": "l", "r": "et", "t": "ry", "s": "qd",
        "l": "km", "d": "sf", "c": "xv", "p": "om", "g": "fh", "v": "cb", "b": "vn", "h": "gj",
    ]

    /// As it might be written after a telephone call; unchanged where nothing in it can be heard two ways.
    static func heard(_ text: String, _ chance: inout SeededGenerator) -> String {
        let fitting = sounds.filter { text.localizedContains($0.0) }
        guard !fitting.isEmpty else { return text }
        let (from, to) = chance.pick(fitting)
        return text.replacingFirst(from, with: to)
    }

    private static let sounds = [
        ("ph", "f"), ("Ph", "F"), ("th", "t"), ("Th", "T"), ("eau", "au"), ("aud", "ault"), ("ault", "aud"),
        ("ck", "k"),
        ("qu", "k"), ("ç", "ss"), ("ss", "s"), ("ll", "l"), ("nn", "n"), ("tt", "t"), ("rr", "r"), ("ff", "f"),
        ("y", "i"),
        ("è", "ai"), ("ai", "ei"), ("ei", "ai"), ("ier", "ié"), ("ch", "sh"), ("bv", "v"), ("dt", "t"), ("an", "en"),
        ("en", "an"), ("ain", "in"), ("in", "ain"), ("Ch", "Sh"), ("g", "j"), ("c", "k"), ("C", "K"), ("s", "z"),
        ("ont", "ond"), ("and", "ant"), ("ard", "art"), ("ert", "er"), ("ez", "es"), ("ac", "ak"), ("o", "au"),
    ]

    /// `Hélène LEFÈVRE` as `HELENE LEFEVRE`.
    static func capitals(_ text: String) -> String { folded(text).uppercased() }
}

extension String {
    fileprivate func localizedContains(_ part: String) -> Bool { range(of: part, from: 1) != nil || hasPrefix(part) }

    private func range(of part: String, from start: Int) -> Range<Index>? {
        let from = index(startIndex, offsetBy: start, limitedBy: endIndex) ?? endIndex
        return self[from...].firstRange(of: part)
    }

    fileprivate func replacingFirst(_ part: String, with other: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return replacingCharacters(in: range, with: other)
    }

    private func replacingCharacters(in range: Range<Index>, with other: String) -> String {
        String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }
}
