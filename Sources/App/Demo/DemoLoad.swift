import Activities
import Identity
import Leads
import People
import Records
import Sales
import Storage

/// Loads a large company: the same stories, as finished rows in big batches instead of one save after the other.
struct DemoLoad {
    let plan: DemoPlan
    let workspace: Workspace
    let hasLeads: Bool

    /// Each account has so many identifiers for itself and all that belongs to it.
    private static let perAccount: Int64 = 512
    /// A batch is a transaction: two hundred accounts, some seven thousand records.
    private static let blocksAtOnce = 10
    /// A moment has 4,096 identifiers; what the founding makes runs ahead of its own by some (`IDGenerator`).
    private static let foundingMilliseconds: Int64 = 1000

    /// Identifiers of the demo's own: consecutive from a moment before its story begins, when nobody else made any.
    /// Where that is before identifiers begin (2024), the founding stands there too and comes first.
    static func range(of plan: DemoPlan) -> (first: Int64, last: Int64) {
        let before = plan.calendar.today.adding(days: -DemoCalendar.days - 400)
        let milliseconds = Instant(before).microseconds / 1000 - IDGenerator.epoch
        let first = max(foundingMilliseconds, milliseconds) << 22
        return (first, first + Int64(plan.size.accounts) * perAccount - 1)
    }

    func run(_ mark: DemoMark, _ progress: DemoData.Progress) async throws {
        guard let first = mark.first else { return }
        let isFresh = try await workspace.read(.house) { try $0.count($0.schema.kind(of: Account.self), cap: 1) == 0 }
        if isFresh { try await DemoIndexes.drop(in: workspace) }
        let load = BulkLoad(country: workspace.settings.country)
        let schema = workspace.schema
        let ranges = stride(from: 0, to: plan.size.blocks, by: DemoLoad.blocksAtOnce).map { start in
            start..<min(start + DemoLoad.blocksAtOnce, plan.size.blocks)
        }
        // The next batch is invented on one core while the database takes in the last one on the other.
        var next = invent(ranges[0], first, schema)
        for place in ranges.indices {
            let batch = try await next.value
            if place + 1 < ranges.count { next = invent(ranges[place + 1], first, schema) }
            try await progress(ranges[place].lowerBound * DemoBlock.accounts, plan.size.accounts)
            try await workspace.write(.house, .demo) { transaction in
                for (name, records) in batch {
                    try load.load(records, of: transaction.schema.kind(name), in: transaction)
                }
            }
        }
        if isFresh { try await DemoIndexes.restore(in: workspace) }
    }

    private func invent(_ blocks: Range<Int>, _ first: Int64, _ schema: Schema) -> Task<[(String, [Record])], any Error>
    {
        let plan = plan, leads = hasLeads ? DemoLeadStories(plan: plan, now: workspace.clock()) : nil
        return Task.detached {
            var batch = DemoBatch(records: DemoRecords(plan: plan), schema: schema, leadStories: leads)
            for number in blocks {
                let block = DemoBlock(number, of: plan)
                batch.add(
                    block, first: first + Int64(number * DemoBlock.accounts) * DemoLoad.perAccount,
                    perAccount: DemoLoad.perAccount)
            }
            return batch.byKind
        }
    }
}

/// Finished records of some blocks, in the order in which they may be loaded.
struct DemoBatch {
    let records: DemoRecords
    let schema: Schema
    private var accounts: [Record] = [], contacts: [Record] = [], deals: [Record] = [], changes: [Record] = []
    private var needs: [Record] = [], activities: [Record] = [], notes: [Record] = [], leads: [Record] = []
    private let leadStories: DemoLeadStories?

    init(records: DemoRecords, schema: Schema, leadStories: DemoLeadStories?) {
        self.records = records
        self.schema = schema
        self.leadStories = leadStories
    }

    var byKind: [(String, [Record])] {
        [
            (Account.name, parentsFirst), (Contact.name, contacts), (Opportunity.name, deals),
            (StageChange.name, changes),
            (Need.name, needs), (Lead.name, leads), (Activity.name, activities), (Note.name, notes),
        ]
    }

    /// While a row waits for the parent it names, SQLite looks through every table that links to accounts at each row
    /// it takes in, and the indexes for that are not there yet: a million contacts would take hours.
    private var parentsFirst: [Record] {
        let kind = schema.kind(of: Account.self)
        var waiting = accounts, known: Set<Int64> = [], ordered: [Record] = []
        while !waiting.isEmpty {
            let later = waiting.filter { record in
                let parent = record.value("parent", in: kind).integer
                guard parent.map(known.contains) ?? true else { return true }
                ordered.append(record)
                return false
            }
            // A parent of another batch is there already, or the database says what is missing.
            if later.count == waiting.count { return ordered + later }
            known.formUnion(ordered.lazy.map(\.id))
            waiting = later
        }
        return ordered
    }

    mutating func add(_ block: DemoBlock, first: Int64, perAccount: Int64) {
        let known = block.stories.indices.map { ID<Account>(first + Int64($0) * perAccount) }
        for (place, story) in block.stories.enumerated() { add(story, known, place) }
    }

