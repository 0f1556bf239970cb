import Records

/// What happened with one invented company: who works there, what was tried to sell, what was said and done, and what
/// comes next. Pure: the same for a seed, whether it is then lived through or loaded.
struct DemoStory: Sendable {
    let company: DemoCompany
    /// Place among the owners of the plan.
    let owner: Int
    let createdAt: Instant
    /// Another company of the block that this one belongs to: its place there.
    let parent: Int?
    let source: Int
    var people: [Person] = []
    var deals: [Deal] = []
    var steps: [Step] = []
    var notes: [Remark] = []

    struct Person: Sendable {
        let facts: DemoPerson
        let createdAt: Instant
        /// A second company of the block where this person also acts.
        let also: Int?
    }

    struct Deal: Sendable {
        let facts: DemoDeal
        let lane: Int
        let owner: Int
        let person: Int
        let product: Int
        let source: Int
        /// Stages and when they were entered: the first one opened it.
        var path: [(stage: DealStage, at: Instant)]
        let closesOn: Day
        let lostReason: Int

        var openedAt: Instant { path[0].at }
        var isOpen: Bool { if case .open = path[path.count - 1].stage { true } else { false } }
        var isWon: Bool { path[path.count - 1].stage == .won }
        func closedAt(orLater end: Instant) -> Instant { isOpen ? end : path[path.count - 1].at }
    }

    enum DealStage: Sendable, Hashable {
        case open(Int)
        case won, lost
    }

    /// What an activity or note is about.
    enum Subject: Sendable, Hashable {
        case account
        case person(Int)
        case deal(Int)
    }

    enum StepType: Sendable { case call, meeting, task }

    struct Step: Sendable {
        let type: StepType
        let phrase: Bilingual
        let about: Subject
        let person: Int
        let owner: Int
        let createdAt: Instant
        let dueOn: Day
        /// A meeting has an hour and a length.
        let startsAt: Instant?
        let minutes: Int?
        let doneAt: Instant?
    }

    struct Remark: Sendable {
        let text: String
        let about: Subject
        let owner: Int
        let createdAt: Instant
    }

    var isCustomer: Bool { deals.contains(where: \.isWon) }
}
