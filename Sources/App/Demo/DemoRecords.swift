import Activities
import Identity
import People
import Records
import Sales

/// The records of a story, typed; `ids` says which record each part of the story became.
struct DemoRecords {
    let plan: DemoPlan

    /// The identifiers that the records of one story have.
    struct IDs {
        var account = ID<Account>()
        var people: [ID<Contact>] = []
        var deals: [ID<Opportunity>] = []

        func reference(_ subject: DemoStory.Subject) -> Reference {
            switch subject {
            case .account: Reference(kind: Account.name, id: account.number)
            case .person(let place): Reference(kind: Contact.name, id: people[place].number)
            case .deal(let place): Reference(kind: Opportunity.name, id: deals[place].number)
            }
        }
    }

    func account(_ story: DemoStory, parent: ID<Account>?) -> Account {
        let company = story.company
        var account = Account()
        account.name = company.name
        account.owner = plan.owners[story.owner]
        account.isCustomer = story.isCustomer
        account.isProspect = !story.isCustomer
        account.isSupplier = company.number % 31 == 7
        account.isDistributor = company.number % 29 == 3
        account.sector = company.sector.name[plan.language]
        account.phone = company.phone
        account.phoneNumber = company.phone
        account.email = company.email
        account.website = company.website
        account.siren = company.siren.digits
        account.siret = company.siret.digits
        account.vatNumber = company.vatNumber
        account.naf = company.sector.naf
        account.deriveTrade()
        account.employees = company.employees
        account.revenue = Money(minor: Int64(company.revenueThousands) * 100_000, currency: plan.currency)
        account.foundedIn = company.foundedYear
        account.street = company.street
        account.postcode = company.commune.postcode
        account.city = company.commune.name
        account.country = "FR"
        account.department = Department(code: company.commune.departementCode)
        account.region = account.department?.region
        (account.latitude, account.longitude) = (company.position.latitude, company.position.longitude)
        account.addresses = addresses(company, account)
        account.parent = parent
        account.source = DemoStoryteller.sources[story.source][plan.language]
        return account
    }

    /// Larger companies take deliveries elsewhere.
    private func addresses(_ company: DemoCompany, _ account: Account) -> [AccountAddress] {
        guard let street = company.deliveryStreet else { return [] }
        return [AddressUse.headquarters, .delivery].map { use in
            var address = AccountAddress()
            address.address = account.mainAddress
            address.use = use
            address.isPrimary = use == .headquarters
            if use == .delivery { address.street = street }
            (address.latitude, address.longitude) = (account.latitude, account.longitude)
            return address
        }
    }

    func contact(_ person: DemoStory.Person, at account: ID<Account>, also: ID<Account>?, owner: Int) -> Contact {
        let facts = person.facts
        var contact = Contact()
        contact.firstName = facts.given
        contact.lastName = facts.family
        contact.name = facts.name
        contact.account = account
        contact.jobTitle = facts.title(in: plan.language)
        contact.owner = plan.owners[owner]
        contact.language = .french
        contact.emails = [email(facts.email)]
        if let number = facts.directLine { contact.phones.append(phone(number, .work, primary: true)) }
        if let number = facts.mobile {
            contact.phones.append(phone(number, .mobile, primary: contact.phones.isEmpty))
        }
        contact.accounts = [place(account, contact.jobTitle)]
        if let also { contact.accounts.append(place(also, nil)) }
        return contact
    }

    private func email(_ address: String) -> ContactEmail {
        var email = ContactEmail()
        email.address = address
        email.typed = address
        email.isPrimary = true
        return email
    }

    private func phone(_ number: String, _ use: PartUse, primary: Bool) -> ContactPhone {
        var phone = ContactPhone()
        phone.number = number
        phone.typed = number
        phone.use = use
        phone.isPrimary = primary
        return phone
    }

    private func place(_ account: ID<Account>, _ role: String?) -> ContactAccount {
        var place = ContactAccount()
        place.account = account
        place.role = role
        return place
    }

    /// As it was opened, in its first stage.
    func opportunity(_ deal: DemoStory.Deal, of story: DemoStory, _ ids: IDs) -> Opportunity {
        var sale = Opportunity()
        sale.title = deal.facts.title(for: story.company, in: plan.language)
        sale.account = ids.account
        sale.contact = ids.people[deal.person]
        sale.pipeline = plan.lanes[deal.lane].pipeline
        sale.stage = stage(deal.path[0].stage, deal.lane)
        sale.amount = Money(minor: Int64(deal.facts.amountCents), currency: plan.currency)
        sale.owner = plan.owners[deal.owner]
        sale.product = plan.products[deal.product]
        sale.closesOn = deal.closesOn
        sale.openedOn = deal.openedAt.day(in: plan.calendar.zone)
        sale.source = DemoStoryteller.sources[deal.source][plan.language]
        return sale
    }

    func stage(_ stage: DemoStory.DealStage, _ lane: Int) -> ID<Stage> {
        switch stage {
        case .open(let place): plan.lanes[lane].open[place]
        case .won: plan.lanes[lane].won
        case .lost: plan.lanes[lane].lost
        }
    }

    func lostReason(_ deal: DemoStory.Deal) -> String { DemoPhrases.lostReasons[deal.lostReason][plan.language] }

    func activity(_ step: DemoStory.Step, of story: DemoStory, _ ids: IDs) -> Activity {
        var activity = Activity()
        let offer =
            if case .deal(let place) = step.about { story.deals[place].facts.offer } else {
                story.company.sector.offers[0]
            }
        activity.subject = filled(
            step.phrase[plan.language], person: story.people[step.person].facts.name, company: story.company.name,
            offer: offer[plan.language])
        activity.type = step.type.activityType
        activity.about = ids.reference(step.about)
        activity.owner = plan.owners[step.owner]
        activity.dueOn = step.dueOn
        activity.startsAt = step.startsAt
        activity.durationMinutes = step.minutes
        activity.isDone = step.doneAt != nil
        activity.doneAt = step.doneAt
        return activity
    }

    func note(_ remark: DemoStory.Remark, _ ids: IDs) -> Note {
        var note = Note()
        note.text = remark.text
        note.about = ids.reference(remark.about)
        return note
    }
}

extension DemoStory.StepType {
    fileprivate var activityType: ActivityType {
        switch self {
        case .call: .call
        case .meeting: .meeting
        case .task: .task
        }
    }
}
