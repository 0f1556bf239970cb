import Correspondence
import Identity
import People
import Records
import Sales
import Storage

/// Letters of the invented companies: one sent when a deal began, often answered the next working day; and the words
/// kept for such letters.
extension DemoRecords {
    struct LetterFacts {
        let deal: Int
        let number: Int
        let isAnswer: Bool
        let at: Instant
    }

    func letters(_ story: DemoStory) -> [LetterFacts] {
        var letters: [LetterFacts] = []
        for (place, deal) in story.deals.enumerated() where (story.company.number + place) % 2 == 0 {
            let number = story.company.number + place
            let at = deal.openedAt.adding(seconds: 5400)
            letters.append(LetterFacts(deal: place, number: number, isAnswer: false, at: at))
            let answered = at.adding(seconds: 72_000 + number % 9 * 1800)
            if number % 3 != 0, answered < Instant(plan.calendar.today) {
                letters.append(LetterFacts(deal: place, number: number, isAnswer: true, at: answered))
            }
        }
        return letters.filter { $0.at < Instant(plan.calendar.today) }
    }

    func letter(_ facts: LetterFacts, of story: DemoStory, _ ids: IDs) -> Email {
        let deal = story.deals[facts.deal], person = story.people[deal.person]
        let row = letterTable[facts.number % letterTable.count], language = plan.language
        let identity = "demo.\(ids.deals[facts.deal].number)@entregent.example"
        var email = Email()
        email.subject = (facts.isAnswer ? "Re: " : "") + row.subject[language]
        email.text = facts.isAnswer ? row.answer[language] : row.text[language]
        email.direction = facts.isAnswer ? .in : .out
        email.state = facts.isAnswer ? .received : .sent
        let theirs = "\(person.facts.name) <\(person.facts.email)>", ours = "crm@entregent.example"
        email.fromAddress = facts.isAnswer ? theirs : ours
        email.toAddresses = facts.isAnswer ? ours : theirs
        email.about = Reference(kind: Opportunity.name, id: ids.deals[facts.deal].number)
        email.contact = ids.people[deal.person]
        email.owner = plan.owners[deal.owner]
        email.language = UserLanguage(rawValue: language.rawValue)
        email.messageID = facts.isAnswer ? "answer." + identity : identity
        email.inReplyTo = facts.isAnswer ? identity : nil
        email.thread = identity
        email.sentAt = facts.at
        return email
    }

    /// The words every company of the demo has ready.
    static func makeTemplates(in transaction: Transaction) throws {
        for row in templateTable {
            var template = EmailTemplate()
            (template.name, template.purpose) = (row.name, row.isProspecting ? .prospecting : .service)
            template.versions = [(UserLanguage.french, row.french), (.english, row.english)].map { language, words in
                var version = TemplateVersion()
                (version.language, version.subject, version.text) = (language, words.subject, words.text)
                return version
            }
            let known = try transaction.connection.integer(
                "SELECT id FROM email_template WHERE name = \(row.name) LIMIT 1")
            if known == nil { try transaction.save(template) }
        }
    }
}

private let letterTable: [(subject: Bilingual, text: Bilingual, answer: Bilingual)] = [
    (
        Bilingual(row: "Notre échange de ce matin|Our talk this morning"),
        Bilingual(
            row:
                """
                Bonjour,

                Merci pour votre accueil. Comme convenu, voici les points à préciser :

                - le nombre de points de mesure ;
                - le calendrier souhaité ;
                - la personne qui suivra l’installation.

                Bien à vous|Hello,

                Thank you for your time. As agreed, these are the points to settle:

                - the number of measuring points;
                - the dates you have in mind;
                - who will follow the installation.

                Kind regards
                """
        ),
        Bilingual(
            row:
                """
                Bonjour,

                Il y aura douze points, et nous aimerions commencer le mois prochain. Je m’en occupe moi-même.

                Cordialement|Hello,

                There will be twelve points, and we would like to begin next month. I shall see to it myself.

                Best regards
                """
        )
    ),
    (
        Bilingual(row: "Documentation demandée|The documents you asked for"),
        Bilingual(
            row:
                """
                Bonjour,

                Vous trouverez la documentation de nos **capteurs** sur https://entregent.example/capteurs. \
                Dites-moi si un essai sur site vous intéresse.

                Bien à vous|Hello,

                The documents on our **sensors** are at https://entregent.example/sensors. Tell me whether a trial \
                on site would interest you.

                Kind regards
                """
        ),
        Bilingual(
            row:
                """
                Merci, un essai nous intéresse. Pouvez-vous passer jeudi ?|Thank you, a trial would interest us. \
                Could you come on Thursday?
                """
        )
    ),
    (
        Bilingual(row: "Proposition de rendez-vous|A date to meet"),
        Bilingual(
            row:
                """
                Bonjour,

                Je vous propose une visite de votre atelier la semaine prochaine, mardi ou jeudi matin.

                Bien à vous|Hello,

                May I visit your workshop next week, on Tuesday or Thursday morning?

                Kind regards
                """
        ),
        Bilingual(
            row:
                """
                Bonjour,

                Jeudi à 9 h 30 nous convient très bien.|Hello,

                Thursday at half past nine suits us very well.
                """
        )
    ),
]

private typealias Words = (subject: String, text: String)

private let templateTable: [(name: String, isProspecting: Bool, french: Words, english: Words)] = [
    (
        "Suite à notre échange · After our talk", false,
        (
            "Suite à notre échange",
            """
            Bonjour {contact.first_name|},

            Merci pour cet échange. Voici ce que nous avons retenu pour {account.name|votre entreprise} :

            - 

            Bien à vous,
            {sender.name}
            """
        ),
        (
            "After our talk",
            """
            Hello {contact.first_name|},

            Thank you for your time. This is what we noted for {account.name|your company}:

            - 

            Kind regards,
            {sender.name}
            """
        )
    ),
    (
        "Relance douce · Gentle reminder", false,
        (
            "Où en êtes-vous ?",
            """
            Bonjour {contact.first_name|},

            Je reviens vers vous au sujet de notre proposition. Avez-vous besoin d’une précision ?

            Bien à vous,
            {sender.name}
            """
        ),
        (
            "Where do you stand?",
            """
            Hello {contact.first_name|},

            I am coming back to our proposal. Is there anything you would like to know?

            Kind regards,
            {sender.name}
            """
        )
    ),
    (
        "Premier contact · First contact", true,
        (
            "Vos mesures en continu, {contact.first_name|bonjour}",
            """
            Bonjour {contact.first_name|},

            {company.name} équipe des ateliers comme le vôtre de capteurs sans fil. Un quart d’heure pour en \
            parler ?

            Bien à vous,
            {sender.name}
            """
        ),
        (
            "Continuous measuring, {contact.first_name|hello}",
            """
            Hello {contact.first_name|},

            {company.name} fits workshops like yours with wireless sensors. Would you have a quarter of an hour?

            Kind regards,
            {sender.name}
            """
        )
    ),
]
