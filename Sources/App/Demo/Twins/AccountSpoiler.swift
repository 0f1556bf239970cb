import People
import Records

/// Companies entered a second time, by somebody in a hurry; and companies that only share a name.
struct AccountSpoiler {
    private let others: [Account]
    var chance: SeededGenerator

    init(others: [Account], chance: SeededGenerator) {
        self.others = others
        self.chance = chance
    }

    mutating func twins(of place: Int, percent: Int) -> [DemoTwins.Twin<Account>] {
        let original = others[place]
        var twins: [DemoTwins.Twin<Account>] = []
        if chance.chance(percent: percent) { twins.append(again(original)) }
        // Two in five as many only look the same.
        if chance.below(500) < percent * 2 { twins.append(lookalike(original)) }
        return twins
    }

    private mutating func again(_ original: Account) -> DemoTwins.Twin<Account> {
        var twin = Account()
        (twin.owner, twin.sector, twin.source) = (original.owner, original.sector, original.source)
        var how: [String] = []
        twin.name = name(original.name, &how)
        reach(original, &twin, &how)
        numbers(original, &twin, &how)
        address(original, &twin, &how)
        return DemoTwins.Twin(of: original.id.number, entity: twin, isSame: true, how: how.joined(separator: ", "))
    }

    private mutating func name(_ name: String, _ how: inout [String]) -> String {
        switch chance.below(100) {
        case 0..<20:
            how.append("legal form")
            return chance.pick(["\(name) SARL", "SAS \(name)", "\(name) S.A.S.", "Sté \(name)", "\(name) SA"])
        case 20..<35:
            how.append("capitals")
            return Misspelling.capitals(name)
        case 35..<55:
            how.append("typo")
            return Misspelling.typo(name, &chance)
        case 55..<70:
            how.append("heard")
            return Misspelling.heard(name, &chance)
        case 70..<80:
            how.append("order")
            return name.split(separator: " ").reversed().joined(separator: " ")
        case 80..<85:
            how.append("shortened")
            return name.split(separator: " ").dropLast().first.map(String.init) ?? name
        default: return name
        }
    }

    private mutating func reach(_ original: Account, _ twin: inout Account, _ how: inout [String]) {
        switch chance.below(100) {
        case 0..<50: twin.phone = original.phone
        case 50..<75:
            twin.phone = FictionPhone.mobile(&chance)
            how.append("other telephone")
        default: how.append("no telephone")
        }
        switch chance.below(100) {
        case 0..<40: twin.email = original.email
        case 40..<60: twin.email = original.email.map { $0.replacing("contact@", with: "info@") }
        default: how.append("no e-mail")
        }
        if chance.chance(percent: 40) {
            twin.website = original.website.map { $0.replacing("https://www.", with: "http://") }
        } else {
            how.append("no website")
        }
    }

    private mutating func numbers(_ original: Account, _ twin: inout Account, _ how: inout [String]) {
        switch chance.below(100) {
        case 0..<12: (twin.siren, twin.siret) = (original.siren, original.siret)
        case 12..<30: twin.siren = original.siren
        default: how.append("no SIREN")
        }
    }

    private mutating func address(_ original: Account, _ twin: inout Account, _ how: inout [String]) {
        switch chance.below(100) {
        case 0..<65:
            (twin.street, twin.postcode, twin.city) = (original.street, original.postcode, original.city)
            if chance.chance(percent: 40) {
                twin.street = original.street?.replacing("avenue", with: "av.").replacing("boulevard", with: "bd")
                twin.city = original.city?.uppercased()
            }
        case 65..<80:
            let old = chance.pick(others)
            (twin.street, twin.postcode, twin.city) = (old.street, old.postcode, old.city)
            how.append("old address")
        case 80..<90: (twin.postcode, twin.city) = (original.postcode, original.city)
        default: how.append("no address")
        }
    }

    // What only looks the same

    private mutating func lookalike(_ original: Account) -> DemoTwins.Twin<Account> {
        var other = Account()
        (other.owner, other.sector, other.name) = (original.owner, original.sector, original.name)
        let elsewhere = chance.pick(others.filter { $0.city != original.city && $0.postcode != nil })
        (other.street, other.postcode, other.city) = (elsewhere.street, elsewhere.postcode, elsewhere.city)
        let how: String
        switch chance.below(3) {
        case 0:
            // A branch: one company, one website, another site.
            (other.siren, other.website) = (original.siren, original.website)
            other.siret = siren(original).map { SIRET(of: $0, establishment: chance.within(20...60)).digits }
            other.phone = FictionPhone.mobile(&chance)
            how = "branch"
        case 1:
            other.phone = FictionPhone.mobile(&chance)
            how = "namesake"
        default:
            // Of the same group, with a number of its own.
            other.name += " " + chance.pick(["Services", "Distribution", "Immobilier", "Holding"])
            other.website = original.website
            other.siren = elsewhere.siren
            how = "same group"
        }
        return DemoTwins.Twin(of: original.id.number, entity: other, isSame: false, how: how)
    }

    private func siren(_ account: Account) -> SIREN? {
        guard let digits = account.siren else { return nil }
        do { return try SIREN(digits) } catch { return nil }
    }
}
