/// What the signs of a typed telephone number say before any country is considered: a plus, digits, an extension.
struct TypedPhone {
    private(set) var hasPlus = false
    private(set) var digits: [UInt8] = []
    private(set) var desk: String?

    private var bytes: [UInt8]
    private var at = 0
    private var parted = false

    init(_ typed: String) throws(PhoneProblem) {
        bytes =
            typed.utf8.allSatisfy { $0 < 128 }
            ? Array(typed.utf8) : westernFolded(typed.utf8) ?? TypedPhone.plain(typed)
        digits.reserveCapacity(20)
        skipBlanks()
        guard at < bytes.count else { throw .empty }
        try skipLabel()
        try readDigits()
        guard !digits.isEmpty else { throw .notANumber }
        if digits.count > 20 { throw parted ? .severalNumbers : .tooLong }
    }

    private mutating func readDigits() throws(PhoneProblem) {
        while at < bytes.count {
            let byte = bytes[at]
            switch byte {
            case 48...57: digits.append(byte)
            case UInt8(ascii: "+"):
                guard digits.isEmpty, !hasPlus else { throw digits.isEmpty ? .notANumber : .severalNumbers }
                hasPlus = true
            case UInt8(ascii: "/"), 10, 13: parted = parted || !digits.isEmpty
            case 9, 32, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"): break
            case UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "#"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"):
                return try readTail()
            default: throw .notANumber
            }
            at += 1
        }
    }

    /// `poste 12`, `ext. 3`, `x12`, `#3`, `;ext=12`, or a second number.
    private mutating func readTail() throws(PhoneProblem) {
        guard !digits.isEmpty else { throw .notANumber }
        if bytes[at] == UInt8(ascii: ";") || bytes[at] == UInt8(ascii: ",") {
            at += 1
            skipBlanks()
            guard at < bytes.count else { return }
            if ASCII.isDigit(bytes[at]) || bytes[at] == UInt8(ascii: "+") { throw .severalNumbers }
        }
        let isHash = bytes[at] == UInt8(ascii: "#")
        if isHash { at += 1 }
        let word = isHash ? "#" : nextWord()
        while at < bytes.count, [9, 32, UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "=")].contains(bytes[at]) {
            at += 1
        }
        let start = at
        while at < bytes.count, ASCII.isDigit(bytes[at]) { at += 1 }
        let number = bytes[start..<at]
        skipBlanks()
        if joiningWords.contains(word) { throw .severalNumbers }
        guard isHash || deskWords.contains(word), (1...7).contains(number.count), at == bytes.count else {
            throw .notANumber
        }
        desk = ASCII.text(number)
    }

    /// `Tél. : `, `Fax:`, `tel:` in front of the number.
    private mutating func skipLabel() throws(PhoneProblem) {
        guard isLetter(bytes[at]) else { return }
        guard labels.contains(nextWord()) else { throw .notANumber }
        while at < bytes.count, [9, 32, UInt8(ascii: "."), UInt8(ascii: ":")].contains(bytes[at]) { at += 1 }
    }

    private mutating func nextWord() -> String {
        let start = at
        while at < bytes.count, isLetter(bytes[at]) { at += 1 }
        return ASCII.text(bytes[start..<at].map { $0 | 0x20 })
    }

    private mutating func skipBlanks() {
        while at < bytes.count, bytes[at] <= 32 { at += 1 }
    }

    private func isLetter(_ byte: UInt8) -> Bool { ASCII.isCapital(byte & 0xDF) }

    /// Digits and signs of every script in ASCII: spaces and dashes of any width, the full-width plus.
    private static func plain(_ typed: String) -> [UInt8] {
        var out: [UInt8] = []
        for scalar in folded(typed).unicodeScalars {
            let properties = scalar.properties
            if scalar.value < 128 {
                out.append(UInt8(scalar.value))
            } else if properties.numericType == .decimal, let number = properties.numericValue {
                out.append(48 + UInt8(number))
            } else if properties.isWhitespace || scalar == "·" || scalar == "•" {
                out.append(32)
            } else if properties.generalCategory == .dashPunctuation {
                out.append(UInt8(ascii: "-"))
            } else if scalar == "\u{ff0b}" {
                out.append(UInt8(ascii: "+"))
            } else if properties.generalCategory != .format {
                out.append(UInt8(ascii: "?"))
            }
        }
        return out
    }
}

private let labels: Set<String> = [
    "tel", "telephone", "phone", "ph", "fax", "mob", "mobile", "portable", "port", "gsm", "cell", "natel", "t", "p",
    "m",
    "f", "ligne", "standard", "bureau", "fixe", "work", "office", "home", "telefon", "telefono", "handy",
]
private let deskWords: Set<String> = [
    "poste", "p", "ext", "extension", "x", "int", "interne", "interno", "dw", "durchwahl",
]
private let joiningWords: Set<String> = ["ou", "or", "et", "and", "puis", "oder", "und"]
