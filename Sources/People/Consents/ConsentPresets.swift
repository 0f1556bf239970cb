import Records
import Storage

/// What a company starts with: three purposes with their words, and the French rules on calling consumers, dated.
/// Ordinary records afterwards.
package enum ConsentPresets {
    /// Kept once they were made, so that a company that deletes them all is not given them again.
    private static let mark = "consent_presets"

    package static func areMissing(in transaction: Transaction) -> Bool { transaction.settings.extra[mark] == nil }

    package static func ensure(_ language: String, in transaction: Transaction) throws {
        guard areMissing(in: transaction) else { return }
        for (index, preset) in purposes.enumerated() {
            var purpose = ConsentPurpose()
            (purpose.nameFr, purpose.nameEn, purpose.kind) = (preset.french, preset.english, preset.kind)
            (purpose.bySms, purpose.byCall) = (preset.isWide, preset.isWide)
            purpose.validityMonths = preset.kind == .prospecting ? 36 : nil
            purpose.position = index + 1
            let id = try transaction.save(purpose)
            var text = ConsentText()
            (text.purpose, text.textFr, text.textEn) = (id, preset.textFr, preset.textEn)
            try transaction.save(text)
        }
        for preset in rules {
            var rule = CallingRule()
            (rule.name, rule.validFrom) = (language == "en" ? preset.english : preset.french, Day(iso: preset.from))
            rule.needsConsent = preset.needsConsent
            (rule.maximumCalls, rule.withinDays, rule.restDays) = (4, 30, 60)
            try transaction.save(rule)
        }
        try WorkspaceSettings.save(mark, true, in: transaction)
    }

    private static let rules = [
        (
            french: "Décret 2022-1313 : jours, heures et fréquence",
            english: "Decree 2022-1313: days, hours, frequency",
            from: "2023-03-01", needsConsent: false
        ),
        (
            french: "Loi 2025-594 : consentement préalable", english: "Law 2025-594: consent first", from: "2026-08-11",
            needsConsent: true
        ),
    ]

    private struct Preset {
        let french: String, english: String, kind: ContactPurpose, isWide: Bool
        let textFr: String, textEn: String
    }

    private static let purposes = [
        Preset(
            french: "Offres commerciales", english: "Commercial offers", kind: .prospecting, isWide: true,
            textFr: "J’accepte d’être contacté au sujet de vos produits et services. Je peux retirer mon accord à tout "
                + "moment, par le lien présent dans chaque message.",
            textEn:
                "I agree to be contacted about your products and services. I may withdraw at any time with the link "
                + "in every message."),
        Preset(
            french: "Lettre d’information", english: "Newsletter", kind: .prospecting, isWide: false,
            textFr:
                "J’accepte de recevoir votre lettre d’information par e-mail. Chaque lettre permet de se désabonner "
                + "en un clic.",
            textEn: "I agree to receive your newsletter by e-mail. Every letter lets me unsubscribe with one click."),
        Preset(
            french: "Service et enquêtes de satisfaction", english: "Service and satisfaction surveys", kind: .service,
            isWide: true,
            textFr: "Vous pouvez me contacter pour le suivi de mes demandes et me demander mon avis.",
            textEn: "You may contact me about my requests and ask for my opinion."),
    ]
}
