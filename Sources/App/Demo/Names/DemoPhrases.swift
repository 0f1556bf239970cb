import Records

/// What people write in a CRM: subjects of activities, notes, reasons for losing a deal.
package enum DemoPhrases {
    package static let calls = rows(of: callTable).map { Bilingual(row: $0) }
    package static let meetings = rows(of: meetingTable).map { Bilingual(row: $0) }
    package static let tasks = rows(of: taskTable).map { Bilingual(row: $0) }
    package static let notes = rows(of: noteTable).map { Bilingual(row: $0) }
    package static let lostReasons = rows(of: lostReasonTable).map { Bilingual(row: $0) }

    /// One to four different sentences.
    package static func note(
        in language: DemoLanguage, person: String, company: String, offer: String, _ chance: inout SeededGenerator
    ) -> String {
        let count = chance.within(1...4)
        let start = chance.below(notes.count)
        let stepSize = chance.within(1...6)
        // Four steps of at most six never come round to the same of the 25 sentences.
        return (0..<count).map { step in
            let phrase = notes[(start + step * stepSize) % notes.count][language]
            return filled(phrase, person: person, company: company, offer: offer)
        }
        .joined(separator: " ")
    }
}

/// Something our demo company sells.
package struct DemoProduct: Sendable, Hashable {
    package let reference: String, family: String, name: Bilingual
    /// Without tax, in cents of euros.
    package let priceCents: Int

    package static let all: [DemoProduct] = rows(of: productTable).map { row in
        let parts = row.split(separator: "|").map(String.init)
        guard parts.count == 5, let price = Int(parts[4]) else {
            preconditionFailure("a product has reference, family, two names and a price: \(row)")
        }
        return DemoProduct(
            reference: parts[0], family: parts[1], name: Bilingual(parts[2], parts[3]), priceCents: price)
    }

    /// The families in both languages.
    package static let families: [String: Bilingual] = [
        "sensors": Bilingual("Capteurs", "Sensors"), "gateways": Bilingual("Passerelles", "Gateways"),
        "control": Bilingual("Automatismes", "Control"), "software": Bilingual("Logiciels", "Software"),
        "services": Bilingual("Prestations", "Services"), "training": Bilingual("Formation", "Training"),
        "maintenance": Bilingual("Maintenance", "Maintenance"), "rental": Bilingual("Location", "Rental"),
    ]
}

/// A sale that could be: what, for how much.
package struct DemoDeal: Sendable, Hashable {
    package let offer: Bilingual
    /// A whole number of hundreds of euros, in cents.
    package let amountCents: Int

    /// Deals grow with the company, but a large one also buys small things.
    package init(with company: DemoCompany, _ chance: inout SeededGenerator) {
        offer = chance.pick(company.sector.offers)
        let median = 4_000 * Double(company.employees).squareRoot()
        let euros = LogNormal(median: median, factor: 2.2).draw(&chance, within: 500...2_500_000)
        amountCents = Int((euros / 100).rounded()) * 10_000
    }

    package func title(for company: DemoCompany, in language: DemoLanguage) -> String {
        offer[language] + " – " + company.name
    }
}
