/// The code of an activity in the French nomenclature (NAF, formerly APE): `62.01Z`. Those of NAF rev. 2 and of NAF
/// 2025, which replaces it on 1 January 2027, are written alike and both taken: for years files will hold the two.
package struct NAFCode: Sendable, Hashable {
    /// Four digits, a dot after the second, and a letter.
    package let code: String

    package init(_ typed: String) throws(IdentifierProblem) {
        let read = compacted(typed)
        guard !read.isEmpty else { throw .empty }
        guard read.count == 5 else { throw .wrongLength(.naf, expected: "5", found: read.count) }
        guard read.prefix(4).allSatisfy(ASCII.isDigit), ASCII.isCapital(read[4]) else { throw .wrongCharacters(.naf) }
        let division = ASCII.text(read.prefix(2))
        guard NAFTree.division(division) != nil else { throw .unknownDivision(division) }
        code = division + "." + ASCII.text(read.suffix(3))
    }

    /// With or without the dot.
    package static func normalised(_ typed: String) -> String? {
        do { return try NAFCode(typed).code } catch { return nil }
    }

    package var division: String { String(code.prefix(2)) }
}

/// A French postcode: five digits, the first two (or three, overseas) the département.
package enum FrenchPostcode {
    /// A spreadsheet turns `01000` into `1000`; `restoringLostZero` gives the zero back.
    package static func normalised(_ typed: String, restoringLostZero: Bool = false) -> String? {
        var read = compacted(typed)
        if read.starts(with: "FR".utf8) {
            read.removeFirst(2)
        } else if read.first == UInt8(ascii: "F") {
            read.removeFirst()
        }
        if restoringLostZero, read.count == 4, read.allSatisfy(ASCII.isDigit) { read.insert(UInt8(ascii: "0"), at: 0) }
        guard read.count == 5, read.allSatisfy(ASCII.isDigit) else { return nil }
        let postcode = ASCII.text(read)
        return departement(of: postcode) == nil ? nil : postcode
    }

    /// `69003` is in `69`, `97410` in `974`, `20090` in `2A`, `20200` in `2B`. Nil where no département has the number.
    package static func departement(of postcode: String) -> String? {
        guard postcode.utf8.count == 5, let number = Int(postcode), number >= 1000 else { return nil }
        switch number {
        case 20_000..<20_200: return "2A"
        case 20_200..<21_000: return "2B"
        case 1_000..<96_000: return padded(number / 1000, 2)
        case 97_100..<97_800, 98_400..<98_500, 98_600..<98_900: return String(number / 100)
        case 98_000..<98_100: return "98"
        default: return nil
        }
    }
}
