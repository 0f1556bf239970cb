/// How large an invented company is: a shop floor to look at, or the large company of the performance promises.
package enum DemoScale: String, Sendable, CaseIterable {
    case small, medium, large

    package var size: DemoSize {
        switch self {
        case .small: DemoSize(accounts: 200, users: 8, teams: 2, pipelines: 2)
        case .medium: DemoSize(accounts: 20_000, users: 20, teams: 4, pipelines: 6)
        case .large: DemoSize(accounts: 200_000, users: 200, teams: 20, pipelines: 6)
        }
    }

    /// Small demos are lived through record by record; larger ones are loaded.
    package var isLoaded: Bool { self != .small }
}

/// How many of everything. Twenty accounts have a hundred contacts, fifty opportunities and five hundred activities.
package struct DemoSize: Sendable, Hashable {
    package let accounts: Int, users: Int, teams: Int, pipelines: Int

    package init(accounts: Int, users: Int = 8, teams: Int = 2, pipelines: Int = 2) {
        precondition(accounts > 0 && accounts % DemoBlock.accounts == 0, "demo accounts come by the twenty")
        self.accounts = accounts
        self.users = users
        self.teams = teams
        self.pipelines = pipelines
    }

    package var blocks: Int { accounts / DemoBlock.accounts }
    package var contacts: Int { accounts * 5 }
    package var opportunities: Int { accounts * 5 / 2 }
    package var activities: Int { accounts * 25 }
}
