import Activities
import Identity
import People
import Records
import Sales
import Storage

/// Lives a story through: every record is saved by the one write path, by its owner, at the moment it happened. What
/// the rules, the search, the history and the stage history make of it is what they make of real work.
struct DemoReplay {
    let records: DemoRecords
    let rules: RuleBook
    let journal: Int64

    /// One thing that happened, with what had to be there before.
    private enum Happening {
        case people([Int])
        case deal(Int)
        case move(deal: Int, step: Int)
        case steps([Int])
        case note(Int)
        case need(Int)
        case letter(Int)
    }

    /// The companies of a block come first, so that people and parents may refer to any of them.
    func live(_ block: DemoBlock, in transaction: Transaction) throws {
        let pasts = block.stories.map { story in
            DemoPast(
                transaction, owners: records.plan.owners, rules: rules, journal: journal, node: story.company.number + 1
            )
        }
        let accounts = try zip(block.stories, pasts).map { story, past in
            try past.at(story.createdAt, story.owner).save(records.account(story, parent: nil))
        }
        for (place, story) in block.stories.enumerated() { try live(story, accounts, place, pasts[place]) }
        for past in pasts { try past.forgetNews() }
    }

    private func live(_ story: DemoStory, _ accounts: [ID<Account>], _ place: Int, _ past: DemoPast) throws {
        var ids = DemoRecords.IDs(
            account: accounts[place], people: Array(repeating: ID(), count: story.people.count),
            deals: Array(repeating: ID(), count: story.deals.count))
        if let parent = story.parent {
            let draft = Draft(id: ids.account.number, fields: ["parent": accounts[parent].values])
            let at = past.at(story.createdAt, story.owner, journaled: false)
            try at.save(draft, as: at.schema.kind(of: Account.self))
        }
        let needs = records.needs(story), letters = records.letters(story)
        for (at, happening) in happenings(story) {
            switch happening {
            case .people(let places):
                let drafts = places.map { place in
                    let person = story.people[place]
                    return records.contact(
                        person, at: ids.account, also: person.also.map { accounts[$0] }, owner: story.owner)
                }
                let saved = try save(drafts, past.at(at, story.owner))
                for (place, id) in zip(places, saved) { ids.people[place] = id }
            case .deal(let place):
                let deal = story.deals[place]
                var draft = Draft(records.opportunity(deal, of: story, ids))
                draft.happenedAt = at
                let moment = past.at(at, deal.owner)
                ids.deals[place] = ID(try moment.save(draft, as: moment.schema.kind(of: Opportunity.self)))
            case .move(let place, let step):
                try move(story.deals[place], step, ids.deals[place], past)
            case .steps(let places):
                let activities = places.map { records.activity(story.steps[$0], of: story, ids) }
                _ = try save(activities, past.at(at, story.steps[places[0]].owner))
            case .need(let place):
                let facts = needs[place]
                try past.at(at, facts.owner).save(records.need(facts, of: story, ids))
            case .letter(let place):
                let owner = story.deals[letters[place].deal].owner
                try past.at(letters[place].at, owner).save(records.letter(letters[place], of: story, ids))
            case .note(let place):
                try past.at(at, story.notes[place].owner).save(records.note(story.notes[place], ids))
            }
        }
    }

    /// In the order of time; at one moment people come before deals, deals before what is said of them.
    private func happenings(_ story: DemoStory) -> [(at: Instant, Happening)] {
        var list: [(at: Instant, Happening)] = []
        for (at, places) in moments(story.people.map(\.createdAt)) { list.append((at, .people(places))) }
        for (place, deal) in story.deals.enumerated() {
            list.append((deal.openedAt, .deal(place)))
            for step in deal.path.indices.dropFirst() {
                list.append((deal.path[step].at, .move(deal: place, step: step)))
            }
        }
        for (at, places) in moments(story.steps.map(\.createdAt)) {
            for (_, group) in Dictionary(grouping: places, by: { story.steps[$0].owner }).sorted(by: { $0.key < $1.key }
            ) {
                list.append((at, .steps(group)))
            }
        }
        for (place, note) in story.notes.enumerated() { list.append((note.createdAt, .note(place))) }
        for (place, need) in records.needs(story).enumerated() { list.append((need.at, .need(place))) }
        for (place, letter) in records.letters(story).enumerated() { list.append((letter.at, .letter(place))) }
        return list.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    /// Places by their moment, in order.
    private func moments(_ instants: [Instant]) -> [(Instant, [Int])] {
        Dictionary(grouping: instants.indices, by: { instants[$0] }).sorted { $0.key < $1.key }.map {
            ($0.key, $0.value)
        }
    }

    private func save<E: Entity>(_ entities: [E], _ transaction: Transaction) throws -> [ID<E>] {
        let saved = try transaction.save(entities.map { Draft($0) }, as: transaction.schema.kind(of: E.self))
        return try saved.map { result in
            if case .refused(let refusal) = result { throw refusal }
            return ID(result.id ?? 0)
        }
    }

    /// Not journaled: undoing the demo takes the whole opportunity away.
    private func move(_ deal: DemoStory.Deal, _ step: Int, _ id: ID<Opportunity>, _ past: DemoPast) throws {
        let (stage, at) = deal.path[step]
        var fields = ["stage": records.stage(stage, deal.lane).values]
        if stage == .lost { fields["lost_reason"] = records.lostReason(deal).values }
        let transaction = past.at(at, deal.owner, journaled: false)
        try transaction.save(Draft(id: id.number, fields: fields), as: transaction.schema.kind(of: Opportunity.self))
    }
}

/// Transactions of the past: the same connection, another moment and author.
struct DemoPast {
    private let transaction: Transaction
    private let owners: [ID<User>]
    private let rules: RuleBook
    private let journal: Int64
    private let clock: Clock
    private let ids: IDGenerator

    /// The moment at which the story stands, and those it has been at.
    private final class Clock: @unchecked Sendable {
        var now = Instant(microseconds: 0)
        var past: Set<Instant> = []
    }

    init(_ transaction: Transaction, owners: [ID<User>], rules: RuleBook, journal: Int64, node: Int) {
        self.transaction = transaction
        self.owners = owners
        self.rules = rules
        self.journal = journal
        let clock = Clock()
        self.clock = clock
        ids = IDGenerator(node: node & 0x3FF) { clock.now }
    }

    /// Long before the story, when the house hired its people: what was made first is undone last.
    static func founding(_ transaction: Transaction, rules: RuleBook) -> Transaction {
        let moment = transaction.now.adding(seconds: -1200 * 86_400)
        return Transaction(
            connection: transaction.connection, schema: transaction.schema, viewer: .house, door: .demo, now: moment,
            settings: transaction.settings, ids: IDGenerator(node: 0) { moment }, rules: rules)
    }

    func at(_ moment: Instant, _ owner: Int, journaled: Bool = true) -> Transaction {
        clock.now = moment
        clock.past.insert(moment)
        let past = Transaction(
            connection: transaction.connection, schema: transaction.schema,
            viewer: Viewer(user: owners[owner].number, grants: nil), door: .demo, now: moment,
            settings: transaction.settings, ids: ids, rules: rules)
        past.journal = journaled ? journal : nil
        return past
    }

    /// Invented history is no news: nothing of it goes to automations, webhooks or open pages. Its events are known by
    /// their moments, whole seconds of the past.
    func forgetNews() throws {
        for chunk in clock.past.sorted().chunked(by: 500) {
            let moments = SQL.list(chunk.map(Value.instant))
            try transaction.connection.execute("DELETE FROM outbox WHERE at IN (\(moments))")
        }
    }
}
