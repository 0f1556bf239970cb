extension PhoneNumber {
    /// A stored number and its extension, to show or call again. Nil unless it has the form `+` and digits.
    package init?(stored e164: String, extension: String? = nil) {
        guard e164.utf8.first == UInt8(ascii: "+"), (5...16).contains(e164.utf8.count),
            e164.utf8.dropFirst().allSatisfy(ASCII.isDigit)
        else { return nil }
        self.init(e164: e164, extension: `extension`, lostZeroWasRestored: false)
    }

    /// For readers anywhere: `+33 1 23 45 67 89`.
    package var international: String {
        guard let (plan, national) = CallingCodes.parts(ofE164: e164) else { return e164 }
        let sizes = PhoneNumber.groups(plan, national.utf8.count, withTrunk: false)
        return "+\(plan.code) " + grouped(String(national), sizes)
    }

    /// For readers in the number's country: `01 23 45 67 89`.
    package var national: String {
        guard let (plan, national) = CallingCodes.parts(ofE164: e164) else { return e164 }
        if plan.code == 508, national.utf8.count == 6 { return grouped("0508" + national, [4, 2, 2, 2]) }
        let trunk = plan.trunk == "0" ? "0" : ""
        return grouped(trunk + national, PhoneNumber.groups(plan, national.utf8.count, withTrunk: !trunk.isEmpty))
    }

    /// For a reader in `country`: national at home (all of France is one home), international abroad, with the
    /// extension after a sign that every telephone list knows.
    package func display(in country: String) -> String {
        let home = CallingCodes.plan(ofCountry: country)?.code
        let own = CallingCodes.parts(ofE164: e164)?.plan.code
        let isHome = home == own || (FrenchPlan.codes.contains(home ?? 0) && FrenchPlan.codes.contains(own ?? 0))
        let number = isHome ? national : international
        return `extension`.map { number + " #" + $0 } ?? number
    }

    /// How the country's own people group digits; elsewhere threes with the rest at the end.
    private static func groups(_ plan: CallingPlan, _ count: Int, withTrunk: Bool) -> [Int] {
        let sizes: [Int]
        switch (plan.code, count) {
        case (33, 9): sizes = [1, 2, 2, 2, 2]
        case (262, 9), (590, 9), (594, 9), (596, 9), (508, 9): sizes = [3, 2, 2, 2]
        case (41, 9), (380, 9), (375, 9): sizes = [2, 3, 2, 2]
        case (32, 8): sizes = [1, 3, 2, 2]
        case (32, 9), (90, 10), (7, 10): sizes = [3, 2, 2, 3]
        case (1, 10): sizes = [3, 3, 4]
        case (34, 9), (351, 9), (48, 9), (420, 9), (421, 9): sizes = [3, 3, 3]
        case (44, 10): sizes = [4, 6]
        case (49, _), (43, _), (39, _): sizes = [3, 4, 4]
        case (31, 9), (213, 9), (36, 9): sizes = [2, 3, 4]
        case (212, 9): sizes = [3, 2, 2, 2]
        case (221, 9): sizes = [2, 3, 2, 2]
        case (_, 6), (_, 8): sizes = Array(repeating: 2, count: count / 2)
        case (_, 7): sizes = [3, 4]
        case (_, 10): sizes = [2, 4, 4]
        default: sizes = [3, 3, 3, 3]
        }
        guard withTrunk, let first = sizes.first else { return sizes }
        return [first + 1] + sizes.dropFirst()
    }
}
