import Records

/// One reason why two records may be the same, or may not. Its code is a promise to programs.
package enum MatchReason: String, Sendable, Hashable, CaseIterable {
    case sameName = "same_name", soundsAlike = "sounds_alike", similarName = "similar_name"
    case shorterName = "shorter_name", sameSiret = "same_siret", sameSiren = "same_siren", sameEmail = "same_email"
    case samePhone = "same_phone", sharedPhone = "shared_phone", sharedEmail = "shared_email"
    case sameMailDomain = "same_mail_domain", sameDomain = "same_domain", sharedDomain = "shared_domain",
        sameReference = "same_reference"
    case sameAddress = "same_address", samePostcode = "same_postcode", sameCity = "same_city"
    case sameBirthday = "same_birthday", similarBirthday = "similar_birthday", sameAccount = "same_account"
    case otherName = "other_name", otherGivenName = "other_given_name", otherFamilyName = "other_family_name"
    case otherGeneration = "other_generation", otherSiren = "other_siren", otherSite = "other_site"
    case otherTown = "other_town", otherBirthday = "other_birthday", otherAccount = "other_account"
    case otherEmail = "other_email"

    /// In the words of a person, in the middle of a sentence.
    package var label: Message { Message(text) }

    // translated
    private var text: String {
        switch self {
        case .sameName: "same name"
        case .soundsAlike: "name sounds alike"
        case .similarName: "similar name"
        case .shorterName: "one name is part of the other"
        case .sameSiret: "same SIRET"
        case .sameSiren: "same SIREN"
        case .sameEmail: "same e-mail address"
        case .samePhone: "same telephone"
        case .sharedPhone: "same switchboard"
        case .sharedEmail: "same shared mailbox"
        case .sameMailDomain: "e-mail addresses of the same company"
        case .sameDomain: "same website"
        case .sharedDomain: "same widely used website"
        case .sameReference: "same reference"
        case .sameAddress: "same address"
        case .samePostcode: "same postcode"
        case .sameCity: "same town"
        case .sameBirthday: "same birthday"
        case .similarBirthday: "nearly the same birthday"
        case .sameAccount: "same account"
        case .otherName: "another name"
        case .otherGivenName: "another first name"
        case .otherFamilyName: "another family name"
        case .otherGeneration: "parent and child"
        case .otherSiren: "another SIREN"
        case .otherSite: "another site of the same company"
        case .otherTown: "another town"
        case .otherBirthday: "another birthday"
        case .otherAccount: "another account"
        case .otherEmail: "another address at the same company"
        }
    }

    /// What must be seen of a record for this to be told: the key it comes from, or the names of fields.
    var source: (keys: Set<MatchKey>, fields: Set<String>) {
        switch self {
        case .sameName, .soundsAlike, .similarName, .shorterName, .otherName, .otherGivenName, .otherFamilyName,
            .otherGeneration:
            ([.companyName, .personName], [])
        case .sameSiret, .otherSite: ([.siret], [])
        case .sameSiren, .otherSiren: ([.siren], [])
        case .sameEmail, .sharedEmail, .sameMailDomain, .otherEmail: ([.email], [])
        case .samePhone, .sharedPhone: ([.phone], [])
        case .sameDomain, .sharedDomain: ([.domain], [])
        case .sameReference: ([.reference], [])
        case .sameAddress: ([], ["street"])
        case .samePostcode: ([], ["postcode"])
        case .sameCity, .otherTown: ([], ["city"])
        case .sameBirthday, .similarBirthday, .otherBirthday: ([], ["birthday"])
        case .sameAccount, .otherAccount: ([], ["account"])
        }
    }

    /// Not told to whoever may not see what it comes from.
    package func isTold(to viewer: Viewer, of kind: Kind) -> Bool {
        let source = source
        for field in kind.fields where !viewer.sees(field, of: kind) {
            if source.fields.contains(field.name) || field.match.map(source.keys.contains) ?? false { return false }
        }
        for part in kind.parts where part.kind.fields.contains(where: { $0.match.map(source.keys.contains) ?? false }) {
            if !viewer.sees(part: part.name, of: kind) { return false }
        }
        return true
    }
}

/// How much two records are alike, from 0 to 100, and why.
package struct MatchScore: Sendable, Hashable {
    package struct Evidence: Sendable, Hashable {
        package let reason: MatchReason
        /// Below zero where it speaks against.
        package let points: Int

        package init(_ reason: MatchReason, _ points: Int) {
            self.reason = reason
            self.points = points
        }
    }

    package var points: Int
    package var evidence: [Evidence]

    package init(points: Int, evidence: [Evidence]) {
        self.points = points
        self.evidence = evidence
    }

    /// From here on somebody is asked before a record is saved, and a pair waits in the queue.
    package static let asking = 60
    /// From here on a record is shown while another is typed.
    package static let telling = 40

    /// `[{"code":"same_email","points":45}]`
    package var json: JSON {
        .array(
            evidence.map {
                .record(["code": .text($0.reason.rawValue), "points": .number(String($0.points))])
            })
    }

    /// What was kept as JSON; reasons of another version are left out.
    package static func evidence(_ json: JSON) -> [Evidence] {
        (json.array ?? []).compactMap { item in
            guard let reason = item["code"]?.text.flatMap(MatchReason.init), let points = item["points"]?.integer else {
                return nil
            }
            return Evidence(reason, Int(points))
        }
    }
}
