/// What a column seems to hold.
package enum ColumnKind: String, Sendable, CaseIterable {
    case empty, text, boolean, integer, decimal, money, day
    /// Day and time.
    case moment
    case email, telephone, postcode, siren, siret, url
}

/// What the name of a column says about what it holds, in French and English.
struct ColumnHint: Sendable {
    private let name: Set<String>

    init(_ title: String) { name = Set(wordsWithin(title)) }

    var isSiret: Bool { has("siret") }
    var isSiren: Bool { has("siren") }
    var isPostcode: Bool {
        has("cp", "postcode", "zip", "postal", "postale", "postalcode", "codepostal", "zipcode", "plz")
    }
    var isTelephone: Bool {
        has(
            "tel", "telephone", "phone", "mobile", "portable", "fax", "gsm", "cell", "telefon", "fixe", "telecopie",
            "cellphone")
    }
    var isDay: Bool {
        has(
            "date", "jour", "day", "le", "on", "echeance", "deadline", "naissance", "birthday", "cloture", "creation",
            "at")
    }
    var isYear: Bool { has("annee", "year", "exercice") }
    var isMoney: Bool {
        has(
            "montant", "prix", "amount", "price", "total", "ca", "revenue", "cout", "cost", "tarif", "ht", "ttc",
            "budget",
            "solde", "salary", "freight", "chiffre", "value", "valeur")
    }
    var isCode: Bool { has("code", "id", "ref", "reference", "numero", "number", "no", "num", "customerid") }

    private func has(_ words: String...) -> Bool { words.contains { name.contains($0) } }
}
