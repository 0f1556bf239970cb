import Identity
import Leads
import People
import Records
import Storage

/// What some of the invented people said about being contacted, and a form by which others came.
enum DemoConsents {
    static func make(_ language: DemoLanguage, journal: Int64, in transaction: Transaction) throws {
        let house = transaction.seen(by: .house)
        house.journal = journal
        let purposes = try ConsentPurpose.active(in: house).filter { $0.kind == .prospecting }
        guard let offers = purposes.first, let letter = purposes.last else { return }
        try form(letter.id, language, house)
        let contacts = try house.connection.integers(
            "SELECT contact FROM contact_email GROUP BY contact ORDER BY contact LIMIT 60")
        for (place, contact) in contacts.enumerated() {
            try say(.given, place % 2 == 0 ? offers : letter, contact, place, language, house)
            if place % 9 == 4 { try say(.withdrawn, place % 2 == 0 ? offers : letter, contact, place, language, house) }
        }
    }

    private static func say(
        _ state: ConsentState, _ purpose: ConsentPurpose, _ contact: Int64, _ place: Int, _ language: DemoLanguage,
        _ house: Transaction
    ) throws {
        var consent = Consent()
        (consent.state, consent.purpose) = (state, purpose.id)
        consent.about = Reference(kind: Contact.name, id: contact)
        consent.saidAt = house.now.adding(seconds: -86_400 * (state == .given ? 40 + place * 7 : 3 + place % 30))
        consent.source = state == .withdrawn ? .page : [ConsentSource.form, .paper, .phone][place % 3]
        consent.proof =
            Bilingual(row: "Salon professionnel, carte remise au stand|Trade fair, card given at the stand")[
                language]
        try house.save(consent)
    }

    private static func form(_ purpose: ID<ConsentPurpose>, _ language: DemoLanguage, _ house: Transaction) throws {
        let known = try house.connection.integer("SELECT id FROM web_form WHERE slug = 'devis'")
        if known != nil { return }
        var form = WebForm()
        form.name = Bilingual(row: "Demande de devis|Request for a quote")[language]
        (form.slug, form.titleFr, form.titleEn) = ("devis", "Demander un devis", "Ask for a quote")
        form.introFr = "Dites-nous ce qu’il vous faut : une personne vous répond dans l’heure."
        form.introEn = "Tell us what you need: a person answers within the hour."
        form.thanksFr = "Merci. Nous vous répondons dans l’heure."
        form.thanksEn = "Thank you. We answer within the hour."
        form.source = Bilingual(row: "Site web|Website")[language]
        form.purpose = purpose
        try house.save(form)
    }
}
