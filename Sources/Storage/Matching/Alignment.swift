import Records

/// The words of two names laid beside each other, each with the word of the other that is most like it.
struct Alignment {
    private(set) var matched = 0
    /// Words of either that have no partner.
    let left: Int, right: Int
    /// Letters of the shorter name.
    let shorterLetters: Int
    private var least = Nearness.equal

    /// How near one word is to another, nearest last.
    enum Nearness: Int, Comparable {
        case none
        /// Julien and Julie, Michel and Michelle: a letter apart, and another person.
        case variant
        case initial, typo, sounds, equal
        static func < (left: Nearness, right: Nearness) -> Bool { left.rawValue < right.rawValue }
    }

    init(_ a: [NameProfile.Word], _ b: [NameProfile.Word]) {
        // The result is the same whichever name comes first.
        let isFirst = (a.count, a.map(\.text).joined(separator: " ")) <= (b.count, b.map(\.text).joined(separator: " "))
        let (short, long) = isFirst ? (a, b) : (b, a)
        var pairs: [(near: Nearness, short: Int, long: Int)] = []
        for (i, one) in short.enumerated() {
            for (j, two) in long.enumerated() {
                let near = Alignment.nearness(one, two)
                if near > .none { pairs.append((near, i, j)) }
            }
        }
        pairs.sort { ($1.near, $0.short + $0.long, $0.short) < ($0.near, $1.short + $1.long, $1.short) }
        var takenShort: Set<Int> = [], takenLong: Set<Int> = []
        for pair in pairs where !takenShort.contains(pair.short) && !takenLong.contains(pair.long) {
            takenShort.insert(pair.short)
            takenLong.insert(pair.long)
            if pair.near == .variant { continue }
            matched += 1
            least = min(least, pair.near)
        }
        let missing = short.count - matched
        (left, right) = isFirst ? (missing, long.count - matched) : (long.count - matched, missing)
        shorterLetters = short.reduce(0) { $0 + $1.text.utf8.count }
        isWhole = missing == 0 && matched > 0
    }

    /// Every word of the shorter name has its partner.
    let isWhole: Bool
    /// A word is only an initial.
    var hasInitial: Bool { least == .initial }
    var hasTypo: Bool { least == .typo }
    /// Too little is written out to say that these are the same.
    var hasDoubt: Bool { hasInitial && shorterLetters < 4 }

    var level: NameLikeness {
        switch least {
        case .equal: .same
        case .sounds: .sounds
        case .typo: .similar
        default: .shorter
        }
    }

    static func nearness(_ a: NameProfile.Word, _ b: NameProfile.Word) -> Nearness {
        if a.text == b.text { return .equal }
        let (short, long) = a.text.utf8.count <= b.text.utf8.count ? (a.text, b.text) : (b.text, a.text)
        if short.utf8.count <= 2 { return long.hasPrefix(short) ? .initial : .none }
        if isOtherSex(short, long) { return .variant }
        if a.sound == b.sound, a.sound.utf8.count > 1 { return .sounds }
        let limit = short.utf8.count >= 9 ? 2 : short.utf8.count >= 4 ? 1 : 0
        // In a short name another first letter is another name: Marc, Parc.
        if limit == 0 || (short.utf8.count < 6 && short.utf8.first != long.utf8.first) { return .none }
        return Similarity.distance(a.text, b.text, atMost: limit) != nil ? .typo : .none
    }

    /// Given names of a man and a woman that differ in nothing but their ends.
    private static func isOtherSex(_ one: String, _ two: String) -> Bool {
        ends.contains { his, hers in
            isPair(one, his, two, hers) || isPair(two, his, one, hers)
        }
    }

    private static func isPair(_ man: String, _ his: String, _ woman: String, _ hers: String) -> Bool {
        man.hasSuffix(his) && woman.hasSuffix(hers) && man.utf8.count - his.utf8.count >= 3
            && man.dropLast(his.count) == woman.dropLast(hers.count)
    }

    private static let ends = [
        ("", "e"), ("", "ne"), ("", "le"), ("", "te"), ("", "a"), ("", "ette"), ("", "ine"), ("c", "que"), ("en", "e"),
        ("o", "a"),
    ]
}
