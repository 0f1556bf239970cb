import Correspondence
import Identity
import People
import Records
import Sales
import Storage

/// Two plans to follow customers up, some of them under way, and letters that came in: on their records, and two that
/// wait to be filed. Nothing of it writes to anybody.
enum DemoFollowUps {
    static func make(_ language: DemoLanguage, journal: Int64, in transaction: Transaction) throws {
        let words: (String) -> String = { Bilingual(row: $0)[language] }
        let house = transaction.seen(by: .house)
        house.journal = journal
        let offer = try house.save(offerPlan(words))
        try house.save(fairPlan(words))
        let open = try house.all(Opportunity.self, where: .test(path: ["outcome"], .equals("open")))
        for (number, deal) in open.prefix(9).enumerated() {
            let about = Reference(kind: Opportunity.name, id: deal.id.number)
            let run = try PlanRuns.start(house.find(offer), for: about, in: house)
            if number % 4 == 1 { try PlanRuns.act(.pause, on: run.number, in: house) }
            if number % 4 == 2 { try PlanRuns.act(.skip, on: run.number, in: house) }
            if number % 4 == 3 { try PlanRuns.act(.stop, on: run.number, in: house) }
        }
        try letters(words, in: house)
    }

    private static func step(_ day: Int, _ action: PlanAction, _ subject: String, _ text: String? = nil) -> PlanStep {
        var step = PlanStep()
        (step.day, step.action, step.subject, step.text) = (day, action, subject, text)
        return step
    }

    private static func offerPlan(_ words: (String) -> String) -> FollowUpPlan {
        var plan = FollowUpPlan()
        plan.name = words("Relance de l’offre|Following up an offer")
        plan.description = words(
            "Trois rappels après une offre, jusqu’à la réponse.|Three reminders after an offer, until the answer."
        )
        plan.steps = [
            step(3, .call, words("Appeler : l’offre est-elle bien arrivée ?|Call: did the offer arrive?")),
            step(10, .call, words("Appeler : quelles questions restent ?|Call: which questions are left?")),
            step(20, .task, words("Décider : relancer ou clore|Decide: go on or close")),
        ]
        return plan
    }

    private static func fairPlan(_ words: (String) -> String) -> FollowUpPlan {
        var plan = FollowUpPlan()
        plan.name = words("Rencontre au salon|Met at the fair")
        plan.kind = .contact
        plan.steps = [
            step(
                1, .email, words("Ravi de notre échange|Good to have met you"),
                words(thanks)),
            step(4, .call, words("Appeler pour fixer un rendez-vous|Call to find a date")),
        ]
        return plan
    }

    private static func letters(_ words: (String) -> String, in house: Transaction) throws {
        let contacts = try house.all(Contact.self, where: .test(path: ["emails", "address"], .empty(false))).prefix(6)
        let texts = [
            "Votre proposition|Your proposal", "Une question sur le délai|A question about the date",
            "Re : notre rendez-vous|Re: our appointment", "Bon pour accord|Agreed",
            "Besoin d’une fiche technique|We need a data sheet", "Merci|Thank you",
        ]
        for (number, contact) in contacts.enumerated() {
            var email = letter(words(texts[number % texts.count]), number, words, house)
            email.about = Reference(kind: Contact.name, id: contact.id.number)
            (email.contact, email.owner) = (contact.id, contact.owner)
            email.fromAddress = "\(contact.name) <\(contact.emails.first?.address ?? "")>"
            try house.save(email)
        }
        for (number, sender) in ["Camille Roy <c.roy@atelier-roy.example>", "info@cooperative-sud.example"].enumerated()
        {
            var email = letter(words("Demande de renseignements|A request for information"), number + 10, words, house)
            email.fromAddress = sender
            email.visibility = .team
            email.owner = contacts.first?.owner
            try house.save(email)
        }
    }

    private static func letter(
        _ subject: String, _ number: Int, _ words: (String) -> String, _ house: Transaction
    ) -> Email {
        var email = Email()
        (email.subject, email.direction, email.state) = (subject, .in, .received)
        email.text = words(request)
        email.messageID = "demo.\(house.ids.next())@client.example"
        email.sentAt = house.now.adding(seconds: -7_200 * (number + 1))
        return email
    }

    private static let thanks = """
        Bonjour,

        Merci de votre passage sur notre stand. Quand pouvons-nous en reparler ?|Hello,

        Thank you for coming to our stand. When may we talk again?
        """
    private static let request = """
        Bonjour,

        Pouvez-vous me rappeler cette semaine ?

        Bien à vous|Hello,

        Could you call me back this week?

        Best regards
        """
}
