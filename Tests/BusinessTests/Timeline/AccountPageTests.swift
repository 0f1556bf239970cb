import Activities
import People
import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

@Suite("The account's page and the home page")
struct AccountPageTests {
    @Test(
        "one screen shows people with their role, open sales and what was won, subsidiaries",
        arguments: BusinessWorld.backends)
    func whole(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme")
            try await world.change { transaction in
                for (name, role, isInactive) in [("Camille Roux", "Buyer", false), ("Old Friend", "Director", true)] {
                    var contact = Contact()
                    contact.name = name
                    var link = ContactAccount()
                    (link.account, link.role, link.isInactive) = (acme, role, isInactive)
                    contact.accounts = [link]
                    var email = ContactEmail()
                    email.address = "\(role.lowercased())@acme.example"
                    contact.emails = [email]
                    try transaction.save(contact)
                }
                var child = Account()
                (child.name, child.parent) = ("Acme Sud", acme)
                try transaction.save(child)
            }
            _ = try await world.sale("Licences", 86_000, in: "Proposal", account: acme)
            _ = try await world.sale("Pack", 12_800, in: "Won", account: acme)
            var text = ""
            let queries = await world.queries { text = await world.get("/accounts/\(acme.number)").text }
            for part in [
                "Camille Roux", "Buyer", "No longer there", "mailto:buyer@acme.example", "86,000", "Won: 1 · €12,800",
                "Acme Sud",
            ] {
                #expect(text.contains(part), "\(part)")
            }
            #expect(queries.count <= 12, "\(queries.count):\n\(queries.joined(separator: "\n"))")
        }
    }

    @Test("an opportunity's page tells how long it stood where", arguments: BusinessWorld.backends)
    func stages(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await world.sale("Licences", 86_000, in: "Qualification")
            world.clock.pass(days: 9)
            let to = try await world.stage("Proposal").number
            _ = await world.post("/opportunities/\(id.number)/stage", ["stage": "\(to)"])
            let text = await world.get("/opportunities/\(id.number)").text
            #expect(text.contains("9 days") && text.contains("formaction=\"/opportunities/\(id.number)/win\""))
            #expect(!text.contains("formaction=\"/opportunities/\(id.number)/reopen\""))
        }
    }

    @Test("the home page names sales for which nothing is planned", arguments: BusinessWorld.backends)
    func noNextAction(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await world.account("Acme")
            _ = try await world.sale("Forgotten", 900, in: "Proposal")
            _ = try await world.sale("Closed", 900, in: "Won")
            let cared = try await world.sale("Looked after", 900, in: "Proposal")
            try await world.change { transaction in
                var activity = Activity()
                (activity.subject, activity.about) = ("Call", Reference(kind: "opportunity", id: cared.number))
                try transaction.save(activity)
            }
            let text = await world.get("/").text
            #expect(text.contains("Forgotten") && !text.contains("Looked after") && !text.contains(">Closed<"))
        }
    }

    @Test("the home page begins with what is late and what is for today", arguments: BusinessWorld.backends)
    func today(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme"), (ann, ben) = (world.ann, world.ben)
            try await world.change { transaction in
                let plan = [
                    ("Was due", "2026-11-19", ann), ("For today", "2026-11-22", ann), ("Next week", "2026-11-27", ann),
                    ("Far", "2027-01-01", ann), ("His", "2026-11-22", ben),
                ]
                for (subject, day, owner) in plan {
                    var activity = Activity()
                    (activity.subject, activity.dueOn, activity.about) = (
                        subject, Day(iso: day), Reference(kind: "account", id: acme.number)
                    )
                    activity.owner = ID(owner)
                    try transaction.save(activity)
                }
            }
            var text = ""
            let queries = await world.queries { text = await world.get("/").text }
            #expect(queries.count <= 8, "\(queries.count):\n\(queries.joined(separator: "\n"))")
            #expect(text.contains("Was due") && text.contains("For today") && text.contains("Next week"))
            #expect(!text.contains("Far") && !text.contains(">His<"))
            #expect(
                text.contains("id=\"today-late\"") && text.contains("id=\"today-today\"")
                    && text.contains("id=\"today-soon\""))
        }
    }
}
