import People
import Records
import Sales

/// What some of the invented companies need: one in four has said so, some twice; a won deal has answered theirs.
extension DemoRecords {
    struct NeedFacts {
        let phrase: Bilingual
        let category: Bilingual
        let priority: NeedPriority
        let budgetEuros: Int?
        /// The deal of the story that was made of it.
        let deal: Int?
        let isAnswered: Bool
        let owner: Int
        let at: Instant
        let wishedOn: Day
    }

    func needs(_ story: DemoStory) -> [NeedFacts] {
        let number = story.company.number
        guard number % 4 == 1 else { return [] }
        let deal = story.deals.firstIndex(where: \.isWon) ?? story.deals.firstIndex(where: \.isOpen)
        let first = facts(story, number / 4, deal: deal)
        return number % 12 == 1 ? [first, facts(story, number / 4 + 7, deal: nil)] : [first]
    }

    private func facts(_ story: DemoStory, _ number: Int, deal: Int?) -> NeedFacts {
        let row = needTable[number % needTable.count]
        let priorities: [NeedPriority] = [.normal, .high, .normal, .low, .urgent]
        let at = deal.map { story.deals[$0].path[story.deals[$0].path.count - 1].at } ?? story.createdAt
        return NeedFacts(
            phrase: row.phrase, category: row.category, priority: priorities[number % priorities.count],
            budgetEuros: number % 3 == 0 ? nil : 2_000 + number % 17 * 1_500, deal: deal,
            isAnswered: deal.map { story.deals[$0].isWon } ?? false, owner: story.owner, at: at,
            wishedOn: plan.calendar.today.adding(days: 10 + number * 13 % 170))
    }

    func need(_ facts: NeedFacts, of story: DemoStory, _ ids: IDs) -> Need {
        var need = Need()
        need.title = facts.phrase[plan.language]
        need.account = ids.account
        need.category = facts.category[plan.language]
        need.priority = facts.priority
        need.budget = facts.budgetEuros.map { Money(minor: Int64($0) * 100, currency: plan.currency) }
        need.source = DemoStoryteller.sources[story.source][plan.language]
        need.wishedOn = facts.wishedOn
        need.opportunity = facts.deal.map { ids.deals[$0] }
        need.status = facts.isAnswered ? .answered : .open
        if facts.isAnswered { need.answeredOn = facts.at.day(in: plan.calendar.zone) }
        return need
    }
}

/// A need and its category.
private let needTable: [(phrase: Bilingual, category: Bilingual)] = [
    (Bilingual("Suivre la température des chambres froides|Follow the temperature of cold rooms"), sensors),
    (Bilingual("Être prévenu des fuites la nuit|Hear of leaks at night"), sensors),
    (Bilingual("Mesurer les vibrations des moteurs|Measure the vibrations of motors"), sensors),
    (Bilingual("Relier un deuxième atelier par passerelle|Connect a second workshop by a gateway"), gateways),
    (Bilingual("Afficher la production sur un écran d’atelier|Show production on a workshop display"), control),
    (Bilingual("Prévoir les pannes : maintenance prédictive|Foresee failures: predictive maintenance"), software),
    (Bilingual("Des rapports réglementaires sans tableur|Compliance reports without spreadsheets"), software),
    (Bilingual("Un connecteur avec leur ERP|A connector with their ERP"), software),
    (Bilingual("Former les nouveaux utilisateurs|Train the new users"), training),
    (Bilingual("Un contrat de maintenance avec astreinte|A maintenance contract round the clock"), maintenance),
    (Bilingual("Étalonner les capteurs chaque année|Calibrate the sensors each year"), maintenance),
    (Bilingual("Une campagne de mesures avant d’investir|A measurement campaign before investing"), rental),
    (Bilingual("Suivre les camions sur une carte|See the lorries on a map"), software),
]

private let sensors = Bilingual("Capteurs", "Sensors"), gateways = Bilingual("Passerelles", "Gateways")
private let control = Bilingual("Automatismes", "Control"), software = Bilingual("Logiciels", "Software")
private let training = Bilingual("Formation", "Training"), maintenance = Bilingual("Maintenance", "Maintenance")
private let rental = Bilingual("Location", "Rental")

extension Bilingual {
    fileprivate init(_ row: String) { self.init(row: row) }
}
