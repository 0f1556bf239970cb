import Activities
import People
import Records
import Sales
import Storage
import TestSupport
import Testing

/// Contacts, sales and products become one as well, and go back exactly.
@Suite("Merging: every kind")
struct EveryKindTests {
    @Test("contacts unite e-mails, telephones and accounts, each once", arguments: BusinessWorld.backends)
    func contacts(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let home = try await world.account("Aster"), other = try await world.account("Bégonia")
            let (kept, gone) = try await world.change { tx -> (Int64, Int64) in
                func contact(_ mails: [String], _ phones: [String], at accounts: [ID<Account>]) throws -> Int64 {
                    var contact = Contact()
                    (contact.name, contact.account) = ("Zoé Blanc", accounts.first)
                    contact.emails = mails.map { mail in
                        var email = ContactEmail()
                        email.address = mail
                        return email
                    }
                    contact.phones = phones.map { number in
                        var phone = ContactPhone()
                        phone.number = number
                        return phone
                    }
                    contact.accounts = accounts.map { account in
                        var link = ContactAccount()
                        link.account = account
                        return link
                    }
                    return try tx.save(Draft(contact), as: tx.schema.kind("contact"))
                }
                return (
                    try contact(["zoe@aster.fr"], ["01 42 68 53 00"], at: [home]),
                    try contact(["zoe@begonia.fr", "zoe@aster.fr"], ["+33142685300"], at: [other, home])
                )
            }
            try await exact("contact", gone, into: kept, world) { record, kind in
                #expect(record.parts["emails"]?.map { $0.values[0].text } == ["zoe@aster.fr", "zoe@begonia.fr"])
                #expect(record.parts["phones"]?.count == 1 && record.parts["accounts"]?.count == 2)
                let primary = kind.part("emails")?.kind.declared.firstIndex { $0.name == "is_primary" }
                #expect(primary != nil && record.parts["emails"]?.count { $0.values.contains(.boolean(true)) } == 1)
            }
        }
    }

    @Test("a sale takes the stage somebody chose, with its history", arguments: BusinessWorld.backends)
    func sales(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let kept = try await world.sale("Roof", 1000, in: "Qualification").number
            let gone = try await world.sale("Roof again", 2000, in: "Proposal").number
            let stage = try await world.stage("Proposal").number
            try await exact("opportunity", gone, into: kept, world, choosing: ["stage": gone]) { record, kind in
                #expect(record.value("stage", in: kind).integer == stage)
                #expect(record.value("amount", in: kind).integer == 100_000)
            }
        }
    }

    @Test("a product takes the reference that nobody else may have", arguments: BusinessWorld.backends)
    func products(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (kept, gone) = try await world.change { tx -> (Int64, Int64) in
                let kind = tx.schema.kind("product")
                let kept = try tx.save(Draft(fields: ["name": [.text("Rose")]]), as: kind)
                return (
                    kept,
                    try tx.save(Draft(fields: ["name": [.text("Rose")], "reference": [.text("R-1")]]), as: kind)
                )
            }
            try await exact("product", gone, into: kept, world) { record, kind in
                #expect(record.value("reference", in: kind).text == "R-1")
            }
        }
    }

    private func exact(
        _ name: String, _ gone: Int64, into kept: Int64, _ world: BusinessWorld, choosing: [String: Int64] = [:],
        _ check: @escaping @Sendable (Record, Kind) -> Void
    ) async throws {
        let before = try await WholeDatabase.picture(world)
        world.clock.pass(seconds: 60)
        let merge = try await world.change { tx -> Merge in
            let kind = tx.schema.kind(name)
            let merge = try tx.merge([gone], into: kept, of: kind, choosing: choosing)
            check(try tx.record(kept, of: kind), kind)
            return merge
        }
        world.clock.pass(seconds: 60)
        let undone = try await world.change { try $0.unmerge(merge.id) }
        #expect(undone.changed.isEmpty, "\(undone.changed)")
        let after = try await WholeDatabase.picture(world)
        for (table, rows) in before.sorted(by: { $0.key < $1.key }) { #expect(rows == after[table], "\(table)") }
    }
}