    private mutating func add(_ story: DemoStory, _ known: [ID<Account>], _ place: Int) {
        var last = known[place].number
        func next() -> Int64 {
            last += 1
            return last
        }
        let owners = records.plan.owners
        var ids = DemoRecords.IDs(account: known[place])
        // A parent is set after all companies of the block are there: a second version.
        var account = records.account(story, parent: story.parent.map { known[$0] })
        for index in account.addresses.indices { account.addresses[index].id = ID(next()) }
        accounts.append(
            stored(
                account, ids.account.number, story.createdAt, owners[story.owner], version: story.parent == nil ? 1 : 2)
        )
        for person in story.people {
            let id = next()
            ids.people.append(ID(id))
            var contact = records.contact(
                person, at: ids.account, also: person.also.map { known[$0] }, owner: story.owner)
            for index in contact.emails.indices { contact.emails[index].id = ID(next()) }
            for index in contact.phones.indices { contact.phones[index].id = ID(next()) }
            for index in contact.accounts.indices { contact.accounts[index].id = ID(next()) }
            contacts.append(stored(contact, id, person.createdAt, owners[story.owner]))
        }
        ids.deals = story.deals.map { _ in ID(next()) }
        let origin = leadStories?.origin(of: story, ids), originID = origin.map { _ in next() }
        for (place, deal) in story.deals.enumerated() {
            let lead = place == 0 ? origin : nil
            add(deal, story, ids, ids.deals[place].number, lead: lead, lead == nil ? nil : originID, next)
        }
        if let origin, let originID { add(origin, originID, owners[story.owner]) }
        if let stranger = leadStories?.stranger(beside: story) {
            let id = next(), author = stranger.owner ?? owners[story.owner]
            add(stranger, id, author)
            if let step = leadStories?.next(with: stranger, id, story.company.number) {
                activities.append(stored(step, next(), stranger.firstRespondedAt ?? story.createdAt, author))
            }
        }
        for need in records.needs(story) {
            needs.append(stored(records.need(need, of: story, ids), next(), need.at, owners[need.owner]))
        }
        for step in story.steps {
            activities.append(
                stored(records.activity(step, of: story, ids), next(), step.createdAt, owners[step.owner]))
        }
        for note in story.notes {
            notes.append(stored(records.note(note, ids), next(), note.createdAt, owners[note.owner]))
        }
    }

    private mutating func add(_ lead: Lead, _ id: Int64, _ author: ID<User>) {
        let received = lead.receivedAt ?? Instant(microseconds: 0)
        leads.append(stored(lead, id, received, author, updatedAt: lead.convertedAt ?? lead.firstRespondedAt))
    }

    /// The opportunity as it stands at the end of its path, and the path as stage changes.
    private mutating func add(
        _ deal: DemoStory.Deal, _ story: DemoStory, _ ids: DemoRecords.IDs, _ id: Int64, lead: Lead?, _ leadID: Int64?,
        _ next: () -> Int64
    ) {
        let end = deal.path[deal.path.count - 1], owner = records.plan.owners[deal.owner]
        var sale = records.opportunity(deal, of: story, ids)
        sale.stage = records.stage(end.stage, deal.lane)
        sale.stageSince = end.at
        if let lead {
            sale.lead = leadID.map { Reference(kind: Lead.name, id: $0) }
            (sale.campaign, sale.medium, sale.firstTouchAt) = (lead.campaign, lead.medium, lead.firstTouchAt)
        }
        if !deal.isOpen {
            sale.outcome = deal.isWon ? .won : .lost
            sale.closedOn = end.at.day(in: records.plan.calendar.zone)
            if !deal.isWon { sale.lostReason = records.lostReason(deal) }
        }
        deals.append(stored(sale, id, deal.openedAt, owner, updatedAt: end.at, version: Int64(deal.path.count)))
        for (place, entered) in deal.path.enumerated() {
            var change = StageChange()
            change.opportunity = ID(id)
            change.from = place == 0 ? nil : records.stage(deal.path[place - 1].stage, deal.lane)
            change.to = records.stage(entered.stage, deal.lane)
            change.enteredAt = entered.at
            change.leftAt = place + 1 < deal.path.count ? deal.path[place + 1].at : nil
            changes.append(stored(change, next(), entered.at, owner))
        }
    }

    private func stored<E: Entity>(
        _ entity: E, _ id: Int64, _ at: Instant, _ author: ID<User>, updatedAt: Instant? = nil, version: Int64 = 1
    ) -> Record {
        let kind = schema.kind(of: E.self)
        var record = Record(empty: kind)
        entity.write(to: &record, kind: kind)
        record.id = id
        record.values[2] = .instant(at)
        record.values[3] = .integer(author.number)
        record.values[4] = .instant(updatedAt ?? at)
        record.values[5] = .integer(author.number)
        record.values[6] = .integer(version)
        return record
    }
}
