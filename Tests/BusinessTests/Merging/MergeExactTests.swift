import Activities
import Records
import Storage
import TestSupport
import Testing

/// A merge and its undoing in the whole product, on both databases.
@Suite("Merging: exact")
struct MergeExactTests {
    @Test("undoing leaves every table as it was", arguments: BusinessWorld.backends)
    func exact(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let ground = try await MergeGround.lay(in: world)
            let before = try await WholeDatabase.picture(world)
            world.clock.pass(seconds: 60)
            let merge = try await world.change { tx throws in
                try tx.merge([ground.gone], into: ground.kept, of: tx.schema.kind("account"))
            }
            let between = try await WholeDatabase.picture(world)
            #expect(between["account"] != before["account"])
            world.clock.pass(seconds: 60)
            let undone = try await world.change { try $0.unmerge(merge.id) }
            #expect(undone.changed.isEmpty && undone.added.isEmpty, "\(undone.changed)")
            #expect(undone.restored == [Reference(kind: "account", id: ground.gone)])
            let after = try await WholeDatabase.picture(world)
            #expect(Set(before.keys) == Set(after.keys))
            for (table, rows) in before.sorted(by: { $0.key < $1.key }) { #expect(rows == after[table], "\(table)") }
        }
    }

    @Test("one record holds what both held, once", arguments: BusinessWorld.backends)
    func united(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let ground = try await MergeGround.lay(in: world)
            let merge = try await world.change { tx throws in
                try tx.merge(
                    [ground.gone], into: ground.kept, of: tx.schema.kind("account"), choosing: ["city": ground.gone])
            }
            #expect(merge.moved["opportunity"] == 3 && merge.moved["contact"] == 2 && merge.moved["note"] == 1)
            try await world.look { tx throws in
                let accounts = tx.schema.kind("account"), contacts = tx.schema.kind("contact")
                let kept = try tx.record(ground.kept, of: accounts)
                #expect(kept.title(in: accounts) == "Aster" && kept.value("city", in: accounts).text == "Lyon")
                #expect(kept.value("phone_number", in: accounts).text == "+33142685300")
                #expect(kept.value("external_id", in: accounts).text == "A-17")
                // Its parent was the merged one: the parent of that is above it now.
                #expect(kept.value("parent", in: accounts).integer == ground.parent)
                let child = try tx.record(ground.child, of: accounts)
                #expect(child.value("parent", in: accounts).integer == ground.kept)
                let both = try tx.record(ground.both, of: contacts)
                #expect(
                    both.parts["accounts"]?.count == 1 && both.value("account", in: contacts).integer == ground.kept)
                let files = try tx.connection.rows(
                    "SELECT number, is_current FROM attachment ORDER BY number", .integer, .boolean)
                #expect(files == [[.integer(1), .boolean(false)], [.integer(2), .boolean(true)]])
                let shares = try tx.shares(of: ground.kept, accounts)
                #expect(shares.map(\.holder) == [.user(world.ben)] && shares[0].mayChange)
                let view = try tx.record(ground.view, of: tx.schema.kind("saved_view"))
                #expect(
                    view.value("condition", in: tx.schema.kind("saved_view")).text
                        == #"{"field":"account","in":["\#(ground.kept)"]}"#)
                let told = try History.entries(of: accounts, ground.kept, limit: 50, in: tx).map(\.action)
                #expect(told.prefix(2) == ["merged", "merged_into"] && told.count { $0 == "created" } == 2)
                #expect(try SearchIndex.find("A-17 sarl", in: tx).isEmpty)
            }
        }
    }

    @Test(
        "what changed since stays and is told; what was added stays with the survivor",
        arguments: BusinessWorld.backends)
    func changedSince(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let ground = try await MergeGround.lay(in: world)
            let merge = try await world.change { tx throws in
                try tx.merge([ground.gone], into: ground.kept, of: tx.schema.kind("account"))
            }
            let (sale, other) = try await world.change { tx throws in
                let accounts = tx.schema.kind("account"), sales = tx.schema.kind("opportunity")
                let kept: [Value] = [.integer(ground.kept)]
                try tx.save(Draft(id: ground.kept, fields: ["sector": [.text("Plantes")]]), as: accounts)
                try tx.save(Draft(fields: ["name": [.text("New child")], "parent": kept]), as: accounts)
                let other = try tx.save(Draft(fields: ["name": [.text("Elsewhere")]]), as: accounts)
                let sale = try tx.all(sales).first { $0.title(in: sales) == "Sale 1" }!.id
                try tx.save(Draft(id: sale, fields: ["account": [.integer(other)]]), as: sales)
                return (sale, other)
            }
            let preview = try await world.look {
                try $0.seen(by: Viewer(user: world.ann, rights: nil)).unmergePreview(merge.id)
            }
            let undone = try await world.change { try $0.unmerge(merge.id) }
            #expect(Set(preview.changed) == Set(undone.changed) && preview.added == ["account": 1])
            #expect(
                Set(undone.changed) == [
                    ChangedSince(Reference(kind: "account", id: ground.kept), "sector", .changed),
                    ChangedSince(Reference(kind: "opportunity", id: sale), "account", .changed),
                ])
            try await world.look { tx throws in
                let accounts = tx.schema.kind("account"), sales = tx.schema.kind("opportunity")
                #expect(try tx.record(sale, of: sales).value("account", in: sales).integer == other)
                #expect(try tx.record(ground.kept, of: accounts).value("sector", in: accounts).text == "Plantes")
                #expect(try tx.record(ground.gone, of: accounts).value("sector", in: accounts).text == "Fleurs")
                #expect(try tx.record(ground.gone, of: accounts).value("external_id", in: accounts).text == "A-17")
            }
            let again = await #expect(throws: Refusal.self) { try await world.change { try $0.unmerge(merge.id) } }
            #expect(again?.code == "already_undone")
        }
    }

    @Test("chains resolve, links with old identifiers find the survivor, the last merge is undone first")
    func chains() async throws {
        try await BusinessWorld.with(.memory) { world in
            let ids = try await ["Un", "Deux", "Trois"].asyncMap { try await world.account($0).number }
            let (first, second) = try await world.change { tx throws in
                let kind = tx.schema.kind("account")
                let first = try tx.merge([ids[0]], into: ids[1], of: kind)
                return (first, try tx.merge([ids[1]], into: ids[2], of: kind))
            }
            try await world.change { tx throws in
                let kind = tx.schema.kind("account"), contacts = tx.schema.kind("contact")
                #expect(try tx.survivors(of: ids, kind) == [ids[0]: ids[2], ids[1]: ids[2]])
                let made = try tx.save(
                    Draft(fields: ["name": [.text("Zoé Blanc")], "account": [.integer(ids[0])]]), as: contacts)
                let contact = try tx.record(made, of: contacts)
                #expect(contact.value("account", in: contacts).integer == ids[2])
                #expect(contact.parts["accounts"]?.count == 1)
                var note = Note()
                (note.text, note.about) = ("Later", Reference(kind: "account", id: ids[0]))
                #expect(try tx.find(try tx.save(note)).about?.id == ids[2])
                let unknown = Draft(fields: ["name": [.text("X")], "account": [.integer(77)]])
                #expect(throws: Refusal.self) { try tx.save(unknown, as: contacts) }
            }
            let refusal = await #expect(throws: Refusal.self) { try await world.change { try $0.unmerge(first.id) } }
            #expect(refusal?.code == "merged_again")
            try await world.change { tx throws in
                try tx.unmerge(second.id)
                #expect(try tx.survivors(of: ids, tx.schema.kind("account")) == [ids[0]: ids[1]])
                try tx.unmerge(first.id)
                #expect(try tx.survivors(of: ids, tx.schema.kind("account")).isEmpty)
            }
        }
    }

    @Test("who may not delete the others or change the survivor merges nothing; after thirty days it stays")
    func rightsAndDays() async throws {
        try await BusinessWorld.with(.memory) { world in
            let mine = try await world.account("Mine", of: world.ben).number
            let shown = try await world.account("Shown").number, hidden = try await world.account("Hidden").number
            let ben = world.ben
            try await world.change { tx throws in
                try tx.share(shown, of: tx.schema.kind("account"), with: .user(ben), mayChange: false)
            }
            var grants = Dictionary(
                uniqueKeysWithValues: world.workspace.schema.kinds.keys.map { ($0, Viewer.Rights([.all])) })
            var rights = Viewer.Rights([.owners([ben])])
            rights.read = [.owners([ben]), .shared]
            grants["account"] = rights
            let viewer = Viewer(user: ben, rights: grants)
            func code(_ ids: [Int64], into id: Int64) async throws -> String? {
                do {
                    _ = try await world.workspace.write(viewer, .screen) { tx in
                        try tx.merge(ids, into: id, of: tx.schema.kind("account"))
                    }
                    return nil
                } catch let refusal as Refusal { return refusal.code }
            }
            #expect(try await code([hidden], into: mine) == "not_found")
            #expect(try await code([shown], into: mine) == "not_allowed")
            #expect(try await code([mine], into: shown) == "not_allowed")
            #expect(try await code([mine], into: mine) == "nothing_to_merge")
            let merge = try await world.change { tx throws in
                try tx.merge([shown, hidden], into: mine, of: tx.schema.kind("account"))
            }
            #expect(merge.merged.count == 2)
            world.clock.pass(days: 31)
            let refusal = await #expect(throws: Refusal.self) { try await world.change { try $0.unmerge(merge.id) } }
            #expect(refusal?.code == "too_late")
            let now = world.clock.now
            try await world.change { tx throws in
                #expect(try Merge.forget(before: now.adding(seconds: -30 * 86_400), in: tx) == 1)
                #expect(try Merge.find(merge.id, in: tx).state == .forgotten)
                #expect(try tx.survivor(of: hidden, tx.schema.kind("account")) == mine)
            }
        }
    }
}

extension Array {
    fileprivate func asyncMap<T>(_ body: (Element) async throws -> T) async rethrows -> [T] {
        var mapped: [T] = []
        for element in self { mapped.append(try await body(element)) }
        return mapped
    }
}
