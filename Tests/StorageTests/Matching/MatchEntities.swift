import Foundation
import Records
import Storage
import TestSupport

/// A company with everything that is matched.
struct Concern: Entity {
    static let name = "concern", plural = "concerns", label = "Concern", pluralLabel = "Concerns"
    var id = ID<Self>(), custom = CustomValues()
    var name = "", phone: String?, email: String?, website: String?, siren: String?, siret: String?
    var street: String?, postcode: String?, city: String?
    static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .sorted, .matched(.companyName)),
        Field("phone", \.phone, "Phone", .matched(.phone)),
        Field("email", \.email, "E-mail", .matched(.email)),
        Field("website", \.website, "Website", .matched(.domain)),
        Field("siren", \.siren, "SIREN", .matched(.siren)),
        Field("siret", \.siret, "SIRET", .matched(.siret)),
        Field("street", \.street, "Street"), Field("postcode", \.postcode, "Postcode"), Field("city", \.city, "City"),
    ]
}

/// A person with everything that is matched.
struct Soul: Entity {
    static let name = "soul", plural = "souls", label = "Soul", pluralLabel = "Souls"
    var id = ID<Self>(), custom = CustomValues()
    var name = "", firstName: String?, lastName: String?, account: ID<Concern>?, birthday: Day?, phone: String?
    var email: String?, street: String?, postcode: String?, city: String?
    static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .sorted, .matched(.personName)),
        Field("first_name", \.firstName, "First name"), Field("last_name", \.lastName, "Last name"),
        Field("account", \.account, "Account"), Field("birthday", \.birthday, "Birthday"),
        Field("phone", \.phone, "Phone", .matched(.phone)), Field("email", \.email, "E-mail", .matched(.email)),
        Field("street", \.street, "Street"), Field("postcode", \.postcode, "Postcode"), Field("city", \.city, "City"),
    ]
}

enum Likeness {
    static let house = Viewer(user: 0, rights: nil)

    static func profile<E: Entity>(_ entity: E) -> MatchProfile {
        let kind = Kind(E.self)
        var record = Record(empty: kind)
        entity.write(to: &record, kind: kind)
        return MatchProfile(record, kind, country: "FR", seenBy: house)
    }

    static func score<E: Entity>(_ one: E, _ two: E, common: Set<MatchKeys.Key> = []) -> MatchScore {
        MatchScorer(common: common).compare(profile(one), profile(two))
    }

    static func concern(
        _ name: String, phone: String? = nil, email: String? = nil, website: String? = nil, siren: String? = nil,
        siret: String? = nil, street: String? = nil, postcode: String? = nil, city: String? = nil
    ) -> Concern {
        var concern = Concern()
        (concern.name, concern.phone, concern.email, concern.website) = (name, phone, email, website)
        (concern.siren, concern.siret) = (siren, siret)
        (concern.street, concern.postcode, concern.city) = (street, postcode, city)
        return concern
    }

    static func soul(
        _ given: String, _ family: String, phone: String? = nil, email: String? = nil, birthday: String? = nil,
        account: Int64? = nil, street: String? = nil, postcode: String? = nil, city: String? = nil, name: String? = nil
    ) -> Soul {
        var soul = Soul()
        soul.name = name ?? "\(given) \(family)"
        (soul.firstName, soul.lastName, soul.phone, soul.email) = (given, family, phone, email)
        soul.birthday = birthday.flatMap { Day(iso: $0) }
        soul.account = account.map { ID($0) }
        (soul.street, soul.postcode, soul.city) = (street, postcode, city)
        return soul
    }

    static var registry: StorageRegistry {
        var registry = StorageRegistry()
        registry.add(Member.self)
        registry.add(Concern.self)
        registry.add(Soul.self)
        return registry
    }
}
