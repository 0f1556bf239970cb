import Records
import Testing

@testable import App

@Suite("Raw material of the demo")
struct DemoNamesTests {
    private let world = DemoWorld(seed: 42)

    @Test("every list is filled and names nothing twice")
    func lists() {
        let given = GivenName.all.map { ($0.isWoman ? "f " : "m ") + $0.name }
        #expect(given.count >= 250 && Set(given).count == given.count)
        #expect(FamilyNames.all.count >= 400 && Set(FamilyNames.all).count == FamilyNames.all.count)
        #expect(Set(FamilyNames.slugs).count == FamilyNames.slugs.count)
        #expect(Commune.all.count >= 115 && Set(Commune.all.map { $0.name + $0.postcode }).count == Commune.all.count)
        #expect(Sector.all.count == 25 && Set(Sector.all.map(\.naf)).count == 25)
        #expect(Set(DemoProduct.all.map(\.reference)).count == DemoProduct.all.count)
        #expect(Set(DemoProduct.all.map(\.name.french)).count == DemoProduct.all.count)
        #expect(Set(DemoProduct.all.map(\.family)) == Set(DemoProduct.families.keys))
        for list in [
            DemoPhrases.calls, DemoPhrases.meetings, DemoPhrases.tasks, DemoPhrases.notes, DemoPhrases.lostReasons,
        ] {
            #expect(list.count >= 10 && Set(list.map(\.french)).count == list.count)
            #expect(Set(list.map(\.english)).count == list.count)
        }
        for department in JobTitle.Department.allCases {
            #expect(JobTitle.all.contains { $0.department == department && $0.level >= 3 })
        }
    }

    @Test("towns and sectors carry codes that our own rules accept")
    func codes() {
        for commune in Commune.all {
            #expect(FrenchPostcode.departement(of: commune.postcode) == commune.departementCode, "\(commune.name)")
            #expect((-22...52).contains(commune.latitude) && (-62...56).contains(commune.longitude))
        }
        for sector in Sector.all { #expect(NAFCode.normalised(sector.naf) == sector.naf) }
    }

    @Test("a seed makes the same companies and people in any order, another seed others")
    func deterministic() {
        let again = DemoWorld(seed: 42)
        let other = DemoWorld(seed: 43)
        let forwards = (0..<50).map { DemoCompany(number: $0, in: world) }
        let backwards = (0..<50).reversed().map { DemoCompany(number: $0, in: again) }
        #expect(forwards == backwards.reversed())
        #expect(forwards != (0..<50).map { DemoCompany(number: $0, in: other) })
        var staff = DemoStaff(of: forwards[7], in: world)
        var twin = DemoStaff(of: forwards[7], in: again)
        #expect((0..<20).map { _ in staff.next() } == (0..<20).map { _ in twin.next() })
    }

    @Test("the first company of a seed is part of the promise: demos of two releases look alike")
    func pinned() {
        let company = DemoCompany(number: 0, in: world)
        #expect(company.name == "Palicalor")
        #expect(company.siren.digits == "296971922")
    }

    @Test("twenty thousand companies share neither name, key, domain nor number, and every number holds")
    func companies() {
        var names: Set<String> = []
        var keys: Set<String> = []
        var domains: Set<String> = []
        var sirens: Set<SIREN> = []
        for number in 0..<20_000 {
            let company = DemoCompany(number: number, in: world)
            names.insert(company.name)
            keys.insert(CompanyName.key(company.name))
            domains.insert(company.domain)
            sirens.insert(company.siren)
            guard number < 500 else { continue }
            #expect(SIRET.normalised(company.siret.digits) == company.siret.digits)
            #expect(VATNumber.normalised(company.vatNumber) == company.vatNumber)
            #expect(PhoneNumber.normalised(company.phone, country: "FR") == company.phone)
            #expect(Website.companyDomain(company.website) == company.domain)
            #expect(company.employees > 0 && company.revenueThousands > 0 && company.foundedYear <= 2024)
        }
        #expect(names.count == 20_000 && keys.count == 20_000 && domains.count == 20_000 && sirens.count == 20_000)
    }

    @Test("people of a company have addresses of their own at its domain, and the first leads it")
    func people() {
        for number in 0..<100 {
            let company = DemoCompany(number: number, in: world)
            var staff = DemoStaff(of: company, in: world)
            let people = (0..<60).map { _ in staff.next() }
            #expect(people[0].jobTitle.level == 4)
            #expect(people.dropFirst().allSatisfy { $0.jobTitle.level < 4 })
            #expect(Set(people.map(\.email)).count == people.count)
            for person in people {
                #expect(EmailAddress.normalised(person.email) == person.email)
                #expect(Website.companyDomain(ofEmail: person.email) == company.domain)
            }
        }
    }

    @Test("telephones ring nowhere: only the ranges kept for fiction are used")
    func fiction() {
        var chance = SeededGenerator(seed: 4)
        let ranges = ["+3319900", "+3326191", "+3335301", "+3346571", "+3353649"]
        for commune in Commune.all {
            let number = FictionPhone.landline(departement: commune.departementCode, &chance)
            #expect(ranges.contains { number.hasPrefix($0) } && number.count == 12)
        }
        let mobile = FictionPhone.mobile(&chance)
        #expect(mobile.hasPrefix("+3363998") && PhoneNumber.normalised(mobile, country: "FR") == mobile)
    }

    @Test("phrases are filled in both languages, deals are worth something")
    func phrases() {
        var chance = SeededGenerator(seed: 6)
        let company = DemoCompany(number: 3, in: world)
        for list in [DemoPhrases.calls, DemoPhrases.meetings, DemoPhrases.tasks, DemoPhrases.notes] {
            for phrase in list {
                for language in DemoLanguage.allCases {
                    let text = filled(phrase[language], person: "Anne", company: "Acme", offer: "X")
                    #expect(!text.contains("{") && !text.isEmpty)
                }
            }
        }
        for _ in 0..<200 {
            let deal = DemoDeal(with: company, &chance)
            #expect(deal.amountCents >= 50_000 && deal.amountCents % 10_000 == 0)
            #expect(deal.title(for: company, in: .english).hasSuffix(company.name))
            let note = DemoPhrases.note(in: .french, person: "A", company: "B", offer: "C", &chance)
            let sentences = note.split(separator: ". ")
            #expect(Set(sentences).count == sentences.count)
        }
    }
}
