import Identity
import Records
import Storage

extension BusinessWorld {
    /// Work without a request sees what a role gives: Ann administers, Ben has his own.
    func giveRoles() async throws {
        let (ann, ben) = (ann, ben)
        try await change { transaction in
            var boss = Role()
            boss.name = "Boss"
            boss.isAdministrator = true
            var seller = Role()
            seller.name = "Seller"
            var right = RoleRight()
            right.entity = "activity"
            (right.read, right.create, right.change, right.delete, right.export) = (.own, .own, .own, .own, .own)
            seller.rights = [right]
            let kind = transaction.schema.kind(of: User.self)
            let (bossID, sellerID) = (try transaction.save(boss).number, try transaction.save(seller).number)
            try transaction.save(Draft(id: ann, fields: ["role": [.integer(bossID)]]), as: kind)
            try transaction.save(Draft(id: ben, fields: ["role": [.integer(sellerID)]]), as: kind)
        }
    }

    /// Both in one team.
    func team() async throws -> Int64 {
        let people = [ann, ben]
        let team = try await change { transaction in
            var team = Team()
            team.name = "North"
            let id = try transaction.save(team).number
            let kind = transaction.schema.kind(of: User.self)
            for user in people {
                try transaction.save(Draft(id: user, fields: ["team": [.integer(id)]]), as: kind)
            }
            return id
        }
        try await workspace.reload()
        return team
    }
}
