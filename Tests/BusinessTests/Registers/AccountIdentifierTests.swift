import Identity
import People
import Records
import Storage
import TestSupport
import Testing
import Web

@Suite("Identifiers of accounts")
struct AccountIdentifierTests {
    private func refusals(_ fields: [String: [Value]], in world: BusinessWorld, id: Int64? = nil) async throws
        -> [FieldRefusal]
    {
        try await world.change { transaction in
            var draft = Draft(id: id)
            draft.fields = fields
            if id == nil { draft.fields["name"] = [.text("Acme")] }
            let saved = try transaction.save([draft], as: transaction.schema.kind(of: Account.self))[0]
            guard case .refused(let refusal) = saved else { return [] }
            return refusal.fields
        }
    }

    private func saved(_ change: @Sendable @escaping (inout Account) -> Void, in world: BusinessWorld) async throws
        -> Account
    {
        try await world.change { transaction in
            var account = Account()
            account.name = "Acme"
            change(&account)
            let id = try transaction.save(account)
            return try #require(try transaction.all(Account.self).first { $0.id == id })
        }
    }

    @Test("what cannot be a number is refused with its reason, all fields at once", arguments: BusinessWorld.backends)
    func refused(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let found = try await refusals(
                [
                    "siret": [.text("73282932000075")], "siren": [.text("7328293")], "vat_number": [.text("DE12")],
                    "naf": [.text("04.01Z")],
                ], in: world)
            #expect(
                Dictionary(uniqueKeysWithValues: found.map { ($0.field, $0.code) })
                    == [
                        "siret": "wrong_check_digits", "siren": "wrong_length", "vat_number": "wrong_length",
                        "naf": "unknown_division",
                    ])
        }
    }

    @Test("SIREN, SIRET and VAT number of two companies are refused together", arguments: BusinessWorld.backends)
    func agree(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let one = try await refusals(
                ["siren": [.text("303 265 045")], "siret": [.text("732 829 320 00074")]], in: world)
            #expect(one.map(\.code) == ["siren_differs"] && one.map(\.field) == ["siret"])
            let two = try await refusals(
                ["siren": [.text("303265045")], "vat_number": [.text("FR44732829320")]], in: world)
            #expect(two.map(\.field) == ["vat_number"] && two.map(\.code) == ["siren_differs"])
        }
    }

    @Test("normal forms are kept, the SIREN follows, and the trade is told in words", arguments: BusinessWorld.backends)
    func derived(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let siret = try await saved({ ($0.siret, $0.naf) = ("732 829 320 00074", "6201z") }, in: world)
            #expect(siret.siren == "732829320" && siret.siret == "73282932000074")
            #expect(siret.naf == "62.01Z" && siret.trade == "62" && siret.nafSection == "J")
            let vat = try await saved({ $0.vatNumber = "fr 44 732 829 320" }, in: world)
            #expect(vat.vatNumber == "FR44732829320" && vat.siren == "732829320")
            #expect(try await saved({ $0.vatNumber = "44 732829320" }, in: world).vatNumber == "FR44732829320")
            #expect(
                try await saved({ $0.vatNumber = "CHE-116.281.710 MWST" }, in: world).vatNumber == "CHE116281710MWST")
            #expect(try await saved({ $0.siret = "356 000 000 49837" }, in: world).siren == "356000000", "La Poste")
            let read = await world.get("/api/v1/accounts?naf_section=J&fields=name,trade")
            #expect(try read.json["data"]?.array?.count == 1)
        }
    }

    @Test("bank accounts are checked row by row, and an old wrong number does not block other changes")
    func bank() async throws {
        try await BusinessWorld.with(.memory) { world in
            let body = #"""
                {"name":"Acme","bank_accounts":[{"iban":"FR14 2004 1010 0505 0001 3M02 606","bic":"psstfrpplyo"},
                {"iban":"FR14 2004 1010 0505 0001 3M02 607"}]}
                """#
            let refused = await world.send(
                .post, "/api/v1/accounts", headers: ["Content-Type": "application/json"], body: Array(body.utf8))
            #expect(refused.status == 422)
            let field = try refused.json["error"]?["fields"]?.array?.first
            #expect(field?["field"]?.text == "bank_accounts[1].iban" && field?["code"]?.text == "wrong_check_digits")
            let right = body.replacing("607\"", with: "606\"")
            let made = await world.send(
                .post, "/api/v1/accounts", headers: ["Content-Type": "application/json"], body: Array(right.utf8))
            #expect(made.status == 201, "\(made.text)")
            let first = try made.json["bank_accounts"]?.array?.first
            #expect(first?["iban"]?.text == "FR1420041010050500013M02606" && first?["bic"]?.text == "PSSTFRPPLYO")
        }
    }
}
