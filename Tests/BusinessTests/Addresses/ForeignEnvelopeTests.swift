import People
import Testing

@Suite("Addresses of other countries")
struct ForeignEnvelopeTests {
    private func lines(
        _ country: String, _ street: String, _ postcode: String?, _ city: String, _ state: String? = nil
    ) -> [String] {
        PostalAddress(
            PostalAddress.Sending(
                recipients: ["Acme"],
                address: Address(street: street, postcode: postcode, city: city, state: state, country: country),
                origin: "FR", language: "fr")
        ).lines
    }

    @Test(
        "each in its own order, the country in capitals on the last line",
        arguments: [
            ("DE", "Hauptstr. 5", "10115", "Berlin", nil, "10115 Berlin|ALLEMAGNE"),
            ("Allemagne", "Hauptstr. 5", "10115", "Berlin", nil, "10115 Berlin|ALLEMAGNE"),
            ("GB", "10 Downing Street", "sw1a 2aa", "London", nil, "LONDON|SW1A 2AA|ROYAUME-UNI"),
            ("US", "1600 Amphitheatre Pkwy", "94043", "Mountain View", "CA", "MOUNTAIN VIEW CA 94043|ÉTATS-UNIS"),
            ("CA", "111 Wellington St", "K1A 0A9", "Ottawa", "ON", "OTTAWA ON  K1A 0A9|CANADA"),
            ("AU", "1 George St", "2000", "Sydney", "NSW", "SYDNEY NSW 2000|AUSTRALIE"),
            ("IT", "Via Nazionale 5", "00184", "Roma", "RM", "00184 ROMA RM|ITALIE"),
            ("ES", "Calle Mayor 4", "08202", "Sabadell", "Barcelona", "08202 SABADELL|BARCELONA|ESPAGNE"),
            ("NL", "Dam 1", "1012 js", "Amsterdam", nil, "1012 JS  AMSTERDAM|PAYS-BAS"),
            ("BE", "Rue de la Loi 16", "1000", "Bruxelles", nil, "1000 BRUXELLES|BELGIQUE"),
            ("IE", "Merrion St", "D02 R583", "Dublin", nil, "DUBLIN|D02 R583|IRLANDE"),
            ("BR", "Av. Paulista 9", "01310-100", "São Paulo", "SP", "SÃO PAULO - SP|01310-100|BRÉSIL"),
            ("HU", "Kossuth tér 1", "1055", "Budapest", nil, "BUDAPEST|1055|HONGRIE"),
            ("SN", "Rue 5", "10000", "Dakar", nil, "10000 DAKAR|SÉNÉGAL"),
            ("PE", "Jr. de la Unión 1", "15001", "Lima", nil, "15001 LIMA|PÉROU"),
        ] as [(String, String, String?, String, String?, String)])
    func order(
        _ country: String, _ street: String, _ postcode: String?, _ city: String, _ state: String?, _ expected: String
    ) {
        let expected = ["Acme", street] + expected.split(separator: "|").map(String.init)
        #expect(lines(country, street, postcode, city, state) == expected)
    }

    @Test("what is missing leaves no gap and no sign")
    func missing() {
        #expect(lines("US", "Main St", nil, "Boston").suffix(2) == ["BOSTON", "ÉTATS-UNIS"])
        #expect(lines("BR", "Rua 1", nil, "Natal").suffix(2) == ["NATAL", "BRÉSIL"])
        #expect(lines("Pays imaginaire", "Rue 1", "1", "Ville").last == "PAYS IMAGINAIRE", "as it was written")
    }

    @Test(
        "countries are understood as people write them",
        arguments: [
            ("FR", "FR"), ("france", "FR"), ("Germany", "DE"), ("Deutschland", "DE"), ("United Kingdom", "GB"),
            ("UK", "GB"), ("États-Unis", "US"), ("usa", "US"), ("Côte d’Ivoire", "CI"), ("République tchèque", "CZ"),
            ("La Réunion", "RE"), ("Korea", "KR"),
        ])
    func countries(_ typed: String, _ code: String) { #expect(Country(named: typed)?.code == code) }

    @Test("what is no country is none", arguments: ["Atlantis", "", "X", "ZZZ"])
    func none(_ typed: String) { #expect(Country(named: typed) == nil) }
}
