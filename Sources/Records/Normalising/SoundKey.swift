/// The key by which names that sound alike are found together, whatever the order of their words: `Jean DUPOND` and
/// `Dupont, Jean` have one.
package enum SoundKey {
    package static func person(_ name: String) -> String { key(PersonName.words(name)) }
    package static func company(_ name: String) -> String { key(CompanyName.words(name)) }

    private static func key(_ words: [String]) -> String {
        words.map(FrenchSound.code).filter { !$0.isEmpty }.sorted().joined(separator: " ")
    }
}

extension PersonName {
    /// The words of a name in their order: folded, in our alphabet, without titles; a particle belongs to the word
    /// after it (`Le Goff` is `legoff`), and what tells father from son is left out.
    package static func words(_ name: String) -> [String] {
        var out: [String] = [], particle = ""
        for word in untitled(name) where generation(of: word) == nil {
            if particles.contains(word) {
                particle += word.hasPrefix("st") ? "sain" + word.dropFirst() : word
            } else {
                out.append(particle + word)
                particle = ""
            }
        }
        if !particle.isEmpty { out.append(particle) }
        return out.map(Transliteration.latin)
    }

    /// Father or son, where a name says so: `Jean Martin fils`, `Martin Jr`. Nil where it does not, or is only that.
    package static func generation(_ name: String) -> Generation? {
        let words = untitled(name)
        return words.count > 1 ? words.lazy.compactMap { generation(of: $0) }.first : nil
    }

    package enum Generation: Sendable, Hashable { case elder, younger }

    private static func generation(of word: String) -> Generation? {
        switch word {
        case "pere", "senior", "aine", "snr": .elder
        case "fils", "junior", "jr", "jnr", "cadet", "ii", "iii": .younger
        default: nil
        }
    }

    private static let particles: Set<String> = [
        "de", "du", "des", "d", "le", "la", "les", "l", "van", "von", "den", "der", "di", "da", "del", "della", "el",
        "al", "mac", "mc", "saint", "sainte", "st", "ste", "o",
    ]
}

extension CompanyName {
    /// The words of the key in their order, in our alphabet; what is often shortened is written out.
    package static func words(_ name: String) -> [String] {
        key(name).split(separator: " ").map { word in
            shortened[String(word)] ?? Transliteration.latin(String(word))
        }
    }

    private static let shortened = [
        "st": "saint", "ste": "sainte", "cie": "compagnie", "frs": "freres", "int": "international",
        "intl": "international", "tp": "travauxpublics", "ass": "association", "assoc": "association",
        "ent": "entreprise", "gar": "garage", "boul": "boulangerie", "pharm": "pharmacie", "transp": "transports",
        "transport": "transports", "distrib": "distribution", "indus": "industrie", "serv": "services",
        "service": "services",
    ]
}
