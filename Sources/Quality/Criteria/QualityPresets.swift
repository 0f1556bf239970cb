import Records
import Storage

/// The criteria a company starts with, in its language: ordinary records that it may change.
package enum QualityPresets {
    /// Kept once they were made, so that a company that deletes them all is not given them again.
    private static let mark = "quality_presets"

    private struct Preset {
        let kind: String, french: String, english: String
        let aspect: QualityAspect
        let weight: Int
        let condition: String?
        var applies: String?
        var repair: String?
    }

    package static func areMissing(in transaction: Transaction) -> Bool { transaction.settings.extra[mark] == nil }

    package static func ensure(_ language: String, in transaction: Transaction) throws {
        guard areMissing(in: transaction) else { return }
        for (index, preset) in presets.enumerated() {
            var criterion = QualityCriterion()
            criterion.name = language == "en" ? preset.english : preset.french
            (criterion.kind, criterion.aspect, criterion.weight) = (preset.kind, preset.aspect, preset.weight)
            (criterion.condition, criterion.appliesWhen) = (preset.condition, preset.applies)
            (criterion.repair, criterion.position) = (preset.repair, index + 1)
            try transaction.save(criterion)
        }
        try WorkspaceSettings.save(mark, true, in: transaction)
    }

    private static func filled(_ field: String) -> String { #"{"field":"\#(field)","empty":false}"# }

    private static let withinYear = #"{"field":"done_at","within":{"last":12,"unit":"month"}}"#
    private static let talk = #"""
        {"any":[{"related":"activities","where":\#(withinYear)},
        {"related":"notes","where":{"field":"created_at","within":{"last":12,"unit":"month"}}},
        {"field":"created_at","within":{"last":12,"unit":"month"}}]}
        """#
    private static let isFrench =
        #"{"any":[{"field":"country","empty":true},{"field":"country","in":["FR","France","FRANCE"]}]}"#
    private static let address = #"""
        {"all":[{"field":"street","empty":false},{"field":"postcode","empty":false},{"field":"city","empty":false}]}
        """#

    private static let presets: [Preset] = [
        Preset(
            kind: "account", french: "Téléphone renseigné", english: "Has a telephone", aspect: .completeness,
            weight: 15, condition: filled("phone"), repair: "phone"),
        Preset(
            kind: "account", french: "E-mail renseigné", english: "Has an e-mail address", aspect: .completeness,
            weight: 10, condition: filled("email"), repair: "email"),
        Preset(
            kind: "account", french: "Adresse complète", english: "Has a whole address", aspect: .completeness,
            weight: 15, condition: address, repair: "street"),
        Preset(
            kind: "account", french: "SIREN renseigné (entreprises françaises)",
            english: "Has a SIREN (French companies)", aspect: .completeness, weight: 15,
            condition: filled("siren"), applies: isFrench, repair: "siren"),
        Preset(
            kind: "account", french: "Secteur renseigné", english: "Has a sector", aspect: .completeness, weight: 5,
            condition: filled("sector"), repair: "sector"),
        Preset(
            kind: "account", french: "Responsable désigné", english: "Has an owner", aspect: .completeness,
            weight: 10, condition: filled("owner"), repair: "owner"),
        Preset(
            kind: "account", french: "Au moins un contact", english: "Has a contact", aspect: .completeness,
            weight: 15, condition: #"{"related":"contact_links","where":{"field":"is_inactive","is":false}}"#,
            repair: "contacts"),
        Preset(
            kind: "account", french: "Téléphone valide", english: "Telephone is valid", aspect: .validity, weight: 5,
            condition: filled("phone_number"), applies: filled("phone"), repair: "phone"),
        Preset(
            kind: "account", french: "Échange depuis moins d’un an", english: "Spoken with within a year",
            aspect: .freshness, weight: 10, condition: talk, repair: "activities"),
        Preset(
            kind: "account", french: "Aucun doublon possible", english: "No possible duplicate", aspect: .uniqueness,
            weight: 10, condition: nil),
        Preset(
            kind: "contact", french: "Aucun doublon possible", english: "No possible duplicate", aspect: .uniqueness,
            weight: 10, condition: nil),
        Preset(
            kind: "contact", french: "Téléphone renseigné", english: "Has a telephone", aspect: .completeness,
            weight: 15, condition: #"{"related":"phones"}"#, repair: "phones"),
        Preset(
            kind: "contact", french: "E-mail renseigné", english: "Has an e-mail address", aspect: .completeness,
            weight: 20, condition: #"{"related":"emails"}"#, repair: "emails"),
        Preset(
            kind: "contact", french: "Prénom et nom", english: "Has first and last name", aspect: .completeness,
            weight: 10, condition: #"{"all":[\#(filled("first_name")),\#(filled("last_name"))]}"#,
            repair: "first_name"),
        Preset(
            kind: "contact", french: "Rattaché à un compte", english: "Belongs to an account", aspect: .completeness,
            weight: 15, condition: filled("account"), repair: "account"),
        Preset(
            kind: "contact", french: "Fonction renseignée", english: "Has a job title", aspect: .completeness,
            weight: 10, condition: filled("job_title"), repair: "job_title"),
        Preset(
            kind: "contact", french: "Responsable désigné", english: "Has an owner", aspect: .completeness,
            weight: 10, condition: filled("owner"), repair: "owner"),
        Preset(
            kind: "contact", french: "Téléphone valide", english: "Telephone is valid", aspect: .validity, weight: 5,
            condition: filled("phones.number"), applies: #"{"related":"phones"}"#, repair: "phones"),
        Preset(
            kind: "contact", french: "E-mail valide", english: "E-mail address is valid", aspect: .validity, weight: 5,
            condition: #"""
                {"related":"emails",
                "where":{"all":[{"field":"address","contains":"@"},{"field":"address","contains":"."}]}}
                """#,
            applies: #"{"related":"emails"}"#, repair: "emails"),
        Preset(
            kind: "contact", french: "Échange depuis moins d’un an", english: "Spoken with within a year",
            aspect: .freshness, weight: 10, condition: talk, repair: "activities"),
    ]
}
