import Messaging
import Records
import TestSupport
import Testing

@testable import People

@Suite("Asking the registers")
struct RegisterAskingTests {
    private typealias World = RegisterWorld

    @Test("a company is found by its SIREN, and read in calm letters")
    func found() async throws {
        let server = try SmallServer([World.answer(World.page([World.company()]))])
        let entry = try #require(try await FrenchRegister(World.line(server)).find("732829320"))
        #expect(entry.name == "ATELIERS DU RHONE" && entry.siret == "73282932000074" && entry.state == .open)
        #expect(entry.street == "12 Rue de la Republique" && entry.city == "Lyon" && entry.postcode == "69002")
        #expect(entry.naf == "62.01Z" && entry.legalForm == "5710" && entry.foundedOn == Day(iso: "1998-04-01"))
        #expect(entry.diffusion == .full && entry.latitude == "45.76" && entry.vatNumber == "FR44732829320")
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("GET /search?q=732829320&page=1&per_page=10 HTTP/1.1"))
        #expect(RegisterEntry(kept: entry.json) == entry, "what is kept is what was read")
    }

    @Test("of somebody who opposed publication only what is public is read, whatever the register sends")
    func opposed() throws {
        let entry = try World.entry(World.company(name: "JEAN DUPONT", diffusion: "P"))
        #expect(entry.diffusion == .partial && entry.city == "Lyon" && entry.naf == "62.01Z")
        #expect(entry.name == nil && entry.street == nil && entry.postcode == nil && entry.latitude == nil)
        #expect(!entry.json.string.contains("DUPONT"))
        let older = try World.entry(World.company(diffusion: "N"))
        #expect(older.diffusion == .partial, "the older letter")
        #expect(entry.offered.map(\.name) == ["siren", "siret", "naf", "city", "country"])
        let hidden = try World.entry(World.company(name: "[NON-DIFFUSIBLE]"))
        #expect(hidden.name == nil)
    }

    @Test("closed companies and establishments are told apart")
    func closed() throws {
        let gone = try World.entry(World.company(state: "C", closedOn: "2025-03-31"))
        #expect(gone.isClosed && gone.closedOn == Day(iso: "2025-03-31"))
        let moved = try World.entry(World.company(closedOn: "2025-03-31", seatState: "F"))
        #expect(!moved.isClosed && moved.isEstablishmentClosed && moved.closedOn == nil)
    }

    @Test("capitals become names of places")
    func calm() {
        #expect(RegisterEntry.calm("SAINT-ETIENNE-DU-ROUVRAY") == "Saint-Etienne-du-Rouvray")
        #expect(RegisterEntry.calm("LA ROCHELLE") == "La Rochelle" && RegisterEntry.calm("Déjà dit") == "Déjà dit")
        #expect(RegisterEntry.calm("RUE DE L'EGLISE") == "Rue de l'Eglise")
    }

    /// How a register can fail.
    enum Failure: CaseIterable {
        case broken, page, otherShape, list, elsewhere, huge

        var answer: String {
            switch self {
            case .broken: SmallServer.answer("500 Internal Server Error", [], "oh")
            case .page: SmallServer.answer("200 OK", [], "<html>no")
            case .otherShape: SmallServer.answer("200 OK", [], "{\"results\": 3}")
            case .list: SmallServer.answer("200 OK", [], "[]")
            case .elsewhere: SmallServer.answer("302 Found", ["Location: http://127.0.0.1:1/"], "{}")
            case .huge:
                SmallServer.answer("200 OK", [], "{\"results\":[" + String(repeating: "0,", count: 1 << 20) + "0]}")
            }
        }
    }

    @Test("whatever goes wrong is a silence, never a fault", arguments: Failure.allCases)
    func silence(_ failure: Failure) async throws {
        let server = try SmallServer([failure.answer])
        let register = FrenchRegister(World.line(server))
        await #expect(throws: RegisterTrouble.silent) { try await register.find("732829320") }
        let finding = try await RegisterFinding.of("732829320", in: register)
        #expect(finding.state == .unavailable && finding.sentence == RegisterTrouble.silent.message)
        let nobody = FrenchRegister(
            RegisterLine("http://127.0.0.1:1", client: HttpClient(allowsPrivateAddresses: true)))
        await #expect(throws: RegisterTrouble.silent) { try await nobody.find("732829320") }
    }

    @Test("a register that is asked too often is left alone for as long as it says")
    func busy() async throws {
        let server = try SmallServer([
            World.answer("{}", "429 Too Many Requests", ["Retry-After: 9"]), World.answer(World.page([])),
        ])
        let register = FrenchRegister(World.line(server))
        await #expect(throws: RegisterTrouble.busy(seconds: 9)) { try await register.find("732829320") }
        await #expect(throws: RegisterTrouble.self) { try await register.find("732829320") }
        #expect(server.requests.count == 1, "the second question waits longer than a person would")
    }

    @Test("names too short, and companies the register does not know")
    func unknown() async throws {
        let server = try SmallServer([
            World.answer(#"{"erreur":"3 caractères minimum pour les termes de la requête"}"#, "400 Bad Request"),
            World.answer(World.page([])),
        ])
        let register = FrenchRegister(World.line(server))
        await #expect(throws: RegisterTrouble.unclear) { try await register.search("ab") }
        await #expect(throws: RegisterTrouble.unclear) { try await register.search("a b") }
        #expect(try await register.find("732829320") == nil)
    }

    @Test("VIES answers yes with its proof, no, or that a state is away")
    func vies() async throws {
        let yes = #"""
            {"countryCode":"DE","vatNumber":"136695976","requestDate":"2026-11-22T09:30:00.000Z","valid":true,
            "requestIdentifier":"WAPIAAAAY1","name":"---","address":"---","traderName":"---"}
            """#
        let no = #"{"isValid":false,"requestDate":"2026-11-22T09:30:00.000Z","userError":"INVALID","name":"---"}"#
        let away = #"{"actionSucceed":false,"errorWrappers":[{"error":"MS_UNAVAILABLE"}]}"#
        let busy = #"{"isValid":false,"userError":"MS_MAX_CONCURRENT_REQ","name":"---"}"#
        let server = try SmallServer([yes, no, away, busy].map { World.answer($0) })
        let number = try VATNumber("DE136695976"), ours = try VATNumber("FR44732829320")
        let vies = Vies(World.line(server, "/vies"), requester: ours)
        let answer = try await vies.check(number)
        #expect(answer == Vies.Answer(isValid: true, name: nil, address: nil, proof: "WAPIAAAAY1"))
        #expect(try await vies.check(number).isValid == false)
        await #expect(throws: RegisterTrouble.silent) { try await vies.check(number) }
        await #expect(throws: RegisterTrouble.busy(seconds: 30)) { try await vies.check(number) }
        let asked = try #require(server.requests.first)
        #expect(asked.hasPrefix("POST /vies/check-vat-number") && asked.contains(#""requesterNumber":"44732829320""#))
    }

    @Test("VIES by its older door, and without our number where it does not like it")
    func viesOtherwise() async throws {
        let old = try SmallServer([
            World.answer("{}", "405 Method Not Allowed"),
            World.answer(#"{"isValid":true,"userError":"VALID","name":"Müller GmbH","address":"Berlin"}"#),
        ])
        let answer = try await Vies(World.line(old)).check(try VATNumber("DE136695976"))
        #expect(answer.isValid && answer.name == "Müller GmbH" && answer.proof == nil)
        #expect(old.requests.last?.hasPrefix("GET /ms/DE/vat/136695976 ") == true)
        let strict = try SmallServer([
            World.answer(#"{"actionSucceed":false,"errorWrappers":[{"error":"INVALID_REQUESTER_INFO"}]}"#),
            World.answer(#"{"valid":true,"name":"---"}"#),
        ])
        let vies = Vies(World.line(strict), requester: try VATNumber("FR44732829320"))
        #expect(try await vies.check(try VATNumber("DE136695976")).isValid)
        #expect(strict.requests.last?.contains("requester") == false)
    }
}
