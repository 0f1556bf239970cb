import Records

/// Invents the story of one company.
struct DemoStoryteller {
    struct Size {
        let people: Int, deals: Int, steps: Int
    }

    let company: DemoCompany
    let plan: DemoPlan
    var chance: SeededGenerator

    static let sources = rows(
        of: """
            Salon professionnel|Trade fair
            Site web|Website
            Recommandation|Referral
            Prospection|Prospecting
            Partenaire|Partner
            """
    ).map { Bilingual(row: $0) }

    init(_ company: DemoCompany, _ plan: DemoPlan) {
        self.company = company
        self.plan = plan
        chance = plan.world.chance("story", company.number)
    }

    mutating func story(_ size: Size, place: Int, parent: Int?) -> DemoStory {
        let owner = plan.owner(&chance)
        var deals = (0..<size.deals).map { _ in deal(owner: owner, people: firstPeople(size.people)) }
        deals.sort { $0.openedAt < $1.openedAt }
        let createdAt = known(before: deals.first?.openedAt)
        var story = DemoStory(
            company: company, owner: owner, createdAt: createdAt, parent: parent,
            source: chance.below(DemoStoryteller.sources.count))
        story.people = people(size.people, since: createdAt, place: place)
        story.deals = deals
        tellSteps(size.steps, &story)
        tellNotes(&story)
        return story
    }

    /// People met with the company itself; the others come to be known later.
    private func firstPeople(_ count: Int) -> Int { (count + 1) / 2 }

    private mutating func known(before opened: Instant?) -> Instant {
        guard let opened else {
            return plan.calendar.moment(daysAgo: 20 + chance.below(DemoCalendar.days), &chance)
        }
        return plan.calendar.moment(daysAgo: plan.calendar.daysAgo(opened) + chance.within(2...40), &chance)
    }

    private mutating func people(_ count: Int, since first: Instant, place: Int) -> [DemoStory.Person] {
        var staff = DemoStaff(of: company, in: plan.world)
        return (0..<count).map { number in
            let at =
                number < firstPeople(count)
                ? first : plan.calendar.moment(between: first, and: plan.calendar.yesterday, &chance)
            let also = (place + chance.within(1...DemoBlock.accounts - 1)) % DemoBlock.accounts
            return DemoStory.Person(
                facts: staff.next(), createdAt: at, also: chance.chance(percent: 4) ? also : nil)
        }
    }

    private mutating func deal(owner: Int, people: Int) -> DemoStory.Deal {
        let lane = plan.lane(&chance)
        let facts = DemoDeal(with: company, &chance)
        let path = chance.chance(percent: 32) ? openPath(lane) : closedPath(lane)
        let isOpen = if case .open = path[path.count - 1].stage { true } else { false }
        let closed = path[path.count - 1].at.day(in: plan.calendar.zone)
        return DemoStory.Deal(
            facts: facts, lane: lane, owner: chance.chance(percent: 90) ? owner : plan.owner(&chance),
            person: chance.below(people), product: chance.below(plan.products.count),
            source: chance.below(DemoStoryteller.sources.count), path: path,
            closesOn: isOpen ? expected() : closed.adding(days: chance.within(-12...8)),
            lostReason: chance.below(DemoPhrases.lostReasons.count))
    }

    /// When an open deal should close: some are late, some due today, most lie ahead.
    private mutating func expected() -> Day {
        let draw = chance.below(100)
        if draw < 12 { return plan.calendar.today.adding(days: -chance.within(1...25)) }
        if draw < 17 { return plan.calendar.today }
        return plan.calendar.workday(inDays: draw < 75 ? chance.within(1...60) : chance.within(61...180))
    }

    private mutating func openPath(_ lane: Int) -> [(stage: DemoStory.DealStage, at: Instant)] {
        let stages = plan.lanes[lane].open.count
        // More deals stand early than late.
        let reached = min(chance.below(stages), chance.below(stages + 1))
        let age = 1 + reached * 9 + Int(100 * chance.fraction() * chance.fraction())
        let opened = plan.calendar.moment(daysAgo: age, &chance)
        return walk(upTo: reached, from: opened, to: plan.calendar.yesterday)
    }

    private mutating func closedPath(_ lane: Int) -> [(stage: DemoStory.DealStage, at: Instant)] {
        // Business grows: more was decided lately than long ago.
        let ended = 1 + Int(Double(DemoCalendar.days) * chance.fraction() * (0.35 + 0.65 * chance.fraction()))
        let days = Int(LogNormal(median: 48, factor: 1.9).draw(&chance, within: 4...260))
        let closed = plan.calendar.moment(daysAgo: ended, &chance)
        let opened = min(plan.calendar.moment(daysAgo: ended + days, &chance), closed.adding(seconds: -7200))
        let isWon = chance.chance(percent: 47)
        let stages = plan.lanes[lane].open.count
        let reached = isWon ? stages - 1 : chance.below(stages)
        return walk(upTo: reached, from: opened, to: closed.adding(seconds: -60)) + [(isWon ? .won : .lost, closed)]
    }

    /// From the first stage to one further on, each entered after the one before.
    private mutating func walk(
        upTo last: Int, from first: Instant, to end: Instant
    ) -> [(stage: DemoStory.DealStage, at: Instant)] {
        var path: [(stage: DemoStory.DealStage, at: Instant)] = [(.open(0), first)]
        if last == 0 { return path }
        let moments = (0..<last).map { _ in plan.calendar.moment(between: first, and: end, &chance) }.sorted()
        var before = first
        for (place, moment) in moments.enumerated() {
            before = max(moment, before.adding(seconds: 1))
            path.append((.open(place + 1), before))
        }
        return path
    }
}
