import Records
import Storage
import TestSupport
import Testing

@Suite("Deleting and undoing")
struct UndoTests {
    @Test("deleting takes parts and memos along, empties links, and undo brings all back", arguments: TestDatabases.all)
    func deleteAndRestore(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let (parent, child, human) = try await workspace.change { tx in
                let parent = try tx.firm("Holding", town: "Paris")
                let child = try tx.firm("Filiale", parent: parent)
                let human = try tx.human("Yanis", at: parent, email: "y@h.example")
                var memo = Memo()
                (memo.text, memo.about) = ("Rappeler", Reference(kind: "firm", id: parent.number))
                try tx.save(memo)
                return (parent, child, human)
            }
            let before = try await workspace.look { try $0.record(parent.number, of: $0.schema.kind(of: Firm.self)) }
            let journal = try await workspace.change {
                try $0.delete([parent.number], of: $0.schema.kind(of: Firm.self))
            }
            try await workspace.look { tx throws in
                #expect(try tx.count(tx.schema.kind(of: Memo.self)) == 0)
                #expect(try tx.find(child).parent == nil)
                #expect(try tx.find(human).firm == nil)
                #expect(try SearchIndex.find("holding", in: tx).isEmpty)
            }
            let undone = try await workspace.change { try Journal.undo(journal, in: $0) }
            #expect(undone.isFinished)
            try await workspace.look { tx throws in
                #expect(try tx.record(parent.number, of: tx.schema.kind(of: Firm.self)) == before)
                #expect(try tx.find(child).parent == parent)
                #expect(try tx.find(human).firm == parent)
                #expect(try tx.names(Memo.self, where: #"{"all":[]}"#) == ["Rappeler"])
                #expect(try SearchIndex.find("holding", in: tx).map(\.id) == [parent.number])
            }
        }
    }

    @Test(
        "undoing an operation removes what it made and restores what it changed, but keeps later work",
        arguments: TestDatabases.all)
    func undoOperation(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let (old, touched) = try await workspace.change {
                (try $0.firm("Old", town: "Brest"), try $0.firm("Touched", town: "Brest"))
            }
            let journal = try await workspace.change { tx in
                let kind = tx.schema.kind(of: Firm.self)
                let journal = try Journal.begin("import", kind: "firm", in: tx)
                _ = try tx.save(
                    [
                        Draft(fields: ["name": [.text("New")]]),
                        Draft(id: old.number, fields: ["town": [.text("Nantes")]]),
                        Draft(id: touched.number, fields: ["town": [.text("Nantes")], "size": [.integer(5)]]),
                    ], as: kind)
                return journal
            }
            try await workspace.change {
                try $0.save(
                    Draft(id: touched.number, fields: ["town": [.text("Quimper")]]), as: $0.schema.kind(of: Firm.self))
            }
            let undone = try await workspace.change { try Journal.undo(journal, in: $0) }.done
            #expect(
                undone.removed == 1 && undone.reverted == 2
                    && undone.kept == [Reference(kind: "firm", id: touched.number)])
            try await workspace.look { tx throws in
                #expect(try tx.names(Firm.self, where: #"{"all":[]}"#) == ["Old", "Touched"])
                #expect(try tx.find(old).town == "Brest")
                #expect(try tx.find(touched).town == "Quimper")
                #expect(try tx.find(touched).size == nil)
            }
            let again = await #expect(throws: Refusal.self) {
                try await workspace.change { try Journal.undo(journal, in: $0) }
            }
            #expect(again?.code == "already_undone")
        }
    }
}
