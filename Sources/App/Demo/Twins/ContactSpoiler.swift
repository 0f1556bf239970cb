import People
import Records

/// People entered a second time, and people who only have the same name, the same family or the same firm.
struct ContactSpoiler {
    private let others: [Contact]
    var chance: SeededGenerator

    init(others: [Contact], chance: SeededGenerator) {
        self.others = others
        self.chance = chance
    }

    mutating func twins(of place: Int, percent: Int) -> [DemoTwins.Twin<Contact>] {
        let original = others[place]
        guard let given = original.firstName, let family = original.lastName else { return [] }
        var twins: [DemoTwins.Twin<Contact>] = []
        if chance.chance(percent: percent) { twins.append(again(original, given, family)) }
        if chance.below(500) < percent * 2 { twins.append(lookalike(original, given, family)) }
        return twins
    }

    private mutating func again(_ original: Contact, _ given: String, _ family: String) -> DemoTwins.Twin<Contact> {
        var twin = Contact()
        (twin.owner, twin.language) = (original.owner, original.language)
        var how: [String] = []
        (twin.firstName, twin.lastName) = name(given, family, &how)
        twin.name = [twin.firstName, twin.lastName].compactMap(\.self).joined(separator: " ")
        emails(original, given, family, &twin, &how)
        phones(original, &twin, &how)
        switch chance.below(100) {
        case 0..<70: (twin.account, twin.jobTitle) = (original.account, original.jobTitle)
        case 70..<80:
            twin.account = chance.pick(others).account
            how.append("other account")
        default: how.append("no account")
        }
        return DemoTwins.Twin(of: original.id.number, entity: twin, isSame: true, how: how.joined(separator: ", "))
    }

    private mutating func name(_ given: String, _ family: String, _ how: inout [String]) -> (String, String) {
        switch chance.below(100) {
        case 0..<15:
            how.append("typo")
            return chance.chance(percent: 60)
                ? (given, Misspelling.typo(family, &chance)) : (Misspelling.typo(given, &chance), family)
        case 15..<30:
            how.append("swapped")
            return (family, given)
        case 30..<50:
            how.append("heard")
            return chance.chance(percent: 70)
                ? (given, Misspelling.heard(family, &chance)) : (Misspelling.heard(given, &chance), family)
        case 50..<65:
            how.append("capitals")
            return (Misspelling.capitals(given), Misspelling.capitals(family))
        case 65..<70:
            how.append("initial")
            return (given.prefix(1) + ".", family)
        case 70..<75:
            how.append("spaces")
            return (given.replacing("-", with: " "), family.replacing(" ", with: ""))
        default: return (given, family)
        }
    }

    private mutating func emails(
        _ original: Contact, _ given: String, _ family: String, _ twin: inout Contact, _ how: inout [String]
    ) {
        let address = original.emails.first?.address ?? "", domain = address.split(separator: "@").last ?? ""
        let other: String?
        switch chance.below(100) {
        case 0..<40: other = address
        case 40..<60:
            other = "\(slug(String(given.prefix(1))))\(slug(family))@\(domain)"
            how.append("other e-mail")
        case 60..<75:
            other = "\(slug(given))@famille-\(slug(family))-\(chance.below(999)).example"
            how.append("private e-mail")
        default:
            other = nil
            how.append("no e-mail")
        }
        guard let other, !other.isEmpty else { return }
        var email = ContactEmail()
        (email.address, email.isPrimary) = (other, true)
        twin.emails = [email]
    }

    private mutating func phones(_ original: Contact, _ twin: inout Contact, _ how: inout [String]) {
        let known = original.phones.first?.number
        let number: String?
        switch chance.below(100) {
        case 0..<50: number = known
        case 50..<65:
            number = FictionPhone.mobile(&chance)
            how.append("other telephone")
        default: number = nil
        }
        guard let number else {
            how.append("no telephone")
            return
        }
        var phone = ContactPhone()
        (phone.number, phone.isPrimary) = (number, true)
        twin.phones = [phone]
    }

    // What only looks the same

    private mutating func lookalike(_ original: Contact, _ given: String, _ family: String) -> DemoTwins.Twin<Contact> {
        var other = Contact()
        other.owner = original.owner
        (other.firstName, other.lastName) = (given, family)
        let stranger = chance.pick(others), how: String
        switch chance.below(4) {
        case 0:
            // Father and son in one firm, behind one telephone.
            (other.account, other.phones) = (original.account, copied(original.phones))
            other.firstName = stranger.firstName == given ? "Anselme" : stranger.firstName
            how = "family"
        case 1:
            (other.account, other.phones) = (original.account, copied(original.phones))
            other.lastName = family + " fils"
            how = "father and son"
        case 2:
            // A namesake elsewhere, with an address and a number of their own.
            other.account = stranger.account
            var email = ContactEmail()
            (email.address, email.isPrimary) = (
                "\(slug(given))@chez-\(slug(family))-\(chance.below(999)).example", true
            )
            other.emails = [email]
            how = "namesake"
        default:
            other.account = original.account
            other.lastName = stranger.lastName == family ? "Anselme" : stranger.lastName
            how = "colleague"
        }
        other.name = [other.firstName, other.lastName].compactMap(\.self).joined(separator: " ")
        return DemoTwins.Twin(of: original.id.number, entity: other, isSame: false, how: how)
    }

    private func copied(_ phones: [ContactPhone]) -> [ContactPhone] {
        phones.prefix(1).map { known in
            var phone = ContactPhone()
            (phone.number, phone.isPrimary) = (known.number, true)
            return phone
        }
    }
}
