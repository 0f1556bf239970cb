/// The check digits of those states that have published how theirs are made. A number of another state, or of a kind
/// that has none, is only held against its form.
extension VATNumber {
    /// Nil where this state's digits cannot be checked.
    static func checkHolds(_ body: [UInt8], of country: String) -> Bool? {
        switch country {
        case "FR": return frenchKeyHolds(body)
        case "BE": return belgianKeyHolds(body)
        case "IT": return luhnHolds(body)
        case "AT": return austrianHolds(Array(body.dropFirst()))
        case "DE", "HR": return chainHolds(body)
        case "DK": return sum(body, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0
        case "EE": return sum(body, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 == 0
        case "EL": return sum(body, [256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == digit(body, 8)
        case "FI": return complement(body, [7, 9, 10, 5, 8, 4, 2], 11) { $0 == 11 ? 0 : $0 }
        case "HU": return sum(body, [9, 7, 3, 1, 9, 7, 3, 1]) % 10 == 0
        case "LU": return number(body.prefix(6)) % 89 == number(body.suffix(2))
        case "MT": return 37 - sum(body, [3, 4, 6, 7, 8, 9]) % 37 == number(body.suffix(2))
        case "NL": return dutchHolds(body)
        case "PL": return sum(body, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == digit(body, 9)
        case "PT": return complement(body, [9, 8, 7, 6, 5, 4, 3, 2], 11) { $0 > 9 ? 0 : $0 }
        case "RO": return romanianHolds(body)
        case "SE": return luhnHolds(body.prefix(10)) && body.suffix(2) != [48, 48]
        case "SI": return complement(body, [8, 7, 6, 5, 4, 3, 2], 11) { $0 == 10 ? 0 : $0 }
        case "SK": return number(body[...]) % 11 == 0
        default: return nil
        }
    }

    private static func digit(_ body: [UInt8], _ place: Int) -> Int { Int(body[place] - 48) }
    private static func number(_ digits: ArraySlice<UInt8>) -> Int { digits.reduce(0) { $0 * 10 + Int($1 - 48) } }

    private static func sum(_ body: [UInt8], _ weights: [Int]) -> Int {
        zip(body, weights).reduce(0) { $0 + Int($1.0 - 48) * $1.1 }
    }

    /// What is missing to the next multiple is the digit after the weighted ones.
    private static func complement(
        _ body: [UInt8], _ weights: [Int], _ modulus: Int, _ written: (Int) -> Int
    ) -> Bool {
        written(modulus - sum(body, weights) % modulus) == digit(body, weights.count)
    }

    /// Each digit is added, doubled and taken by eleven (ISO 7064, MOD 11,10): Germany and Croatia.
    private static func chainHolds(_ body: [UInt8]) -> Bool {
        var product = 10
        for byte in body.dropLast() {
            let sum = (Int(byte - 48) + product) % 10
            product = (sum == 0 ? 10 : sum) * 2 % 11
        }
        return (11 - product) % 10 == digit(body, body.count - 1)
    }

    private static func austrianHolds(_ body: [UInt8]) -> Bool {
        var sum = 4
        for place in 0..<7 {
            let number = digit(body, place)
            sum += place % 2 == 0 ? number : number / 5 + number * 2 % 10
        }
        return (10 - sum % 10) % 10 == digit(body, 7)
    }

    /// Companies' numbers pass the test by eleven; those of sole traders, given since 2020, are 1 modulo 97 with their
    /// letters counted from ten.
    private static func dutchHolds(_ body: [UInt8]) -> Bool? {
        guard body.allSatisfy({ ASCII.isDigit($0) || ASCII.isCapital($0) }) else { return nil }
        if body.prefix(9).allSatisfy(ASCII.isDigit) {
            let rest = sum(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11
            if rest == digit(body, 8) { return true }
        }
        let whole = Array("NL".utf8) + body
        let remainder = whole.reduce(0) { rest, byte in
            ASCII.isDigit(byte) ? (rest * 10 + Int(byte - 48)) % 97 : (rest * 100 + Int(byte - 55)) % 97
        }
        return remainder == 1
    }

    private static func romanianHolds(_ body: [UInt8]) -> Bool {
        let padded = Array(repeating: UInt8(48), count: 10 - body.count) + body
        return sum(padded, [7, 5, 3, 2, 1, 7, 5, 3, 2]) * 10 % 11 % 10 == digit(padded, 9)
    }
}
