import People
import Records
import Storage
import TestSupport
import Testing

@Suite("What a contact is called")
struct ContactNameTests {
    private func save(_ fields: [String: String], _ id: ID<Contact>? = nil, _ world: BusinessWorld) async throws
        -> ID<Contact>
    {
        try await world.workspace.write(.house, .import) { transaction in
            let draft = Draft(id: id?.number, fields: fields.mapValues { [.text($0)] })
            return ID(try transaction.save(draft, as: transaction.schema.kind(of: Contact.self)))
        }
    }

    @Test("a name that says the same in another order stays as it was written", arguments: BusinessWorld.backends)
    func order(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await save(["name": "Dupont, Jean"], nil, world)
            var contact = try await world.look { try $0.find(id) }
            #expect(contact.name == "Dupont, Jean" && contact.firstName == "Jean" && contact.lastName == "Dupont")
            // As an export brings it back.
            let all = ["name": "Dupont, Jean", "first_name": "Jean", "last_name": "Dupont"]
            _ = try await save(all, id, world)
            contact = try await world.look { try $0.find(id) }
            #expect(contact.name == "Dupont, Jean")
            let other = try await save(all, nil, world)
            #expect(try await world.look { try $0.find(other) }.name == "Dupont, Jean")
        }
    }

    @Test("another given or family name makes another name", arguments: BusinessWorld.backends)
    func parts(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await save(["first_name": "Helene", "last_name": "Roy"], nil, world)
            _ = try await save(["name": "Helene Roy", "first_name": "Hélène"], id, world)
            #expect(try await world.look { try $0.find(id) }.name == "Hélène Roy")
            _ = try await save(["name": "Hélène Petit", "first_name": "Hélène", "last_name": "Roy"], id, world)
            let contact = try await world.look { try $0.find(id) }
            #expect(contact.name == "Hélène Petit" && contact.lastName == "Petit")
        }
    }
}
