import Identity
import Records
import Storage
import TestSupport
import Testing

@testable import Exchange

@Suite("Importing links")
struct ImportLinksTests {
    @Test(
        "linked records are made in order, completed, within their scope, and found again", arguments: TestDatabases.all
    )
    func creating(_ backend: TestDatabases) async throws {
        try await ImportWorld.with(backend) { world in
            let mapping = """
                {"entity":"opportunities","match":"external_id","dates":"mdy","columns":{"id":"external_id",
                "who":"owner.name",
                 "firm":"account.name","firm town":"account.city","step":"stage.name","opened":"opened_on",
                 "closed":"closed_on","value":"amount"},
                 "defaults":{"title":"{id} {firm}","pipeline":"Direct"},"links":"create",
                 "create":{"stage":{"Won":{"outcome":"won"},"Lost":{"outcome":"lost"}},"owner":{"*":{"role":"seller"}}}}
                """
            let file = """
                id,who,firm,firm town,step,opened,closed,value
                a,Zoé Martin,Alpha,Lyon,Won,10/20/2016,3/1/2017,1054
                b,Zoé Martin,,,Open,11/25/2016,,
                c,Yanis Petit,Alpha,Lyon,Lost,10/20/2016,3/2/2017,0
                """
            let run = try await world.bring(mapping, file)
            #expect(run.counts.created == 3)
            #expect(try await world.values("account", "city") == ["Lyon"])
            #expect(try await world.values("stage", "outcome") == ["lost", "open", "won"])
            #expect(try await world.values("opportunity", "title") == ["a Alpha", "b", "c Alpha"])
            #expect(try await world.values("user", "name") == ["Yanis Petit", "Zoé Martin"])
            let again = try await world.bring(mapping, file)
            #expect(again.counts.skipped == 3)
            let days = try await world.workspace.database.read { connection in
                try connection.rows("SELECT closed_on FROM opportunity WHERE external_id = 'a'", .day).first?[0].day
            }
            #expect(days == Day(iso: "2017-03-01"))
        }
    }

    @Test("what is not found is refused with the nearest name, left out, or made, as the mapping says")
    func policies() async throws {
        try await ImportWorld.with { world in
            try await world.bring(
                #"{"entity":"products","match":"name","columns":{"name":"name"}}"#, "name\nGTX Pro\nMG Special\n")
            func mapping(_ policy: String) -> String {
                """
                {"entity":"opportunities","columns":{"t":"title","p":"product.name"},"defaults":{"pipeline":"P",
                "stage":"S"},
                 "links":{"*":"create","product":"\(policy)"},"values":{"p":{"Special":"MG Special"}}}
                """
            }
            let file = "t,p\none,GTXPro\ntwo,gtx pro\nthree,Special\n"
            let refused = try await world.bring(mapping("fail"), file)
            let line = try #require(try await world.lines(refused, .failed).first)
            #expect(refused.counts.failed == 1 && refused.counts.created == 2)
            #expect(line.reasons.first?.code == "unknown_link")
            #expect(line.reasons.first?.message.arguments["suggestion"] == .text("GTX Pro"))
            let skipped = try await world.bring(mapping("skip"), "t,p\nfour,GTXPro\n")
            #expect(skipped.counts.created == 1)
            #expect(try await world.lines(skipped).first?.notes.count == 1)
            // Only a space differs: making another product would be silent damage.
            let near = try await world.bring(mapping("create"), "t,p\nfive,GTXPro\nsix,Mouse\n")
            #expect(near.counts.failed == 1 && near.counts.created == 1)
            #expect(try await world.values("product", "name") == ["GTX Pro", "MG Special", "Mouse"])
        }
    }

    @Test("a line may link to one further down, and lines to each other's parents", arguments: TestDatabases.all)
    func withinFile(_ backend: TestDatabases) async throws {
        try await ImportWorld.with(backend) { world in
            let mapping =
                #"{"entity":"accounts","match":"name","columns":{"name":"name","of":"parent.name"},"links":"fail"}"#
            let file = "name,of\nBranch,Holding\nShop,Branch\nHolding,\nLost,Nowhere\nOne,Two\nTwo,One\n"
            let run = try await world.bring(mapping, file)
            // A circle is refused where it closes.
            #expect(run.counts.created == 4 && run.counts.failed == 2)
            let parents = try await world.workspace.database.read { connection in
                try connection.rows(
                    "SELECT a.name, p.name FROM account AS a JOIN account AS p ON p.id = a.parent ORDER BY a.name",
                    .text, .text
                )
                .map { "\($0[0].text ?? "")<\($0[1].text ?? "")" }
            }
            #expect(parents == ["Branch<Holding", "One<Two", "Shop<Branch"])
            #expect(try await world.count("import_pending") == 0)
        }
    }

    @Test("people without an address come in with managers the file does not list")
    func people() async throws {
        try await ImportWorld.with { world in
            try await world.workspace.write(.house, .command) { try RolePreset.ensure("fr", in: $0) }
            let mapping = """
                {"entity":"users","match":"name","columns":{"agent":"name","boss":"manager.name","office":"team.name"},
                 "defaults":{"role.key":"seller"},"links":"create","create":{"manager":{"*":{"role.key":"sales_manager",
                 "team.name":"{office}"}}}}
                """
            let run = try await world.bring(mapping, "agent,boss,office\nAnn,Max,West\nBen,Max,West\n")
            #expect(run.counts.created == 2)
            let roles = try await world.workspace.database.read { connection in
                try connection.rows(
                    "SELECT r.key FROM \"user\" AS u JOIN role AS r ON r.id = u.role WHERE u.manager IS NOT NULL", .text
                ).compactMap { $0[0].text }
            }
            #expect(roles == ["seller", "seller"])
            #expect(try await world.count("team") == 1)
        }
    }

    @Test("a name that two records have is refused, not guessed")
    func ambiguous() async throws {
        try await ImportWorld.with { world in
            try await world.bring(
                #"{"entity":"accounts","columns":{"n":"name"},"duplicates":"allow"}"#, "n\nTwin\nTwin\n")
            let run = try await world.bring(
                #"{"entity":"contacts","columns":{"n":"name","a":"account.name"}}"#, "n,a\nZoé,Twin\n")
            #expect(try await world.lines(run).first?.reasons.first?.code == "ambiguous_link")
        }
    }

    @Test("notes come in about any kind of record, by its key")
    func references() async throws {
        try await ImportWorld.with { world in
            try await world.bring(#"{"entity":"accounts","columns":{"n":"name","k":"external_id"}}"#, "n,k\nAlpha,a1\n")
            let run = try await world.bring(
                #"{"entity":"notes","columns":{"text":"text","key":"about.account.external_id","when":"created_at"}}"#,
                "text,key,when\nRappeler,a1,2020-05-01T10:00:00Z\nPerdu,a2,\n")
            #expect(run.counts.created == 1 && run.counts.failed == 1)
            #expect(try await world.values("note", "about_kind") == ["account"])
        }
    }
}
