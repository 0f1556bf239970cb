/// Turns typed digits into an international number, as a telephone exchange of one country would.
struct PhoneReader {
    private let home: CallingPlan?
    private let restoringLostZero: Bool

    /// No country at all is allowed: then only numbers with + are understood.
    init(country: String, restoringLostZero: Bool) throws(PhoneProblem) {
        home = CallingCodes.plan(ofCountry: country)
        if home == nil, !country.isEmpty { throw .unknownCountry(country) }
        self.restoringLostZero = restoringLostZero
    }

    func number(_ typed: TypedPhone) throws(PhoneProblem) -> PhoneNumber {
        if typed.hasPlus { return try international(typed.digits[...], typed) }
        if let rest = afterExitCode(typed.digits) { return try international(rest, typed) }
        guard let home else { throw .unknownCountry("") }
        if FrenchPlan.codes.contains(home.code) { return try french(typed) }
        return try national(typed, home)
    }

    private func international(_ digits: ArraySlice<UInt8>, _ typed: TypedPhone) throws(PhoneProblem) -> PhoneNumber {
        guard let plan = CallingCodes.plan(startingDigits: digits) else { throw .unknownCallingCode }
        let rest = plan.withoutTrunk(digits.dropFirst(plan.code.decimals))
        if plan.code == 33 {
            guard rest.count == 9 else { throw rest.count < 9 ? .tooShort : .tooLong }
            let (code, national) = FrenchPlan.place(Array(rest))
            return try made(code: code, national: national, typed)
        }
        return try made(plan, rest, typed)
    }

    /// All French numbers, wherever they ring, have ten digits with their zero and are dialled alike.
    private func french(_ typed: TypedPhone) throws(PhoneProblem) -> PhoneNumber {
        let digits = typed.digits
        guard let home else { throw .unknownCountry("") }
        if digits.count == 10, digits[0] == UInt8(ascii: "0") {
            let (code, national) = FrenchPlan.place(Array(digits.dropFirst()))
            return try made(code: code, national: national, typed)
        }
        if digits.count == 9, digits[0] != UInt8(ascii: "0") {
            guard restoringLostZero else { throw .lostZero }
            let (code, national) = FrenchPlan.place(digits)
            return try made(code: code, national: national, typed, lostZero: true)
        }
        if home.code == 508, digits.count < 8, home.withoutTrunk(digits[...]).count == 6 {
            return try made(home, home.withoutTrunk(digits[...]), typed)
        }
        if startsWithOwnCode(digits, home) { return try international(digits[...], typed) }
        if digits.count <= 6, digits[0] != UInt8(ascii: "0") { throw .shortNumber }
        throw digits.count < 10 ? .tooShort : .tooLong
    }

    private func national(_ typed: TypedPhone, _ home: CallingPlan) throws(PhoneProblem) -> PhoneNumber {
        let digits = typed.digits
        let rest = home.withoutTrunk(digits[...])
        if rest.count > home.lengths.upperBound, startsWithOwnCode(digits, home) {
            return try international(digits[...], typed)
        }
        if rest.count < home.lengths.lowerBound, digits.count <= 6 { throw .shortNumber }
        let hasTrunk = rest.count < digits.count
        let lostZero = restoringLostZero && home.trunk == "0" && !hasTrunk
        return try made(home, rest, typed, lostZero: lostZero)
    }

    private func startsWithOwnCode(_ digits: [UInt8], _ home: CallingPlan) -> Bool {
        guard digits.starts(with: String(home.code).utf8) else { return false }
        let rest = home.withoutTrunk(digits.dropFirst(home.code.decimals))
        return home.lengths.contains(rest.count)
    }

    /// `00` nearly everywhere; countries with their own code for abroad are asked first.
    private func afterExitCode(_ digits: [UInt8]) -> ArraySlice<UInt8>? {
        if let own = home?.exitCode, digits.starts(with: own.utf8) { return digits.dropFirst(own.utf8.count) }
        guard digits.starts(with: "00".utf8), digits.count > 8 else { return nil }
        return digits.dropFirst(2)
    }

    private func made(
        code: Int, national: [UInt8], _ typed: TypedPhone, lostZero: Bool = false
    ) throws(PhoneProblem) -> PhoneNumber {
        guard let plan = CallingCodes.plan(ofCode: code) else { throw .unknownCallingCode }
        return try made(plan, national[...], typed, lostZero: lostZero)
    }

    private func made(
        _ plan: CallingPlan, _ national: ArraySlice<UInt8>, _ typed: TypedPhone, lostZero: Bool = false
    ) throws(PhoneProblem) -> PhoneNumber {
        if national.count < plan.lengths.lowerBound { throw .tooShort }
        if national.count > plan.lengths.upperBound { throw .tooLong }
        guard plan.accepts(national) else { throw .impossible }
        var out = Array("+\(plan.code)".utf8)
        out.append(contentsOf: national)
        return PhoneNumber(e164: ASCII.text(out), extension: typed.desk, lostZeroWasRestored: lostZero)
    }
}

/// The ten-digit plan that metropolitan France shares with its overseas départements, each with its own code.
enum FrenchPlan {
    static let codes: Set<Int> = [33, 262, 508, 590, 594, 596]

    /// Nine digits without zero: which code they ring under and what follows it.
    static func place(_ nine: [UInt8]) -> (code: Int, national: [UInt8]) {
        let start = nine.prefix(3).reduce(0) { $0 * 10 + Int($1 - 48) }
        switch start {
        case 262, 263, 269, 692, 693: return (262, nine)
        // Mayotte's mobiles, but 06 39 98 is kept for fiction in metropolitan France.
        case 639: return nine.starts(with: "63998".utf8) ? (33, nine) : (262, nine)
        case 590, 690, 691: return (590, nine)
        case 594, 694: return (594, nine)
        case 596, 696, 697: return (596, nine)
        case 508: return (508, Array(nine.dropFirst(3)))
        default: return (33, nine)
        }
    }
}
