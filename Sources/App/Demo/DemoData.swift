import Foundation
import Identity
import Jobs
import Quality
import Records
import Storage

/// Believable data to look at: French companies, people, deals and two years of history, made from a seed and removable
/// in one action. In an empty workspace it also makes the people who can sign in.
package enum DemoData {
    package struct Order: Sendable {
        package var scale: DemoScale
        package var size: DemoSize
        package var seed: UInt64
        package var language: DemoLanguage?
        /// Whose view the demo is made for; nil for the first administrator.
        package var viewer: Int64?
        /// So many accounts and contacts of a hundred are entered twice, to try the search for duplicates on.
        package var duplicates = 0
        /// Leads, mails, plans and consents beside the customers; left out where only customers are counted.
        package var hasScenes = true

        package init(
            _ scale: DemoScale, seed: UInt64, size: DemoSize? = nil, language: DemoLanguage? = nil, viewer: Int64? = nil
        ) {
            self.scale = scale
            self.size = size ?? scale.size
            self.seed = seed
            self.language = language
            self.viewer = viewer
        }
    }

    package struct Person: Sendable {
        package let name: String, email: String, role: String
    }

    package struct Report: Sendable {
        package let order: Order
        package let people: [Person]
        /// Nil where the workspace had its administrator already.
        package let password: String?

        package var json: JSON {
            let people = people.map {
                JSON.record(["name": .text($0.name), "email": .text($0.email), "role": .text($0.role)])
            }
            let size = order.size
            return .record([
                "scale": .text(order.scale.rawValue), "seed": .text(String(order.seed)),
                "accounts": .number(String(size.accounts)),
                "contacts": .number(String(size.contacts)), "opportunities": .number(String(size.opportunities)),
                "activities": .number(String(size.activities)), "people": .array(people),
                "password": password.map { .text($0) } ?? .null,
            ])
        }
    }

    package typealias Progress = @Sendable (_ done: Int, _ total: Int) async throws -> Void

    /// Documents to hand out are made where there is a place for their files.
    @discardableResult
    package static func make(
        _ order: Order, in workspace: Workspace, files: FileStore? = nil, progress: Progress = { _, _ in }
    ) async throws -> Report {
        if let mark = DemoMark.find(workspace.settings) { try await replace(mark, in: workspace) }
        let password = try await found(order, in: workspace)
        let (standing, report) = try await stand(order, password, in: workspace)
        let plan = standing.plan
        if order.scale.isLoaded {
            try await DemoLoad(plan: plan, workspace: workspace, hasLeads: order.hasScenes).run(
                standing.mark, progress)
        } else {
            let replay = DemoReplay(
                records: DemoRecords(plan: plan), rules: workspace.registry.rules, journal: standing.mark.journal)
            for number in 0..<order.size.blocks {
                try await progress(number * DemoBlock.accounts, order.size.accounts)
                let block = DemoBlock(number, of: plan)
                try await workspace.write(.house, .demo) { try replay.live(block, in: $0) }
            }
            if order.hasScenes {
                try await scenes(plan, standing.mark.journal, in: workspace)
                if let files {
                    try await DemoLibrary.make(
                        plan.language, journal: standing.mark.journal, files: files, in: workspace)
                }
            }
        }
        if order.duplicates > 0 {
            try await DemoTwins(percent: order.duplicates, seed: order.seed, journal: standing.mark.journal)
                .run(in: workspace, progress)
        }
        try await QualityCriteria.measureAll(in: workspace)
        try await workspace.write(.house, .demo) { transaction in
            var whole = standing.mark
            whole.isWhole = true
            try whole.keep(in: transaction)
        }
        try await workspace.reload()
        try await workspace.database.maintain { _ = try $0.execute("ANALYZE") }
        try await progress(order.size.accounts, order.size.accounts)
        return report
    }

    private static func scenes(_ plan: DemoPlan, _ journal: Int64, in workspace: Workspace) async throws {
        try await workspace.write(.house, .demo) {
            try DemoFollowUps.make(plan.language, journal: journal, in: $0)
            try DemoLeads.make(plan.language, owners: plan.owners, journal: journal, in: $0)
            try DemoConsents.make(plan.language, journal: journal, in: $0)
        }
    }

    /// A demo that was cut short is taken away before it is made again; a whole one stays.
    private static func replace(_ mark: DemoMark, in workspace: Workspace) async throws {
        guard !mark.isWhole else { throw alreadyThere }
        try await remove(in: workspace)
    }

    /// In an empty workspace, the company and its administrator; the password that opens it.
    private static func found(_ order: Order, in workspace: Workspace) async throws -> String? {
        if try await workspace.read(.house, { try Credentials.exist(in: $0) }) { return nil }
        let password = password(order.seed)
        let founder = Company.Founder(
            company: DemoCast.company, email: DemoCast.administrator, password: password, name: "Dominique Vigie",
            language: (order.language ?? .french).rawValue)
        try await Company.found(founder, in: workspace, door: .demo)
        return password
    }

    /// Sixty bits of the seed: whoever knows the seed knows the password, so a demo without `--seed` draws a secret
    /// one.
    static func password(_ seed: UInt64) -> String {
        var chance = SeededGenerator(seed: seed, stream: 0x70617373)
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
        return (0..<4).map { _ in String((0..<4).map { _ in chance.pick(letters) }) }.joined(separator: "-")
    }

    private struct Standing: Sendable {
        let plan: DemoPlan
        let mark: DemoMark
    }

    /// People, pipelines and products, saved and journaled before everything else.
    private static func stand(_ order: Order, _ password: String?, in workspace: Workspace) async throws -> (
        Standing, Report
    ) {
        var hash: String?
        if let password { hash = try await Password.hash(password) }
        let (world, stored, now, rules) = (
            DemoWorld(seed: order.seed), hash, workspace.clock(), workspace.registry.rules
        )
        let (plan, mark, people) = try await workspace.write(.house, .demo) { today -> (DemoPlan, DemoMark, [Person]) in
            let transaction = DemoPast.founding(today, rules: rules)
            let settings = transaction.settings
            let language = order.language ?? DemoLanguage(rawValue: settings.language) ?? .french
            let cast = DemoCast(order.size, world: world, language: language)
            let viewer = try viewer(order, in: transaction)
            var mark = DemoMark(
                scale: order.scale.rawValue, seed: order.seed,
                journal: try Journal.begin("demo", kind: "account", in: transaction))
            let owners = try (viewer.map { [$0.id] } ?? []) + cast.hire(stored, language: language, in: transaction)
            let plan = DemoPlan(
                world: world, size: order.size, language: language,
                calendar: DemoCalendar(today: now.day(in: settings.timeZone), zone: settings.timeZone),
                currency: settings.currency, owners: owners,
                lanes: try DemoGround.lanes(order.size.pipelines, language: language, in: transaction),
                products: try DemoGround.products(language, currency: settings.currency, in: transaction))
            if order.hasScenes { try DemoAgenda.plan(owners, language, plan.calendar, in: transaction) }
            try DemoBooking.pages(owners, language, in: transaction)
            if order.hasScenes {
                try DemoObjectives.make(owners, order.size, currency: settings.currency, in: transaction)
            }
            try DemoRecords.makeTemplates(in: transaction)
            if order.scale.isLoaded { (mark.first, mark.last) = DemoLoad.range(of: plan) }
            try mark.keep(in: transaction)
            try transaction.connection.execute("DELETE FROM outbox WHERE at = \(transaction.now)")
            let first =
                viewer.map {
                    [
                        Person(
                            name: $0.name, email: $0.email ?? "", role: RolePreset.administrator.name(language.rawValue)
                        )
                    ]
                } ?? []
            return (
                plan, mark,
                first
                    + cast.managers.map {
                        Person(name: $0.name, email: $0.email, role: RolePreset.salesManager.name(language.rawValue))
                    }
                    + cast.sellers.map {
                        Person(name: $0.name, email: $0.email, role: RolePreset.seller.name(language.rawValue))
                    }
            )
        }
        try await workspace.reload()
        return (Standing(plan: plan, mark: mark), Report(order: order, people: people, password: password))
    }

    private static func viewer(_ order: Order, in transaction: Transaction) throws -> User? {
        if let id = order.viewer { return try transaction.find(ID<User>(id)) }
        return try transaction.all(User.self, where: .test(path: ["role", "is_administrator"], .equals(true)))
            .first { $0.isActive }
    }
}
