import Records

/// Compares two records: adds up what speaks for their being the same and what speaks against, and says both. The one
/// scorer of forms, API, import and scan; the order of the two does not matter.
package struct MatchScorer: Sendable {
    /// Values that so many records have that sharing one says little: a switchboard, a group's mailbox.
    package var common: Set<MatchKeys.Key>

    package init(common: Set<MatchKeys.Key> = []) { self.common = common }

    package func compare(_ a: MatchProfile, _ b: MatchProfile) -> MatchScore {
        var sum = Sum()
        let likeness = name(a, b, &sum)
        keys(a, b, likeness, &sum)
        numbers(a, b, &sum)
        person(a, b, likeness, &sum)
        place(a, b, likeness, &sum)
        return sum.score
    }

    private struct Sum {
        var evidence: [MatchScore.Evidence] = []
        var points = 0
        /// Something says that these are two, whatever else they share.
        var most = 100
        var least = 0
        /// What belongs to one company or person alone.
        var isReached = false

        mutating func add(_ reason: MatchReason, _ value: Int, atMost most: Int = 100) {
            evidence.append(.init(reason, value))
            points += value
            self.most = min(self.most, most)
        }

        var score: MatchScore {
            let total = min(max(points, least, 0), most, 100)
            return MatchScore(
                points: total,
                evidence: evidence.sorted { ($1.points, $0.reason.rawValue) < ($0.points, $1.reason.rawValue) })
        }
    }

    private func name(_ a: MatchProfile, _ b: MatchProfile, _ sum: inout Sum) -> NameLikeness {
        guard let left = a.name, let right = b.name else { return .unknown }
        let likeness = left.likeness(to: right), isPerson = left.isPerson
        switch likeness {
        case .same: sum.add(.sameName, isPerson ? 45 : 60)
        case .sounds: sum.add(.soundsAlike, isPerson ? 42 : 50)
        case .similar: sum.add(.similarName, isPerson ? 40 : 45)
        case .shorter: sum.add(.shorterName, isPerson ? 25 : 30)
        case .otherGiven: sum.add(.otherGivenName, -30, atMost: 45)
        case .otherFamily: sum.add(.otherFamilyName, -20)
        case .other: sum.add(.otherName, isPerson ? -50 : -40)
        case .unknown: break
        }
        if left.generation != right.generation { sum.add(.otherGeneration, -30, atMost: 40) }
        return likeness
    }

    /// E-mail, telephone, website, reference: one value in common is enough.
    private func keys(_ a: MatchProfile, _ b: MatchProfile, _ likeness: NameLikeness, _ sum: inout Sum) {
        // Behind one switchboard are many people, but hardly two of one name.
        let crowd = [.same, .sounds, .similar].contains(likeness) ? 20 : 5
        let weights: [(MatchKey, MatchReason, Int, MatchReason, Int)] = [
            (.email, .sameEmail, 45, .sharedEmail, crowd), (.phone, .samePhone, 40, .sharedPhone, crowd),
            (.domain, .sameDomain, 40, .sharedDomain, 5), (.reference, .sameReference, 80, .sameReference, 80),
        ]
        for (key, own, strong, shared, weak) in weights {
            let both = (a.keys[key] ?? []).intersection(b.keys[key] ?? [])
            guard !both.isEmpty else { continue }
            let isOwn = both.contains { !common.contains(MatchKeys.Key(key.rawValue, $0)) }
            sum.add(isOwn ? own : shared, isOwn ? strong : weak)
            if isOwn, key != .domain { sum.isReached = true }
            // Whoever types an address that somebody has is told, whatever the names.
            if isOwn, key == .email { sum.least = max(sum.least, MatchScore.telling) }
        }
    }

    /// SIREN and SIRET are given once: the same is the same, another is another.
    private func numbers(_ a: MatchProfile, _ b: MatchProfile, _ sum: inout Sum) {
        let sites = (a.keys[.siret] ?? [], b.keys[.siret] ?? [])
        let companies = (a.keys[.siren] ?? [], b.keys[.siren] ?? [])
        if !sites.0.isDisjoint(with: sites.1) {
            sum.add(.sameSiret, 90)
            sum.isReached = true
            // Under whatever name it trades.
            sum.least = 80
        } else if !companies.0.isDisjoint(with: companies.1) {
            if sites.0.isEmpty || sites.1.isEmpty {
                sum.add(.sameSiren, 70)
                sum.isReached = true
            } else {
                sum.add(.otherSite, -20, atMost: 45)
            }
        } else if !companies.0.isEmpty, !companies.1.isEmpty {
            sum.add(.otherSiren, -60, atMost: 35)
        }
    }

    private func person(_ a: MatchProfile, _ b: MatchProfile, _ likeness: NameLikeness, _ sum: inout Sum) {
        if let left = a.birthday, let right = b.birthday {
            if left == right {
                sum.add(.sameBirthday, 25)
            } else if isSlip(left, right) {
                sum.add(.similarBirthday, 8)
            } else {
                sum.add(.otherBirthday, -40, atMost: 45)
            }
        }
        if !a.accounts.isEmpty, !b.accounts.isEmpty {
            if a.accounts.isDisjoint(with: b.accounts) { sum.add(.otherAccount, -5) } else { sum.add(.sameAccount, 20) }
        }
        mail(a, b, likeness, &sum)
    }

    /// Two addresses at one company: another address of the same person where the name is the same, and usually a
    /// colleague where the first name is only alike.
    private func mail(_ a: MatchProfile, _ b: MatchProfile, _ likeness: NameLikeness, _ sum: inout Sum) {
        guard let one = a.name, let two = b.name, one.isPerson, two.isPerson else { return }
        let (left, right) = (a.keys[.email] ?? [], b.keys[.email] ?? [])
        guard left.isDisjoint(with: right), !domains(left).isDisjoint(with: domains(right)) else { return }
        let isSameGiven = !one.given.isEmpty && Set(one.given) == Set(two.given)
        switch likeness {
        case .same, .sounds:
            if a.accounts.isDisjoint(with: b.accounts) { sum.add(.sameMailDomain, 20) }
        case .similar where isSameGiven:
            if a.accounts.isDisjoint(with: b.accounts) { sum.add(.sameMailDomain, 20) }
        case .similar, .shorter: sum.add(.otherEmail, -8)
        default: break
        }
    }

    private func domains(_ emails: Set<String>) -> Set<String> {
        Set(emails.compactMap { Website.companyDomain(ofEmail: $0) })
    }

    /// Day and month changed places, or one of the three is wrong.
    private func isSlip(_ a: Day, _ b: Day) -> Bool {
        let (a, b) = (a.parts, b.parts)
        if a.year == b.year, a.day == b.month, a.month == b.day { return true }
        let same = (a.year == b.year ? 1 : 0) + (a.month == b.month ? 1 : 0) + (a.day == b.day ? 1 : 0)
        // Another year alone is another generation's birthday as often as a slip.
        return same == 2 && (a.year == b.year || abs(a.year - b.year) == 1)
    }

    private func place(_ a: MatchProfile, _ b: MatchProfile, _ likeness: NameLikeness, _ sum: inout Sum) {
        let isPerson = a.name?.isPerson ?? true
        if let left = a.country, let right = b.country, left != right { return }
        let postcodes = same(a.postcode, b.postcode), cities = same(a.city, b.city), streets = sameStreet(a, b)
        if streets == true, postcodes != false || cities == true {
            sum.add(.sameAddress, isPerson ? 15 : 20)
        } else if postcodes == true {
            sum.add(.samePostcode, 8)
        } else if cities == true {
            sum.add(.sameCity, 5)
        } else if postcodes == false || cities == false {
            // They may have moved where something else is theirs alone; otherwise it is a branch or a namesake.
            if isPerson || sum.isReached { sum.add(.otherTown, -5) } else { sum.add(.otherTown, -25, atMost: 50) }
        }
    }

    /// Nil where one of them is not known.
    private func same(_ a: String?, _ b: String?) -> Bool? {
        guard let a, let b, !a.isEmpty, !b.isEmpty else { return nil }
        return a == b || (a.utf8.count > 5 && Similarity.distance(a, b, atMost: 1) != nil)
    }

    private func sameStreet(_ a: MatchProfile, _ b: MatchProfile) -> Bool? {
        guard let left = a.street, let right = b.street, !left.isEmpty, !right.isEmpty else { return nil }
        if left == right { return true }
        // Another number in the street is another house.
        let numbers = { (text: String) in text.split(separator: " ").filter { $0.first?.isNumber ?? false } }
        guard numbers(left) == numbers(right) else { return false }
        return Trigrams(left).similarity(to: Trigrams(right)) >= 0.6
    }
}
