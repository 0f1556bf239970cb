import Records

/// One place of a company: where its bills go, where goods are unloaded, a site, the headquarters.
package struct AccountAddress: PartItem, Hashable {
    package static let name = "address"
    package var id = ID<Self>()
    package var street: String?
    package var postcode: String?
    package var city: String?
    package var state: String?
    package var country: String?
    package var use = AddressUse.billing
    package var isPrimary = false
    package var latitude: Exact?
    package var longitude: Exact?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("street", \.street, "Street", .shape(.longText), .max(400)),
        Field("postcode", \.postcode, "Postcode", .max(20)),
        Field("city", \.city, "City", .max(120)),
        Field("state", \.state, "State or province", .max(80)),
        Field("country", \.country, "Country", .max(80)),
        Field("use", \.use, "Use", .required),
        Field("is_primary", \.isPrimary, "Primary", .required),
        Field("latitude", \.latitude, "Latitude", .quiet),
        Field("longitude", \.longitude, "Longitude", .quiet),
    ]
}

package enum AddressUse: String, Choice {
    case billing, delivery, headquarters, site, other

    package var label: String {
        switch self {
        case .billing: "Billing"
        case .delivery: "Delivery"
        case .headquarters: "Headquarters"
        case .site: "Site"
        case .other: "Other"
        }
    }
}

/// What an address says, wherever it stands: in the list of a company, or as the main address of a record.
package struct Address: Sendable, Hashable {
    package var street: String?
    package var postcode: String?
    package var city: String?
    package var state: String?
    /// As it was written; `Country(named:)` understands it.
    package var country: String?

    package init(
        street: String? = nil, postcode: String? = nil, city: String? = nil, state: String? = nil,
        country: String? = nil
    ) {
        self.street = street
        self.postcode = postcode
        self.city = city
        self.state = state
        self.country = country
    }

    /// A country alone is no address.
    package var isEmpty: Bool { street == nil && postcode == nil && city == nil && state == nil }

    /// The same place, whichever way the country is written.
    func says(the other: Address) -> Bool {
        street == other.street && postcode == other.postcode && city == other.city && state == other.state
            && code == other.code
    }

    private var code: String? { country.map { Country(named: $0)?.code ?? $0 } }
}

extension AccountAddress {
    package var address: Address {
        get { Address(street: street, postcode: postcode, city: city, state: state, country: country) }
        set {
            (street, postcode, city, state) = (newValue.street, newValue.postcode, newValue.city, newValue.state)
            country = newValue.country
        }
    }
}

extension Account {
    /// The fields that every list, import and search knows.
    package var mainAddress: Address {
        get { Address(street: street, postcode: postcode, city: city, state: state, country: country) }
        set {
            (street, postcode, city, state) = (newValue.street, newValue.postcode, newValue.city, newValue.state)
            country = newValue.country
        }
    }

    /// Which address of the list is the main one: the primary one, else the headquarters.
    package var mainPlace: Int? {
        addresses.firstIndex(where: \.isPrimary) ?? addresses.firstIndex { $0.use == .headquarters }
    }
}

extension Contact {
    package var address: Address {
        Address(street: street, postcode: postcode, city: city, state: state, country: country)
    }
}
