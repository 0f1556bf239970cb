import App
import People
import Records
import Storage
import TestSupport
import Testing

@Suite("Without the towns")
struct WithoutTownsTests {
    @Test("the server runs, and the postcode still tells département and region", arguments: BusinessWorld.backends)
    func placing(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            let registry = Modules.registry(publicDirectory: "/nowhere").storage
            let workspace = try await Workspace.open(database, registry: registry, clock: { BusinessWorld.now })
            let account = try await workspace.write(.house, .command) { transaction in
                var account = Account()
                (account.name, account.postcode, account.city) = ("Duval", "69365", "Lyon Cedex 07")
                return try transaction.find(try transaction.save(account))
            }
            #expect(account.department?.code == "69" && account.region?.name == "Auvergne-Rhône-Alpes")
            #expect(account.latitude == nil && account.longitude == nil)
        }
    }

    @Test("the shelf says why it is empty")
    func problem() {
        let shelf = GeographyShelf.of(publicDirectory: "/nowhere")
        #expect(
            shelf.geography == nil && shelf.problem != nil && shelf === GeographyShelf.of(publicDirectory: "/nowhere"))
    }
}
