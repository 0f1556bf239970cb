import Records

/// What is compared of a record: its keys in normal form, its name in words and sounds, and where, when and with whom
/// it is. Fields are known by their names (`postcode`, `city`, `street`, `birthday`, `account`), whatever the kind.
package struct MatchProfile: Sendable {
    package let id: Int64
    var name: NameProfile?
    var keys: [MatchKey: Set<String>] = [:]
    var street: String?
    var postcode: String?
    var city: String?
    var country: String?
    var birthday: Day?
    var accounts: Set<Int64> = []

    /// Fields that the viewer does not see are not compared.
    package init(_ record: Record, _ kind: Kind, country: String, seenBy viewer: Viewer) {
        id = record.id
        MatchKeys.eachMatched(record, kind) { key, text in
            switch key {
            case .companyName: name = NameProfile(company: text)
            case .personName: name = NameProfile(person: text, record, kind)
            default: if let value = key.normalised(text, country: country) { keys[key, default: []].insert(value) }
            }
        }
        if !viewer.isHouse { hide(kind, viewer) }
        func text(_ name: String) -> String? {
            guard let field = kind[name], field.shape.isText, viewer.sees(field, of: kind) else { return nil }
            return record.value(name, in: kind).text.flatMap { $0.isEmpty ? nil : folded($0) }
        }
        street = text("street").map(MatchProfile.streetKey)
        postcode = text("postcode").map { $0.filter { !$0.isWhitespace } }
        city = text("city").map(MatchProfile.cityKey)
        self.country = text("country")
        if let field = kind["birthday"], viewer.sees(field, of: kind) {
            birthday = record.value("birthday", in: kind).day
        }
        readAccounts(record, kind, viewer)
    }

    /// By what it sounds like, and by its letters: records whose names are near stand near each other in both orders.
    package var soundOrder: String { name?.words.map(\.sound).sorted().joined(separator: " ") ?? "" }
    package var nameOrder: String { name?.words.map(\.text).sorted().joined(separator: " ") ?? "" }

    private mutating func hide(_ kind: Kind, _ viewer: Viewer) {
        for field in kind.fields where !viewer.sees(field, of: kind) {
            if let key = field.match { keys[key] = nil }
        }
        for part in kind.parts where !viewer.sees(part: part.name, of: kind) {
            for field in part.kind.fields { if let key = field.match { keys[key] = nil } }
        }
    }

    private mutating func readAccounts(_ record: Record, _ kind: Kind, _ viewer: Viewer) {
        if let field = kind["account"], viewer.sees(field, of: kind), field.shape.linkTarget != nil,
            let account = record.value("account", in: kind).integer
        {
            accounts.insert(account)
        }
        guard let part = kind.part("accounts"), viewer.sees(part: part.name, of: kind) else { return }
        for row in record.parts["accounts"] ?? [] {
            var at = 0
            for field in part.kind.declared {
                if field.name == "account", let account = row.values[at].integer { accounts.insert(account) }
                at += field.columns.count
            }
        }
    }

    /// `12, rue de la République` and `12 r. de la Republique` are one.
    private static func streetKey(_ street: String) -> String {
        words(of: street).filter { !["de", "du", "des", "la", "le", "les", "l", "d", "bis", "ter"].contains($0) }
            .map { ways[$0] ?? $0 }.joined(separator: " ")
    }

    /// `Paris 8e`, `PARIS CEDEX 08` and `Paris` are one town.
    private static func cityKey(_ city: String) -> String {
        words(of: city).filter { word in
            word != "cedex" && !(word.first?.isNumber ?? false)
        }.map { ways[$0] ?? $0 }.joined(separator: " ")
    }

    private static let ways = [
        "r": "rue", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard",
        "pl": "place", "ch": "chemin", "chem": "chemin", "rte": "route", "all": "allee", "imp": "impasse",
        "sq": "square",
        "za": "zone", "zi": "zone", "st": "saint", "ste": "sainte",
    ]
}
