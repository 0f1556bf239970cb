import Activities
import Identity
import Leads
import People
import Records
import Sales

/// The leads of a loaded company: what its sales began with, and strangers who wait, are spoken to, were lost or went
/// back to the pool.
struct DemoLeadStories: Sendable {
    let plan: DemoPlan
    let now: Instant
    private let time: WorkingTime

    init(plan: DemoPlan, now: Instant) {
        self.plan = plan
        self.now = now
        time = WorkingTime(zone: plan.calendar.zone)
    }

    /// The lead that the first sale of every other company began as.
    func origin(of story: DemoStory, _ ids: DemoRecords.IDs) -> Lead? {
        let number = story.company.number
        guard number % 2 == 0, let deal = story.deals.first, let sale = ids.deals.first else { return nil }
        let person = story.people[deal.person].facts
        var lead = lead(of: person, story.company, source: deal.source, number)
        lead.owner = plan.owners[deal.owner]
        receive(&lead, at: deal.openedAt.adding(seconds: -86_400 * (1 + number % 5)), answeredIn: 4 + number * 13 % 110)
        lead.status = .converted
        lead.need = deal.facts.title(for: story.company, in: plan.language)
        (lead.account, lead.contact) = (ids.account, ids.people[deal.person])
        (lead.convertedAccount, lead.convertedContact) = (ids.account, ids.people[deal.person])
        (lead.convertedOpportunity, lead.convertedAt) = (sale, deal.openedAt)
        return lead
    }

    /// Somebody we do not know yet: one company of three has one of them for its neighbour.
    func stranger(beside story: DemoStory) -> Lead? {
        let number = story.company.number
        guard let status = DemoLeadStories.states[number % 20] else { return nil }
        // Companies of the same world that are not among the accounts.
        let company = DemoCompany(number: (500_000 + number) % 1_000_000, in: plan.world)
        var staff = DemoStaff(of: company, in: plan.world), chance = plan.world.chance("lead", number)
        var lead = lead(of: staff.next(), company, source: number / 20, number)
        let isFree = status == .recycled || (status == .new && number % 60 == 3)
        lead.owner = isFree ? nil : plan.owners[plan.owner(&chance)]
        lead.need = Bilingual(row: chance.pick(DemoLeadStories.needs))[plan.language]
        lead.status = status
        switch status {
        case .new where chance.chance(percent: 40):
            receive(&lead, at: now.adding(seconds: -60 * chance.below(50)), answeredIn: nil)
        case .new: receive(&lead, at: moment(1...4, &chance), answeredIn: nil)
        case .contacted, .qualified: receive(&lead, at: moment(2...12, &chance), answeredIn: chance.within(3...120))
        case .recycled:
            lead.recycledTimes = 1
            receive(&lead, at: moment(20...60, &chance), answeredIn: nil)
        case .lost, .converted:
            lead.lostReason = Bilingual(row: chance.pick(DemoLeadStories.reasons))[plan.language]
            receive(&lead, at: moment(15...500, &chance), answeredIn: chance.within(3...200))
        }
        return lead
    }

    /// What is planned with a lead that somebody speaks to: late, for today or for later.
    func next(with lead: Lead, _ id: Int64, _ number: Int) -> Activity? {
        guard lead.status == .contacted || lead.status == .qualified else { return nil }
        var activity = Activity()
        activity.subject =
            Bilingual(row: DemoLeadStories.steps[number / 20 % DemoLeadStories.steps.count])[plan.language]
        activity.type = number / 20 % DemoLeadStories.steps.count == 0 ? .call : .task
        activity.about = Reference(kind: Lead.name, id: id)
        activity.owner = lead.owner
        activity.dueOn = plan.calendar.workday(inDays: number / 20 % 9 - 2)
        return activity
    }

    private func moment(_ days: ClosedRange<Int>, _ chance: inout SeededGenerator) -> Instant {
        plan.calendar.moment(daysAgo: chance.within(days), &chance)
    }

    private func receive(_ lead: inout Lead, at moment: Instant, answeredIn minutes: Int?) {
        lead.receivedAt = moment
        lead.firstTouchAt = moment.adding(seconds: -3600 * Int(moment.microseconds / 1_000_000 % 70))
        lead.respondBy = time.adding(openMinutes: 60, to: moment)
        guard let minutes else { return }
        lead.responseMinutes = minutes
        lead.firstRespondedAt = time.adding(openMinutes: minutes, to: moment)
    }

    private func lead(of person: DemoPerson, _ company: DemoCompany, source: Int, _ number: Int) -> Lead {
        var lead = Lead()
        (lead.firstName, lead.lastName, lead.name) = (person.given, person.family, person.name)
        (lead.company, lead.city, lead.country) = (company.name, company.commune.name, "FR")
        lead.email = person.email
        lead.phone = person.mobile ?? person.directLine
        lead.phoneNumber = lead.phone
        let sources = DemoStoryteller.sources
        lead.source = sources[source % sources.count][plan.language]
        if number % 3 == 0 {
            lead.campaign = Bilingual(row: "Printemps|Spring")[plan.language]
            lead.medium = "cpc"
            lead.landingPage = "https://www.entregent.example/capteurs"
        }
        return lead
    }

    /// Of twenty companies these have such a neighbour.
    private static let states: [Int: LeadStatus] = [
        3: .new, 7: .new, 9: .contacted, 11: .recycled, 13: .qualified, 15: .lost, 17: .lost,
    ]
    private static let needs = [
        "Suivre la température de deux entrepôts|Follow the temperature of two warehouses",
        "Devis pour vingt capteurs|A quote for twenty sensors",
        "Remplacer une supervision ancienne|Replace an old supervision",
        "Une démonstration sur site|A demonstration on site",
        "Former une équipe de six personnes|Train a team of six",
    ]
    private static let reasons = ["Trop cher|Too expensive", "Plus de projet|No project any more"]
    private static let steps = [
        "Rappeler pour qualifier|Call to qualify", "Envoyer la documentation|Send the documentation",
    ]
}
