import People
import Records

/// An invented French company, whole: name, place, size, numbers that pass every check, a domain that no one can own.
package struct DemoCompany: Sendable, Hashable {
    package let number: Int
    package let name: String
    /// `SAS`, `SARL`…
    package let legalForm: String
    package let sectorIndex: Int
    package let siren: SIREN, siret: SIRET
    /// Under `.example`, which the internet keeps for examples (RFC 2606).
    package let domain: String
    package let street: String, commune: Commune
    package let phone: String
    package let employees: Int
    /// Yearly, in thousands of euros.
    package let revenueThousands: Int
    package let foundedYear: Int
    /// Within a few kilometres of the town hall, so that a map does not pile companies up.
    package let latitude: Double, longitude: Double
    /// Where goods go, in the same town; small companies have one door for all.
    package let deliveryStreet: String?

    package var sector: Sector { Sector.all[sectorIndex] }
    package var website: String { "https://www." + domain }
    package var email: String { "contact@" + domain }
    package var vatNumber: String { siren.vatNumber }
    package var position: Position { Position(latitude, longitude) }

    /// The company with this number, 0 to 999,999: always the same for a world, and like no other of it.
    package init(number: Int, in world: DemoWorld) {
        precondition((0..<1_000_000).contains(number), "a demo world has a million companies")
        var chance = world.chance("company", number)
        self.number = number
        (name, sectorIndex) = world.names.name(of: number)
        domain = slug(name) + ".example"
        // Numbers that begin with 29 belong to a few public bodies. A chance hit is possible: never send these to a
        // register.
        siren = SIREN(completing: 29_000_000 + world.sirens.place(of: number))
        siret = SIRET(of: siren, establishment: chance.chance(percent: 70) ? 1 : chance.within(2...9))
        commune = Commune.all[world.towns.draw(&chance)]
        let sector = Sector.all[sectorIndex]
        let drawn = world.sizes.draw(&chance, within: 0.03...80)
        let heads = max(1, Int((Double(sector.employees) * drawn).rounded()))
        employees = heads
        revenueThousands = heads * sector.revenuePerHead * chance.within(70...140) / 100
        legalForm = DemoCompany.legalForm(employees: heads, &chance)
        street = DemoAddress.street(employees: heads, &chance)
        phone = FictionPhone.landline(departement: commune.departementCode, &chance)
        foundedYear = 2024 - Int(chance.fraction() * chance.fraction().squareRoot() * 70)
        latitude = commune.latitude + (chance.fraction() - 0.5) * 0.06
        longitude = commune.longitude + (chance.fraction() - 0.5) * 0.08
        deliveryStreet =
            heads > 60 ? "Bâtiment \(chance.within(1...9))\n\(DemoAddress.street(employees: heads, &chance))" : nil
    }

    private static func legalForm(employees: Int, _ chance: inout SeededGenerator) -> String {
        if employees > 250 { return chance.chance(percent: 45) ? "SA" : "SAS" }
        if employees < 5 { return chance.pick(["EURL", "SARL", "SASU", "SAS"]) }
        return chance.pick(["SAS", "SAS", "SAS", "SARL", "SARL", "SARL", "SCOP", "SA"])
    }
}

/// Streets for companies: workshops in business parks, small ones in town.
package enum DemoAddress {
    private static let streets = items(of: streetTable), parks = items(of: parkTable)

    package static func street(employees: Int, _ chance: inout SeededGenerator) -> String {
        if chance.chance(percent: employees > 20 ? 45 : 15) {
            return chance.chance(percent: 50) ? chance.pick(parks) : "\(chance.within(1...40)) \(chance.pick(parks))"
        }
        let bis = chance.chance(percent: 6) ? " bis" : ""
        return "\(chance.within(1...190))\(bis) \(chance.pick(streets))"
    }
}

/// Telephone numbers that the French regulator keeps for films and books: nobody answers them.
package enum FictionPhone {
    /// `+33199001234`, by the zone of the département; overseas takes the zone of Paris.
    package static func landline(departement: String, _ chance: inout SeededGenerator) -> String {
        let prefix = zones[departement] ?? "19900"
        return "+33" + prefix + padded(chance.below(10_000), 4)
    }

    /// Ten thousand numbers only: in a big demo several people share one.
    package static func mobile(_ chance: inout SeededGenerator) -> String {
        "+3363998" + padded(chance.below(10_000), 4)
    }

    /// 02 61 91 (north-west), 03 53 01 (north-east), 04 65 71 (south-east), 05 36 49 (south-west).
    private static let zones: [String: String] = {
        let byPrefix = [
            "26191": "14 18 22 27 28 29 35 36 37 41 44 45 49 50 53 56 61 72 76 85",
            "35301": "02 08 10 21 25 39 51 52 54 55 57 58 59 60 62 67 68 70 71 80 88 89 90",
            "46571": "01 03 04 05 06 07 11 13 15 26 30 34 38 42 43 48 63 66 69 73 74 83 84 2A 2B",
            "53649": "09 12 16 17 19 23 24 31 32 33 40 46 47 64 65 79 81 82 86 87",
        ]
        var zones: [String: String] = [:]
        for (prefix, departements) in byPrefix {
            for departement in departements.split(separator: " ") { zones[String(departement)] = prefix }
        }
        return zones
    }()
}
