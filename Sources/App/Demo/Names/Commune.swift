/// A French town where demo companies have their address.
package struct Commune: Sendable, Hashable {
    package let name: String, postcode: String
    package let departementCode: String, departement: String, region: String
    package let latitude: Double, longitude: Double
    /// Thousands of inhabitants: how many companies it has beside others.
    package let weight: Double

    init(row: String) {
        let parts = row.split(separator: "|").map(String.init)
        guard parts.count == 8, let latitude = Double(parts[5]), let longitude = Double(parts[6]),
            let weight = Double(parts[7])
        else { preconditionFailure("a town has name, postcode, département, region, place and weight: \(row)") }
        name = parts[0]
        postcode = parts[1]
        departementCode = parts[2]
        departement = parts[3]
        region = parts[4]
        self.latitude = latitude
        self.longitude = longitude
        self.weight = weight
    }

    package static let all: [Commune] = rows(of: communeTable).map(Commune.init)
}
