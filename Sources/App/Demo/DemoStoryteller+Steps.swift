import Records

extension DemoStoryteller {
    /// So many activities: first what is planned for open deals, the rest was done in visits and calls of the past.
    mutating func tellSteps(_ count: Int, _ story: inout DemoStory) {
        for place in story.deals.indices where story.deals[place].isOpen && story.steps.count < count {
            if let step = nextAction(place, story) { story.steps.append(step) }
        }
        while story.steps.count < count {
            let session = min(count - story.steps.count, chance.within(1...4))
            tellSession(session, &story)
        }
    }

    /// Of open deals one in six has no next action, others are late, due today or planned.
    private mutating func nextAction(_ place: Int, _ story: DemoStory) -> DemoStory.Step? {
        let deal = story.deals[place]
        let draw = chance.below(100)
        if draw < 17 { return nil }
        let due: Day
        if draw < 30 {
            due = plan.calendar.today.adding(days: -chance.within(1...9))
        } else if draw < 42 {
            due = plan.calendar.today
        } else {
            due = plan.calendar.workday(inDays: chance.within(1...21))
        }
        let made = plan.calendar.moment(
            daysAgo: plan.calendar.daysAgo(plan.calendar.yesterday) + chance.below(14), &chance)
        let type = pickType()
        let hour = type == .meeting ? plan.calendar.moment(on: due, minute: 8 * 60 + 30 * chance.within(0...18)) : nil
        return DemoStory.Step(
            type: type, phrase: phrase(type), about: .deal(place), person: deal.person, owner: deal.owner,
            createdAt: max(made, deal.openedAt), dueOn: due, startsAt: hour,
            minutes: type == .meeting ? chance.pick([30, 45, 60, 60, 90]) : nil, doneAt: nil)
    }

    /// A call or visit, and the little tasks that came of it: one moment, one subject.
    private mutating func tellSession(_ count: Int, _ story: inout DemoStory) {
        var about = DemoStory.Subject.account, owner = story.owner, person = 0
        var first = story.createdAt, last = plan.calendar.yesterday
        if !story.deals.isEmpty, chance.chance(percent: 75) {
            let place = chance.below(story.deals.count)
            let deal = story.deals[place]
            (about, owner, person) = (.deal(place), deal.owner, deal.person)
            (first, last) = (deal.openedAt, deal.closedAt(orLater: last))
        } else if chance.chance(percent: 60) {
            person = chance.below((story.people.count + 1) / 2)
            about = .person(person)
        }
        let at = plan.calendar.moment(between: first, and: last, &chance)
        for number in 0..<count {
            let type = number > 0 && chance.chance(percent: 55) ? DemoStory.StepType.task : pickType()
            story.steps.append(done(type, at: at, about: about, person: person, owner: owner))
        }
    }

    private mutating func done(
        _ type: DemoStory.StepType, at moment: Instant, about: DemoStory.Subject, person: Int, owner: Int
    ) -> DemoStory.Step {
        let minutes = type == .meeting ? chance.pick([30, 45, 60, 60, 90, 120]) : nil
        let day = moment.day(in: plan.calendar.zone)
        // Tasks are not always done on the day they were due.
        let due = type == .task && chance.chance(percent: 40) ? day.adding(days: chance.within(-3...2)) : day
        return DemoStory.Step(
            type: type, phrase: phrase(type), about: about, person: person, owner: owner, createdAt: moment, dueOn: due,
            startsAt: minutes.map { moment.adding(seconds: -$0 * 60) }, minutes: minutes, doneAt: moment)
    }

    private mutating func pickType() -> DemoStory.StepType {
        let draw = chance.below(100)
        return draw < 45 ? .call : draw < 67 ? .meeting : .task
    }

    private mutating func phrase(_ type: DemoStory.StepType) -> Bilingual {
        switch type {
        case .call: chance.pick(DemoPhrases.calls)
        case .meeting: chance.pick(DemoPhrases.meetings)
        case .task: chance.pick(DemoPhrases.tasks)
        }
    }

    /// Up to three remarks: of the company, or of a deal while it ran.
    mutating func tellNotes(_ story: inout DemoStory) {
        for _ in 0..<min(chance.below(4), story.steps.count / 3) {
            let place = story.deals.isEmpty || chance.chance(percent: 35) ? nil : chance.below(story.deals.count)
            let deal = place.map { story.deals[$0] }
            let person = story.people[deal?.person ?? 0].facts
            let text = DemoPhrases.note(
                in: plan.language, person: person.name, company: company.name,
                offer: (deal?.facts.offer ?? company.sector.offers[0])[plan.language], &chance)
            let last = deal?.closedAt(orLater: plan.calendar.yesterday) ?? plan.calendar.yesterday
            let at = plan.calendar.moment(between: deal?.openedAt ?? story.createdAt, and: last, &chance)
            story.notes.append(
                DemoStory.Remark(
                    text: text, about: place.map { .deal($0) } ?? .account, owner: deal?.owner ?? story.owner,
                    createdAt: at))
        }
    }
}
