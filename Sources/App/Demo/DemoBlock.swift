import Records

/// Twenty companies with their stories: together exactly a hundred contacts, fifty opportunities and five hundred
/// activities, unevenly spread as in life. Blocks are made alone and in any order.
struct DemoBlock: Sendable {
    static let accounts = 20

    /// By rank in the block, the least important company first.
    private static let contacts = [1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 6, 6, 7, 8, 9, 11, 14]
    private static let deals = [0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 5, 6, 7, 9]
    private static let steps = [2, 3, 4, 5, 6, 10, 12, 14, 16, 18, 20, 22, 25, 28, 31, 35, 45, 55, 64, 85]

    let number: Int
    let stories: [DemoStory]

    init(_ number: Int, of plan: DemoPlan) {
        self.number = number
        let numbers = number * DemoBlock.accounts..<(number + 1) * DemoBlock.accounts
        let companies = numbers.map { DemoCompany(number: $0, in: plan.world) }
        var chance = plan.world.chance("block", number)
        // Large companies matter more, but not always.
        let importance = companies.map { Double($0.employees) * (0.2 + chance.fraction()) }
        let order = companies.indices.sorted { (importance[$0], $0) < (importance[$1], $1) }
        var ranks = Array(repeating: 0, count: companies.count)
        for (rank, place) in order.enumerated() { ranks[place] = rank }
        stories = companies.indices.map { place in
            // A few belong to the most important company of the block.
            let parent = ranks[place] < 15 && chance.chance(percent: 8) ? order[DemoBlock.accounts - 1] : nil
            let size = DemoStoryteller.Size(
                people: DemoBlock.contacts[ranks[place]], deals: DemoBlock.deals[ranks[place]],
                steps: DemoBlock.steps[ranks[place]])
            var teller = DemoStoryteller(companies[place], plan)
            return teller.story(size, place: place, parent: parent)
        }
    }
}
