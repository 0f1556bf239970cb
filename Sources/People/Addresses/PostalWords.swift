import Records

/// The words of French addresses: what they are, and how the norm shortens them.
enum PostalWords {
    /// Capitals A to Z and digits: accents gone, signs a space. `12, rue de l’Église` → `12 RUE DE L EGLISE`
    static func capitals(_ text: String) -> String {
        words(of: text).joined(separator: " ").uppercased()
    }

    /// One space between words.
    static func tidied(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    /// `PARIS 08`, `LYON 3E ARRONDISSEMENT` → the city
    static func withoutNumber(_ city: String) -> String {
        city.split(separator: " ").prefix { word in word.first.map { !$0.isNumber } ?? false }.joined(separator: " ")
    }

    /// A number and a street, or a street by its first word.
    static func isWay(_ line: String) -> Bool {
        let words = words(of: line)
        guard let first = words.first else { return false }
        if first.first?.isNumber ?? false, words.count > 1 { return true }
        return ways.contains(first)
    }

    /// A box, a rush-mail number, a hamlet.
    static func isBox(_ line: String) -> Bool {
        let words = words(of: line)
        guard let first = words.first else { return false }
        return boxes.contains { first == $0 || first.hasPrefix($0) && first.dropFirst($0.count).allSatisfy(\.isNumber) }
            || words.starts(with: ["lieu", "dit"]) || words.starts(with: ["boite", "postale"])
    }

    private static let boxes = ["bp", "cs", "tsa", "lieudit", "hameau", "autorisation"]
    private static let ways = Set(
        """
        rue avenue av boulevard bd boul place pl allee allees all chemin che impasse imp route rte quai cours crs
        square sq passage pas sentier voie venelle villa esplanade promenade rond faubourg fg traverse montee cite
        chaussee ruelle parvis mail zi za zac zone parc
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    /// Word for word until the line fits: the kind of way first, then titles, then saints; the name of a street comes
    /// last, its first names by their letter.
    static func abbreviated(_ line: String, to width: Int, isStreet: Bool) -> String {
        var words = line.split(separator: " ").map(String.init)
        func length() -> Int { words.reduce(max(0, words.count - 1)) { $0 + $1.count } }
        for table in [kinds, titles, companies, saints] {
            for place in words.indices where length() > width {
                if let short = table[words[place].uppercased()] { words[place] = short }
            }
        }
        // What stands between the first and the last word of a name: JEAN BAPTISTE → J B.
        if isStreet, length() > width, isWay(line), words.count > 4 {
            for place in 2..<words.count - 1 where length() > width && !small.contains(words[place]) {
                if words[place].count > 3, !(words[place].first?.isNumber ?? false) {
                    words[place] = String(words[place].prefix(1))
                }
            }
        }
        return words.joined(separator: " ")
    }

    private static let small: Set<String> = ["DE", "DU", "DES", "LA", "LE", "LES", "L", "D", "ET", "AUX", "AU"]
}

/// The abbreviations of the norm, in the order in which they are used.
extension PostalWords {
    private static func table(_ rows: String) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: rows.split(separator: "\n").flatMap { $0.split(separator: ",") }.map { pair in
                let parts = pair.split(separator: "=").map { String($0).trimmingWhitespace() }
                return (parts[0], parts[1])
            })
    }

    private static let kinds = table(
        """
        ALLEE=ALL,ALLEES=ALL,AVENUE=AV,BOULEVARD=BD,CENTRE=CTRE,CHAUSSEE=CHS,CHEMIN=CHE,COURS=CRS
        DOMAINE=DOM,ESCALIER=ESC,ESPLANADE=ESP,ETAGE=ETG,FAUBOURG=FG,HAMEAU=HAM,IMMEUBLE=IMM,IMPASSE=IMP
        LOTISSEMENT=LOT,MONTEE=MTE,PASSAGE=PAS,PLACE=PL,PROMENADE=PROM,QUARTIER=QUA,RESIDENCE=RES,ROUTE=RTE
        ROND=RD,SENTIER=SEN,SQUARE=SQ,TRAVERSE=TRA,VILLAGE=VLGE,BATIMENT=BAT,APPARTEMENT=APP,ENTREE=ENT
        INDUSTRIELLE=IND,INDUSTRIEL=IND,ARTISANALE=ART,COMMERCIAL=CIAL,COMMERCIALE=CIALE
        """)

    private static let titles = table(
        """
        ADJUDANT=ADJ,AMIRAL=AML,ASPIRANT=ASP,CAPITAINE=CNE,COLONEL=CEL,COMMANDANT=CDT,DOCTEUR=DR,GENERAL=GAL
        INSPECTEUR=INSP,LIEUTENANT=LT,MARECHAL=MAL,MONSEIGNEUR=MGR,PRESIDENT=PDT,PROFESSEUR=PR,RECTEUR=RECT
        SERGENT=SGT,NOTRE=N,DAME=D,CARDINAL=CDL,MINISTRE=MIN,PREFET=PREF
        """)

    private static let companies = table(
        """
        ASSOCIATION=ASSOC,COMPAGNIE=CIE,DEPARTEMENT=DEPT,DIRECTION=DIR,ENTREPRISE=ENTR,ETABLISSEMENT=ETS
        ETABLISSEMENTS=ETS,GROUPEMENT=GRPT,INSTITUT=INST,LABORATOIRE=LABO,LABORATOIRES=LABO,SERVICE=SCE,SERVICES=SCES
        SOCIETE=STE,INTERNATIONAL=INTL,INTERNATIONALE=INTLE,NATIONAL=NAL,NATIONALE=NALE,REGIONAL=REG,REGIONALE=REG
        """)

    private static let saints = table("SAINT=ST,SAINTE=STE,SAINTS=STS,SUR=S,SOUS=SS,SUPERIEURE=SUP,SUPERIEUR=SUP")
}
