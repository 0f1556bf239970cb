import Activities
import Foundation
import Identity
import Leads
import People
import Records
import Sales
import Storage

/// Leads in every state: waiting and late, answered, ripe, converted and won, lost, given back, in the pool; some of
/// known customers; and a rule that gives them out.
enum DemoLeads {
    private struct Facts {
        let given: String, family: String, company: String, city: String
        let need: String, source: Int, status: LeadStatus
        /// Open since so many minutes of work.
        let ago: Int
    }

    static func make(_ language: DemoLanguage, owners: [ID<User>], journal: Int64, in transaction: Transaction) throws {
        let house = transaction.seen(by: .house)
        house.journal = journal
        let words: (String) -> String = { Bilingual(row: $0)[language] }
        try rule(words, house)
        let rows = facts
        for (place, row) in rows.enumerated() {
            // Every ninth waits in the pool.
            let isFree = row.status == .recycled || place % 9 == 4
            let owner = isFree || owners.isEmpty ? nil : owners[place % min(owners.count, 6)]
            try save(row, place, owner, words, house)
        }
        try known(words, owners, house)
    }

    private static func rule(_ words: (String) -> String, _ house: Transaction) throws {
        guard
            let team = try house.connection.integer(
                """
                SELECT team FROM "user" WHERE team IS NOT NULL AND is_active = TRUE
                GROUP BY team ORDER BY COUNT(*) DESC, team LIMIT 1
                """)
        else { return }
        var rule = DistributionRule()
        rule.name = words("Toutes les pistes|All leads")
        (rule.team, rule.position) = (ID(team), 100)
        try house.save(rule)
    }

    private static func save(
        _ row: Facts, _ place: Int, _ owner: ID<User>?, _ words: (String) -> String, _ house: Transaction
    ) throws {
        var lead = self.lead(row, place, words)
        lead.owner = owner
        let time = house.settings.workingTime
        let received = back(row.ago, from: house.now, time)
        lead.receivedAt = received
        lead.firstTouchAt = received.adding(seconds: -3600 * (place % 30))
        lead.respondBy = time.adding(openMinutes: 60, to: received)
        lead.status = row.status == .converted ? .qualified : row.status
        if row.status == .recycled { lead.recycledTimes = 1 }
        if row.status == .lost { lead.lostReason = words("Trop cher|Too expensive") }
        if row.status != .new, row.status != .recycled {
            let minutes = 8 + place * 13 % 95
            lead.responseMinutes = minutes
            lead.firstRespondedAt = time.adding(openMinutes: minutes, to: received)
        }
        var draft = Draft(lead)
        draft.createdAt = received
        let id = try house.save(draft, as: house.schema.kind(of: Lead.self))
        if row.status == .contacted || row.status == .qualified { try plan(id, owner, place, words, house) }
        if row.status == .converted {
            var conversion = Conversion(lead: id)
            conversion.account = .create([])
            conversion.contact = .create([])
            conversion.opportunity = .create([
                .init(
                    "amount",
                    .record([
                        "amount": .text("\(4 + place % 9)500.00"), "currency": .text(house.settings.currency),
                    ]))
            ])
            let result = try conversion.perform(in: house)
            if place % 2 == 0, let sale = result.opportunity { try win(sale, house) }
        }
    }

    private static func lead(_ row: Facts, _ place: Int, _ words: (String) -> String) -> Lead {
        var lead = Lead()
        lead.firstName = row.given
        lead.lastName = row.family
        lead.company = row.company
        lead.city = row.city
        lead.country = "FR"
        let domain = row.company.lowercased().filter { $0.isLetter && $0.isASCII }
        let person = (row.given + "." + row.family).folding(options: .diacriticInsensitive, locale: nil).lowercased()
        lead.email = person.filter { $0.isASCII && $0 != " " } + "@" + domain + ".example"
        // Numbers that the regulator keeps for fiction (01 99 00, 02 61 91, 06 39 98).
        lead.phone = "06 39 98 \(String(format: "%02d %02d", place % 100, place * 37 % 100))"
        lead.need = words(row.need)
        lead.source = words(sources[row.source % sources.count])
        if row.source % 3 == 0 {
            lead.campaign = words("Printemps|Spring")
            lead.medium = "cpc"
            lead.landingPage = "https://www.entregent.example/capteurs"
            lead.referrer = "https://www.example.org/"
        }
        return lead
    }

    /// So many minutes of work before now.
    private static func back(_ minutes: Int, from now: Instant, _ time: WorkingTime) -> Instant {
        var start = now
        var step = minutes * 60
        // Nights and weekends are as long again, roughly; walked back until enough work lies between.
        while time.openMinutes(from: start, to: now) < minutes, step < 86_400 * 400 {
            start = now.adding(seconds: -step)
            step += 1800
        }
        return start
    }

