import People
import Testing

@Suite("The French norm for postal addresses, NF Z10-011")
struct FrenchEnvelopeTests {
    private func envelope(
        _ recipients: [String], _ street: String?, _ postcode: String?, _ city: String?, country: String? = nil,
        origin: String = "FR"
    ) -> PostalAddress {
        PostalAddress(
            PostalAddress.Sending(
                recipients: recipients,
                address: Address(street: street, postcode: postcode, city: city, country: country), origin: origin,
                language: "fr"))
    }

    @Test("from the organisation to the town: capitals from the street on, no signs, no accents")
    func ordinary() {
        let postal = envelope(["Fonderies Duval & Fils", "Mme Anne Roy"], "12 bis, rue de l’Église", "69003", "Lyon")
        #expect(postal.lines == ["Fonderies Duval & Fils", "Mme Anne Roy", "12 BIS RUE DE L EGLISE", "69003 LYON"])
        #expect(postal.cut.isEmpty)
    }

    @Test("complements stand above the street, boxes and hamlets below it")
    func order() {
        let postal = envelope(["Duval SA"], "BP 40012\n4 allée des Tilleuls\nBâtiment C", "42000", "St-Étienne")
        #expect(postal.lines == ["Duval SA", "BATIMENT C", "4 ALLEE DES TILLEULS", "BP 40012", "42000 ST ETIENNE"])
        let hamlet = envelope(["M. Petit"], "Lieu-dit Les Granges\nChemin du Bois", "01370", "Saint-Étienne-du-Bois")
        #expect(hamlet.lines[1...2] == ["CHEMIN DU BOIS", "LIEU DIT LES GRANGES"])
    }

    @Test("CEDEX stays, the number of an arrondissement is told by the postcode")
    func towns() {
        #expect(envelope([], nil, "69365", "Lyon Cedex 07").lines == ["69365 LYON CEDEX 07"])
        #expect(envelope([], nil, "75008", "Paris 8e").lines == ["75008 PARIS"])
        #expect(envelope([], nil, "69003", "Lyon 3e arrondissement").lines == ["69003 LYON"])
        #expect(envelope([], nil, "94240", "L’Haÿ-les-Roses").lines == ["94240 L HAY LES ROSES"])
        #expect(envelope([], nil, "6000", "Nice").lines == ["06000 NICE"])
    }

    @Test("what is longer than 38 signs is abbreviated in order, and fits")
    func abbreviations() {
        func line(_ street: String) -> String { envelope([], street, nil, nil).lines[0] }
        #expect(line("125 boulevard du Maréchal de Lattre de Tassigny") == "125 BD DU MAL DE LATTRE DE TASSIGNY")
        #expect(line("1 avenue du Général Leclerc") == "1 AVENUE DU GENERAL LECLERC", "it fits as it is")
        #expect(line("1204 chemin de la Résidence du Grand Saint-Bernard") == "1204 CHE DE LA RES DU GRAND ST BERNARD")
        let town = envelope([], nil, "80480", "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson").lines[0]
        #expect(town.count <= 38 && town.hasPrefix("80480 ST REMY EN BOUZEMONT ST GENEST"))
    }

    @Test("six lines at most, 38 signs at most, none empty, whatever comes; what is cut is said")
    func limits() {
        let long = String(repeating: "Société d’exploitation des établissements ", count: 3)
        let postal = envelope(
            [
                long, "Direction des achats internationaux et des approvisionnements stratégiques", "Mme Anne Roy",
                "Bureau 4",
            ],
            "Porte B\nEscalier 4\nBâtiment C\nRésidence Les Ormes\n\n12 rue X\nBP 4", "42000", "Saint-Étienne")
        #expect(postal.lines.count <= 6 && postal.lines.allSatisfy { !$0.isEmpty && $0.count <= 38 }, "\(postal.lines)")
        #expect(postal.lines.last == "42000 SAINT ETIENNE" && !postal.cut.isEmpty)
        #expect(envelope(["A", "B", "C", "D", "E", "F", "G"], nil, nil, "Lyon").lines.count == 6)
    }

    @Test("from abroad the country stands last; within France and overseas it does not")
    func country() {
        #expect(envelope([], nil, "69003", "Lyon", country: "FR", origin: "DE").lines == ["69003 LYON", "FRANCE"])
        #expect(envelope([], nil, "97400", "Saint-Denis", country: "RE").lines == ["97400 SAINT DENIS"])
        #expect(envelope([], nil, "69003", "Lyon", country: "France").lines == ["69003 LYON"])
    }
}
