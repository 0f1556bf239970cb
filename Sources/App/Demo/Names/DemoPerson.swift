import Records

/// An invented person who works in an invented company.
package struct DemoPerson: Sendable, Hashable {
    package let given: String, family: String, isWoman: Bool
    package let birthYear: Int
    package let jobTitle: JobTitle
    package let email: String
    /// E.164; not everybody gives a mobile number, fewer have a line of their own.
    package let mobile: String?, directLine: String?

    package var name: String { given + " " + family }
    package func title(in language: DemoLanguage) -> String { (isWoman ? jobTitle.woman : jobTitle.man)[language] }
}

/// The people of one company, one after the other: the first leads it, no two share an address.
package struct DemoStaff: Sendable {
    private let company: DemoCompany
    private let families: WeightedChoice
    private var chance: SeededGenerator
    private var taken: Set<Int> = []

    package init(of company: DemoCompany, in world: DemoWorld) {
        self.company = company
        families = world.families
        chance = world.chance("staff", company.number)
    }

    package mutating func next() -> DemoPerson {
        let isWoman = chance.chance(percent: 47)
        let title = JobTitle.all[chance.pick(titles())]
        let birthYear = chance.within(title.level > 2 ? 1958...1988 : 1961...2003)
        let names = GivenName.likely(isWoman: isWoman, born: birthYear)
        var given = chance.pick(names)
        var family = families.draw(&chance)
        while !taken.insert(given * FamilyNames.all.count + family).inserted {
            given = chance.pick(names)
            family = families.draw(&chance)
        }
        return DemoPerson(
            given: GivenName.all[given].name, family: FamilyNames.all[family], isWoman: isWoman, birthYear: birthYear,
            jobTitle: title, email: GivenName.slugs[given] + "." + FamilyNames.slugs[family] + "@" + company.domain,
            mobile: chance.chance(percent: 62) ? FictionPhone.mobile(&chance) : nil,
            directLine: chance.chance(percent: 35)
                ? FictionPhone.landline(departement: company.commune.departementCode, &chance) : nil)
    }

    /// The first leads; then half do the work, and only larger companies have directors of a function.
    private mutating func titles() -> [Int] {
        if taken.isEmpty { return JobTitle.leaders }
        let draw = chance.below(100)
        if draw < 15, company.employees >= 25 { return JobTitle.functionHeads }
        return draw < 50 ? JobTitle.managers : JobTitle.doers
    }
}
