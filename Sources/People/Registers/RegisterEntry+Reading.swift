import Records

extension RegisterEntry {
    /// One result of the register's search; nil where it is none.
    init?(result json: JSON, asked siret: String? = nil) {
        guard let siren = json["siren"]?.text.flatMap({ SIREN.normalised($0) }) else { return nil }
        self.init(siren: siren)
        let seat = json["siege"] ?? .object([])
        let establishments = (json["matching_etablissements"]?.array ?? []) + [seat]
        let place = siret.flatMap { siret in establishments.first { $0["siret"]?.text == siret } } ?? seat
        self.seat = seat["siret"]?.text.flatMap { SIRET.normalised($0) }
        self.siret = place["siret"]?.text.flatMap { SIRET.normalised($0) } ?? self.seat
        isClosed = json["etat_administratif"]?.text == "C"
        isEstablishmentClosed = place["etat_administratif"]?.text == "F"
        closedOn = isClosed ? day(json["date_fermeture"]) ?? day(place["date_fermeture"]) : nil
        foundedOn = day(json["date_creation"])
        naf = (told(json["activite_principale"]) ?? told(place["activite_principale"]))
            .flatMap { NAFCode.normalised($0) }
        legalForm = told(json["nature_juridique"])
        headcount = told(json["tranche_effectif_salarie"])
        city = told(place["libelle_commune"]).map(RegisterEntry.calm)
        // Anything but an open “O” is an opposition: a new letter must not open what was closed.
        let isOpen = [json["statut_diffusion"]?.text, place["statut_diffusion_etablissement"]?.text]
            .compactMap(\.self).allSatisfy { $0 == "O" }
        diffusion = isOpen ? .full : .partial
        guard diffusion == .full else { return }
        name = told(json["nom_raison_sociale"]) ?? told(json["nom_complet"])
        postcode = told(place["code_postal"])
        street = RegisterEntry.street(place)
        (latitude, longitude) = (told(place["latitude"]), told(place["longitude"]))
    }

    private static func street(_ place: JSON) -> String? {
        let names = ["numero_voie", "indice_repetition", "type_voie", "libelle_voie"]
        let pieces = names.compactMap { told(place[$0]) }
        guard !pieces.isEmpty else { return told(place["complement_adresse"]).map(calm) }
        let line = calm(pieces.joined(separator: " "))
        return told(place["complement_adresse"]).map { calm($0) + "\n" + line } ?? line
    }

    /// `[ND]` and `[NON-DIFFUSIBLE]` stand where something may not be said.
    private static func told(_ json: JSON?) -> String? {
        guard let text = json?.text?.trimmingWhitespace(), !text.isEmpty, !text.hasPrefix("[") else { return nil }
        return String(text.prefix(200))
    }

    private func told(_ json: JSON?) -> String? { RegisterEntry.told(json) }
    private func day(_ json: JSON?) -> Day? { json?.text.flatMap { Day(iso: String($0.prefix(10))) } }

    /// The register writes in capitals: `SAINT-DENIS` becomes `Saint-Denis`, and small words stay small.
    static func calm(_ text: String) -> String {
        guard text == text.uppercased() else { return text }
        let small: Set = [
            "de", "du", "des", "la", "le", "les", "sur", "sous", "en", "et", "aux", "au", "lès", "d", "l",
        ]
        var out = "", word = ""
        func close() {
            out += !out.isEmpty && small.contains(word) ? word : word.prefix(1).uppercased() + word.dropFirst()
            word = ""
        }
        for character in text.lowercased() {
            if character.isLetter || character.isNumber {
                word.append(character)
            } else {
                close()
                out.append(character)
            }
        }
        close()
        return out
    }
}