    private static func plan(
        _ id: Int64, _ owner: ID<User>?, _ place: Int, _ words: (String) -> String, _ house: Transaction
    ) throws {
        var activity = Activity()
        activity.subject = words(
            place % 2 == 0
                ? "Rappeler pour qualifier|Call to qualify" : "Envoyer la documentation|Send the documentation")
        activity.type = place % 2 == 0 ? .call : .task
        activity.about = Reference(kind: Lead.name, id: id)
        activity.owner = owner
        activity.dueOn = house.today.adding(days: place % 5 - 1)
        try house.save(activity)
    }

    private static func win(_ sale: Int64, _ house: Transaction) throws {
        guard
            let stage = try house.connection.integer(
                """
                SELECT s.id FROM stage AS s JOIN opportunity AS o ON o.pipeline = s.pipeline
                WHERE o.id = \(sale) AND s.outcome = 'won' ORDER BY s.position LIMIT 1
                """)
        else { return }
        try house.save(
            Draft(id: sale, fields: ["stage": [.integer(stage)]]), as: house.schema.kind(of: Opportunity.self))
    }

    /// Two leads of people we know: what they are is recognised, not told.
    private static func known(_ words: (String) -> String, _ owners: [ID<User>], _ house: Transaction) throws {
        let contacts = try house.all(Contact.self, where: .test(path: ["emails", "address"], .empty(false))).prefix(2)
        for (place, contact) in contacts.enumerated() {
            var lead = Lead()
            lead.firstName = contact.firstName
            lead.lastName = contact.lastName
            lead.email = contact.emails.first?.address
            lead.need = words("Un deuxième site à équiper|A second site to equip")
            lead.source = words(sources[place])
            lead.owner = contact.owner ?? owners.first
            lead.receivedAt = back(12 + place * 20, from: house.now, house.settings.workingTime)
            lead.respondBy = house.settings.workingTime.adding(openMinutes: 60, to: lead.receivedAt ?? house.now)
            try house.save(lead)
        }
    }

    private static let sources = [
        "Recherche payante|Paid search", "Site web|Website", "Salon|Fair", "Recommandation|Referral",
        "Appel entrant|Incoming call",
    ]

    private static let facts: [Facts] = {
        let needs = [
            "Suivre la température de deux entrepôts|Follow the temperature of two warehouses",
            "Devis pour vingt capteurs|A quote for twenty sensors",
            "Remplacer une supervision ancienne|Replace an old supervision",
            "Une démonstration sur site|A demonstration on site",
            "Former une équipe de six personnes|Train a team of six",
        ]
        let people = [
            ("Élodie", "Garnier", "Laiterie du Bocage", "Rennes"), ("Karim", "Benali", "Transports Benali", "Lyon"),
            ("Sophie", "Lacroix", "Pharmadis", "Tours"), ("Hugo", "Morvan", "Conserverie Morvan", "Quimper"),
            ("Claire", "Petit", "Ateliers Petit", "Lille"), ("Nabil", "Haddad", "Froid Service Sud", "Marseille"),
            ("Julie", "Renaud", "Boulangeries Renaud", "Nantes"), ("Paul", "Lemoine", "Lemoine Frères", "Angers"),
            ("Inès", "Fabre", "Fabre Logistique", "Toulouse"), ("Marc", "Dubreuil", "Dubreuil Emballages", "Metz"),
            ("Léa", "Collet", "Vignobles Collet", "Beaune"), ("Yann", "Le Goff", "Criée du Ponant", "Brest"),
            ("Aurélie", "Masson", "Clinique des Tilleuls", "Dijon"), ("Thomas", "Roche", "Roche Mécanique", "Grenoble"),
            ("Nadia", "Chevalier", "Chevalier Traiteur", "Reims"), ("Simon", "Barbier", "Serres Barbier", "Orléans"),
            ("Camille", "Vidal", "Vidal Agencement", "Nîmes"), ("Antoine", "Perrot", "Imprimerie Perrot", "Nancy"),
            ("Manon", "Rolland", "Rolland Énergie", "Pau"), ("Olivier", "Guérin", "Guérin Viandes", "Limoges"),
        ]
        let states: [(LeadStatus, Int)] = [
            (.new, 10), (.new, 38), (.new, 95), (.new, 240), (.new, 52), (.contacted, 600), (.contacted, 1200),
            (.contacted, 2400), (.contacted, 3000), (.qualified, 2000), (.qualified, 4000), (.qualified, 5200),
            (.converted, 6000), (.converted, 9000), (.converted, 12_000), (.converted, 15_000), (.lost, 7000),
            (.lost, 11_000), (.recycled, 5000), (.recycled, 8000),
        ]
        return zip(people, states).enumerated().map { place, pair in
            Facts(
                given: pair.0.0, family: pair.0.1, company: pair.0.2, city: pair.0.3, need: needs[place % needs.count],
                source: place, status: pair.1.0, ago: pair.1.1)
        }
    }()
}
