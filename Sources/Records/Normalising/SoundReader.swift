/// Reads a word letter by letter and says what is heard.
struct SoundReader {
    let letters: [UInt8]
    /// A mute e stood at the end: the consonant before it is heard, and no vowel before that is nasal.
    let hasMuteEnd: Bool
    private var at = 0
    private var heard: [UInt8] = []

    init(letters: [UInt8], hasMuteEnd: Bool) {
        self.letters = letters
        self.hasMuteEnd = hasMuteEnd
    }

    mutating func read() -> [UInt8] {
        heard.reserveCapacity(letters.count)
        while at < letters.count {
            let letter = Letter(letters[at])
            if letter.isVowel { readVowel(letter) } else { readConsonant(letter) }
        }
        return heard
    }

    private func letter(_ ahead: Int) -> Letter {
        let place = at + ahead
        return Letter(place >= 0 && place < letters.count ? letters[place] : 0)
    }

    private func isNext(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { wanted in letters[at...].starts(with: wanted) }
    }

    /// Doubled sounds are one.
    private mutating func hear(_ sounds: StaticString, _ read: Int) {
        sounds.withUTF8Buffer { for sound in $0 where heard.last != sound { heard.append(sound) } }
        at += read
    }

    /// Whether the n or m so far ahead makes the vowel before it nasal: it closes the syllable.
    private func isNasal(_ ahead: Int) -> Bool {
        let sign = letter(ahead), after = letter(ahead + 1), isEnd = at + ahead + 1 >= letters.count
        switch sign {
        case "n": return isEnd ? !hasMuteEnd : after.isConsonant && !["n", "m", "h"].contains(after)
        case "m": return after == "b" || after == "p"
        default: return false
        }
    }

    /// `Mayer` has a sound between its vowels that `Mai` has not.
    private mutating func glide(_ sound: StaticString, _ read: Int) {
        let isBetween = letter(read).isVowel
        hear(sound, read)
        if isBetween { hear("i", 0) }
    }

    private mutating func readVowel(_ vowel: Letter) {
        switch vowel {
        case "a": readA()
        case "e": readE()
        case "i", "y": isNasal(1) ? hear("2", 2) : hear("i", 1)
        case "o": readO()
        default: readU()
        }
    }

    private mutating func readA() {
        let next = letter(1)
        if next == "u" { return hear("o", 2) }
        if next == "i" || next == "y" {
            let closes = isNasal(2) || (letter(2) == "m" && at + 3 == letters.count && !hasMuteEnd)
            return closes ? hear("2", 3) : glide("e", 2)
        }
        // Schaefer is Schäfer; Raphaël and Caen are not.
        if next == "e", letter(2).isConsonant, letter(2) != "l", letter(2) != "n" { return hear("a", 2) }
        isNasal(1) ? hear("1", 2) : hear("a", 1)
    }

    private mutating func readE() {
        let next = letter(1), before = letter(-1)
        if isNext("eau") { return hear("o", 3) }
        if next == "a", before == "j" || before == "g" { return isNasal(2) ? hear("1", 3) : hear("a", 2) }
        if next == "u" { return hear("e", 2) }
        if next == "i" || next == "y" { return isNasal(2) ? hear("2", 3) : glide("e", 2) }
        if isNasal(1) {
            let isJulien = (before == "i" || before == "y") && at + 2 == letters.count
            return isJulien ? hear("2", 2) : hear("1", 2)
        }
        // Gauthier, Boulanger; not Pierre, not Ker.
        if next == "r", at + 2 == letters.count, !hasMuteEnd, letters.count > 3 { return hear("e", 2) }
        hear("e", 1)
    }

    private mutating func readO() {
        let next = letter(1)
        if isNext("oeu") { return hear("e", 3) }
        // Koenig is König; Noël is not.
        if next == "e", letter(2).isConsonant, letter(2) != "l" { return hear("o", 2) }
        if next == "u" || next == "o" { return hear("w", 2) }
        if next == "i" || next == "y" { return isNasal(2) ? hear("w2", 3) : glide("wa", 2) }
        isNasal(1) ? hear("3", 2) : hear("o", 1)
    }

    private mutating func readU() {
        // Mueller is Müller; Samuel and Manuel are not.
        let isUmlaut = letter(1) == "e" && letter(2).isConsonant && !(letter(2) == "l" && at + 3 >= letters.count)
        if isUmlaut { return hear("u", 2) }
        isNasal(1) ? hear("2", 2) : hear("u", 1)
    }

    private mutating func readConsonant(_ consonant: Letter) {
        switch consonant {
        case "b": letter(1) == "v" ? (at += 1) : hear("b", 1)
        case "c": readC()
        case "g": readG()
        case "h": at += 1
        case "p": letter(1) == "h" ? hear("f", 2) : letter(1) == "t" ? (at += 1) : hear("p", 1)
        case "q": hear("k", letter(1) == "u" ? 2 : 1)
        case "s": readS()
        case "t": isNext("tch") ? hear("S", 3) : isNext("tion") ? hear("s", 1) : hear("t", 1)
        case "v", "w": hear("v", 1)
        case "x": hear("ks", 1)
        case "z": hear("s", 1)
        default:
            if heard.last != consonant.byte || !consonant.isConsonant { heard.append(consonant.byte) }
            at += 1
        }
    }

    private func isSoft(_ letter: Letter) -> Bool { letter == "e" || letter == "i" || letter == "y" }
    /// The last letter heard, softened by the mute e that stood behind it: `Alice`, `Georges`.
    private var isSoftEnd: Bool { at + 1 == letters.count && hasMuteEnd }

    private mutating func readC() {
        let next = letter(1)
        if next == "h" {
            // Christophe and Michael have a k.
            let isHard = ["r", "l", "n"].contains(letter(2)) || isNext("chae")
            return isHard ? hear("k", 2) : hear("S", 2)
        }
        if next == "k" { return hear("k", 2) }
        isSoft(next) || isSoftEnd ? hear("s", 1) : hear("k", 1)
    }

    private mutating func readG() {
        let next = letter(1)
        if next == "n" { return hear("N", 2) }
        if next == "u", isSoft(letter(2)) || (at + 2 == letters.count && hasMuteEnd) { return hear("g", 2) }
        if next == "e", ["o", "u"].contains(letter(2)) { return hear("j", 2) }
        isSoft(next) || isSoftEnd ? hear("j", 1) : hear("g", 1)
    }

    private mutating func readS() {
        if isNext("sch") { return hear("S", 3) }
        if letter(1) == "h" { return hear("S", 2) }
        hear("s", letter(1) == "c" && isSoft(letter(2)) ? 2 : 1)
    }
}
