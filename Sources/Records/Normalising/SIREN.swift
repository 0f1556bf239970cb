/// The nine digits by which France knows a company, the last a check digit (Luhn). Every establishment adds five
/// more and has a SIRET.
package struct SIREN: Sendable, Hashable {
    package let digits: String

    /// A spreadsheet drops leading zeros; `restoringLostZeros` puts them back when the check digit then agrees.
    package init(_ typed: String, restoringLostZeros: Bool = false) throws(IdentifierProblem) {
        let read = try readDigits(typed, as: .siren, count: 9, restoringLostZeros: restoringLostZeros)
        guard luhnHolds(read) else { throw .wrongCheckDigits(.siren) }
        digits = ASCII.text(read)
    }

    fileprivate init(unchecked digits: String) { self.digits = digits }

    /// Completes eight digits by the ninth, for examples.
    package init(completing eight: Int) {
        precondition((0..<100_000_000).contains(eight), "a SIREN is completed from eight digits")
        let padded = Array(Records.padded(eight, 8).utf8)
        digits = ASCII.text(padded) + String(luhnCheckDigit(padded))
    }

    package static func normalised(_ typed: String) -> String? {
        do { return try SIREN(typed).digits } catch { return nil }
    }

    /// `732 829 320`
    package var formatted: String { grouped(digits, [3, 3, 3]) }

    /// `FR44732829320`: the key is a remainder by 97.
    package var vatNumber: String {
        let key = digits.utf8.reduce(0) { ($0 * 10 + Int($1 - 48)) % 97 }
        return "FR" + padded((12 + 3 * key) % 97, 2) + digits
    }
}

/// The fourteen digits of one place of business: the company's SIREN and five of its own, the last a check digit.
package struct SIRET: Sendable, Hashable {
    package let digits: String

    package init(_ typed: String, restoringLostZeros: Bool = false) throws(IdentifierProblem) {
        let read = try readDigits(typed, as: .siret, count: 14, restoringLostZeros: restoringLostZeros)
        guard SIRET.checkHolds(read) else { throw .wrongCheckDigits(.siret) }
        digits = ASCII.text(read)
    }

    /// Completes a company's number by four digits of an establishment (1 is usually the first) and the last digit.
    package init(of siren: SIREN, establishment: Int) {
        precondition((0..<10_000).contains(establishment), "an establishment is known by four digits")
        let thirteen = Array((siren.digits + padded(establishment, 4)).utf8)
        digits = ASCII.text(thirteen) + String(luhnCheckDigit(thirteen))
    }

    package static func normalised(_ typed: String) -> String? {
        do { return try SIRET(typed).digits } catch { return nil }
    }

    package var siren: SIREN { SIREN(unchecked: String(digits.prefix(9))) }

    /// `732 829 320 00074`
    package var formatted: String { grouped(digits, [3, 3, 3, 5]) }

    /// La Poste ran out of numbers that pass Luhn: its digits must add up to a multiple of five instead, save those
    /// of its headquarters.
    private static func checkHolds(_ digits: [UInt8]) -> Bool {
        let isLaPoste = digits.starts(with: "356000000".utf8)
        guard isLaPoste, !digits.elementsEqual("35600000000048".utf8) else { return luhnHolds(digits) }
        return digits.reduce(0) { $0 + Int($1 - 48) } % 5 == 0
    }
}

private func readDigits(
    _ typed: String, as identifier: Identifier, count: Int, restoringLostZeros: Bool
) throws(IdentifierProblem) -> [UInt8] {
    var read = compacted(typed)
    guard !read.isEmpty else { throw .empty }
    guard read.allSatisfy(ASCII.isDigit) else {
        throw looksRounded(read) ? .roundedBySpreadsheet : .wrongCharacters(identifier)
    }
    if restoringLostZeros, read.count < count, read.count >= count - 3 {
        read.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: count - read.count), at: 0)
    }
    guard read.count == count else { throw .wrongLength(identifier, expected: String(count), found: read.count) }
    guard read.contains(where: { $0 != UInt8(ascii: "0") }) else { throw .wrongCheckDigits(identifier) }
    return read
}

/// `7,32829E+13` or `7.3E13`: digits, commas and one E.
private func looksRounded(_ read: [UInt8]) -> Bool {
    guard read.count > 2, ASCII.isDigit(read[0]), ASCII.isDigit(read[read.count - 1]) else { return false }
    return read.contains(UInt8(ascii: "E"))
        && read.allSatisfy {
            ASCII.isDigit($0) || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "E") || $0 == UInt8(ascii: "+")
        }
}

/// Every second digit from the right counts double, its own digits added: the sum is a multiple of ten.
func luhnHolds(_ digits: some BidirectionalCollection<UInt8>) -> Bool { luhnSum(digits, doublesFirst: false) % 10 == 0 }

func luhnCheckDigit(_ digits: some BidirectionalCollection<UInt8>) -> Int {
    (10 - luhnSum(digits, doublesFirst: true) % 10) % 10
}

private func luhnSum(_ digits: some BidirectionalCollection<UInt8>, doublesFirst: Bool) -> Int {
    var sum = 0
    var doubles = doublesFirst
    for byte in digits.reversed() {
        let digit = Int(byte - 48)
        sum += doubles ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
        doubles.toggle()
    }
    return sum
}

/// Digits in groups, separated by plain spaces; what is left over closes the last group.
func grouped(_ digits: String, _ sizes: [Int]) -> String {
    var out = ""
    var rest = Substring(digits)
    for size in sizes where !rest.isEmpty {
        if !out.isEmpty { out += " " }
        out += rest.prefix(size)
        rest = rest.dropFirst(size)
    }
    return out + rest
}
