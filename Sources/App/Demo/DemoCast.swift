import Identity
import Records
import Storage

/// The people of the demo company: managers with their teams, and sellers.
struct DemoCast: Sendable {
    let managers: [Member]
    let sellers: [Member]
    let teams: [String]

    struct Member: Sendable {
        let name: String, email: String
        let team: Int
    }

    /// The invented company they work for.
    static let company = "Atelier Vigie"
    static let domain = "entregent.test"
    static let administrator = "demo@" + domain

    init(_ size: DemoSize, world: DemoWorld, language: DemoLanguage) {
        var chance = world.chance("cast", 0)
        var taken: Set<String> = []
        func member(_ team: Int) -> Member {
            while true {
                let given = chance.pick(
                    GivenName.likely(isWoman: chance.chance(percent: 50), born: chance.within(1968...2000)))
                let family = chance.below(FamilyNames.all.count)
                let email = GivenName.slugs[given] + "." + FamilyNames.slugs[family] + "@" + DemoCast.domain
                guard taken.insert(email).inserted else { continue }
                return Member(
                    name: GivenName.all[given].name + " " + FamilyNames.all[family], email: email, team: team)
            }
        }
        teams = (0..<size.teams).map { DemoCast.teamName($0, language) }
        managers = (0..<max(1, size.teams / 2)).map { member($0 * 2 % size.teams) }
        let count = max(1, size.users - managers.count)
        sellers = (0..<count).map { member($0 % size.teams) }
    }

    private static func teamName(_ number: Int, _ language: DemoLanguage) -> String {
        let regions = language == .french ? frenchRegions : englishRegions
        let turn = number / regions.count
        return regions[number % regions.count] + (turn == 0 ? "" : " \(turn + 1)")
    }

    private static let frenchRegions = [
        "Ouest", "Sud-Est", "Île-de-France", "Nord", "Est", "Sud-Ouest", "Centre", "Rhône-Alpes", "Normandie",
        "Bretagne",
    ]
    private static let englishRegions = [
        "West", "South-East", "Paris area", "North", "East", "South-West", "Centre", "Rhône-Alpes", "Normandy",
        "Brittany",
    ]

    /// Makes teams and users; returns who sells, in order. Without a password's hash they exist but cannot sign in.
    func hire(_ hash: String?, language: DemoLanguage, in transaction: Transaction) throws -> [ID<User>] {
        let teamIDs = try teams.map { name -> ID<Team> in
            var team = Team()
            team.name = try DemoGround.free(name, of: Team.self, in: transaction)
            return try transaction.save(team)
        }
        try RolePreset.ensure(language.rawValue, in: transaction)
        func hire(_ member: Member, _ role: RolePreset, under manager: ID<User>?) throws -> ID<User> {
            var user = User()
            user.name = member.name
            user.email = member.email
            user.role = try role.id(in: transaction)
            user.team = teamIDs[member.team]
            user.manager = manager
            user.language = UserLanguage(rawValue: language.rawValue)
            let id = try transaction.save(user)
            if let hash { try Credentials.setPassword(hash, of: id, in: transaction) }
            return id
        }
        let leads = try managers.map { try hire($0, .salesManager, under: nil) }
        return try leads + sellers.map { try hire($0, .seller, under: leads[$0.team / 2 % leads.count]) }
    }
}
