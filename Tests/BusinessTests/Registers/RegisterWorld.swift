import Messaging
import Records
import TestSupport

@testable import People

/// Answers in the shape the registers publish, and lines to servers of ours that give them.
enum RegisterWorld {
    static func company(
        _ siren: String = "732829320", name: String = "ATELIERS DU RHONE", state: String = "A", seat: String = "00074",
        city: String = "LYON", diffusion: String = "O", closedOn: String? = nil, street: String = "DE LA REPUBLIQUE",
        seatState: String = "A"
    ) -> String {
        let closing = closedOn.map { "\"\($0)\"" } ?? "null"
        let place = #"""
            {"siret":"\#(siren)\#(seat)","adresse":"12 RUE \#(street) 69002 \#(city)","numero_voie":"12",
            "type_voie":"RUE",
            "libelle_voie":"\#(street)","indice_repetition":null,"complement_adresse":null,"code_postal":"69002",
            "libelle_commune":"\#(city)","latitude":"45.76","longitude":"4.83","etat_administratif":"\#(seatState)",
            "statut_diffusion_etablissement":"\#(diffusion)","activite_principale":"62.01Z","est_siege":true,
            "date_fermeture":\#(closing),"liste_enseignes":["LE RHONE"]}
            """#
        return #"""
            {"siren":"\#(siren)","nom_complet":"\#(name) (ADR)","nom_raison_sociale":"\#(name)","sigle":"ADR",
            "nombre_etablissements":3,"siege":\#(place),"activite_principale":"62.01Z","date_creation":"1998-04-01",
            "date_fermeture":\#(closing),"etat_administratif":"\#(state)","nature_juridique":"5710",
            "tranche_effectif_salarie":"12","statut_diffusion":"\#(diffusion)","dirigeants":[],
            "matching_etablissements":[\#(place)],"complements":{"est_bio":false}}
            """#
    }

    static func page(_ companies: [String], total: Int? = nil) -> String {
        #"""
        {"results":[\#(companies.joined(separator: ","))],"total_results":\#(total ?? companies.count),"page":1,
        "per_page":10,"total_pages":\#(((total ?? companies.count) + 9) / 10)}
        """#
    }

    static func answer(_ body: String, _ status: String = "200 OK", _ headers: [String] = []) -> String {
        SmallServer.answer(status, ["Content-Type: application/json"] + headers, body)
    }

    static func line(_ server: SmallServer, _ path: String = "") -> RegisterLine {
        RegisterLine(server.address(path), client: HttpClient(allowsPrivateAddresses: true))
    }

    static func entry(_ json: String) throws -> RegisterEntry {
        guard let entry = RegisterEntry(result: try JSON(parsing: json)) else { throw Mismatch() }
        return entry
    }

    static func finding(_ json: String) throws -> RegisterFinding {
        let entry = try entry(json)
        return RegisterFinding(
            register: .french, number: entry.siren, state: entry.isClosed ? .closed : .valid, entry: entry,
            name: entry.name)
    }
}
