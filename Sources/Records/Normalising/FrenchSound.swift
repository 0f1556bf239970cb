/// How a name sounds when a French speaker reads it aloud, written in one sign a sound: `Dupond`, `Dupont` and
/// `Duponts` are all `dup3`. Made for names on the telephone: silent letters go, `ph`, `ch`, `gn`, `qu` and their
/// like become one sign, and the many ways to write “o”, “é” and the nasal vowels are one.
///
/// Signs beside plain letters: `1` an, `2` in, `3` on, `S` ch, `N` gn, `w` ou.
package enum FrenchSound {
    /// The sound of one word, folded or not. A word of another alphabet is first written in ours.
    package static func code(_ word: String) -> String {
        let plain = Transliteration.latin(folded(word))
        return ASCII.text(code(plain.utf8.filter { ASCII.isLetterOrDigit($0) }))
    }

    static func code(_ letters: [UInt8]) -> [UInt8] {
        let (spoken, hasMuteEnd) = withoutSilentEnd(letters)
        var reader = SoundReader(letters: spoken, hasMuteEnd: hasMuteEnd)
        return reader.read()
    }

    /// What is written at the end and not heard: `s`, `t`, `d`, some `x`, `z` and `p`, then a mute `e`. Two letters
    /// stay.
    private static func withoutSilentEnd(_ word: [UInt8]) -> (letters: [UInt8], hasMuteEnd: Bool) {
        var letters = word
        while letters.count > 2, isSilent(at: letters.count - 1, of: letters) {
            letters.removeLast()
            // Renault, Thibauld: the l is heard in none of them.
            if letters.count < word.count, letters.count > 3, ends(letters, with: "aul") { letters.removeLast() }
        }
        let heardBefore = letters.count < word.count && ["t", "d"].contains(Letter(word[letters.count]))
        guard letters.count > 2, letters.last == Letter.e, !heardBefore else { return (letters, false) }
        letters.removeLast()
        return (letters, true)
    }

    private static func isSilent(at place: Int, of letters: [UInt8]) -> Bool {
        let before = letters[place - 1], earlier = place > 1 ? letters[place - 2] : 0
        switch Letter(letters[place]) {
        case "s", "z", "d": return true
        case "t": return Letter(before) != "s"
        case "x": return Letter(before) == "u" || (Letter(before) == "i" && ["o", "a"].contains(Letter(earlier)))
        case "p": return Letter(before) == "m" || (Letter(before) == "u" && Letter(earlier) == "o")
        default: return false
        }
    }

    private static func ends(_ letters: [UInt8], with end: String) -> Bool {
        letters.suffix(end.utf8.count).elementsEqual(end.utf8)
    }
}

/// A letter of the alphabet, small.
struct Letter: Hashable, ExpressibleByUnicodeScalarLiteral {
    let byte: UInt8
    init(_ byte: UInt8) { self.byte = byte }
    init(unicodeScalarLiteral scalar: Unicode.Scalar) { byte = UInt8(truncatingIfNeeded: scalar.value) }

    static let e = UInt8(ascii: "e")
    var isVowel: Bool { [97, 101, 105, 111, 117, 121].contains(byte) }
    var isConsonant: Bool { byte >= 97 && byte <= 122 && !isVowel }
}
