import Records

/// A French commune, or an arrondissement of Paris, Lyon or Marseille: where it is and how mail reaches it.
package struct Town: Sendable, Hashable {
    package let name: String
    /// `69123`; arrondissements have codes of their own.
    package let insee: String
    package let department: Department
    package let inhabitants: Int
    package let position: Position?
    /// None for the whole of a city that only its arrondissements have postcodes of.
    package let postcodes: [String]
}

/// A point on the earth, to a few metres.
package struct Position: Sendable, Hashable {
    package let latitude: Exact, longitude: Exact

    package init(latitude: Exact, longitude: Exact) {
        self.latitude = latitude
        self.longitude = longitude
    }

    package init(_ latitude: Double, _ longitude: Double) {
        self.latitude = Exact(millionths: Int64((latitude * 1_000_000).rounded()))
        self.longitude = Exact(millionths: Int64((longitude * 1_000_000).rounded()))
    }
}
