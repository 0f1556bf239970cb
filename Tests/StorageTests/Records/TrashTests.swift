import Records
import Storage
import TestSupport
import Testing

@Suite("Trash")
struct TrashTests {
    @Test("a deletion says beforehand what goes along and which links are emptied", arguments: TestDatabases.all)
    func preview(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let firm = try await workspace.change { try $0.family() }
            let preview = try await workspace.look {
                try DeletionPreview.of([firm], $0.schema.kind(of: Firm.self), in: $0)
            }
            #expect(preview.isPossible && preview.taken == ["memo": 2])
            #expect(
                preview.emptied == [
                    DeletionPreview.Emptied(kind: "firm", field: "parent", count: 1),
                    DeletionPreview.Emptied(kind: "human", field: "firm", count: 1),
                ])
            let done = try await workspace.change { tx in
                let journal = try tx.delete([firm], of: tx.schema.kind(of: Firm.self))
                return try Trash.deletions(limit: 10, only: journal, in: tx)[0]
            }
            // What was announced is what happened.
            #expect(done.title == "Holding" && done.kind == "firm")
            #expect(done.deleted == ["firm": 1, "memo": 2] && done.emptied == 2)
        }
    }

    @Test("links come back where they are still empty; what was chosen since stays", arguments: TestDatabases.all)
    func restoresLinks(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let firm = try await workspace.change { try $0.family() }
            let journal = try await workspace.change { tx in
                let journal = try tx.delete([firm], of: tx.schema.kind(of: Firm.self))
                tx.journal = nil
                let other = try tx.firm("Autre")
                let human = try tx.all(tx.schema.kind(of: Human.self), where: .everything)[0]
                try tx.save(Draft(id: human.id, fields: ["firm": other.values]), as: tx.schema.kind(of: Human.self))
                return journal
            }
            let done = try await workspace.change { try Journal.undo(journal, in: $0).done }
            #expect(done.restored == 3 && done.kept.map(\.kind) == ["human"] && done.problems.isEmpty)
            try await workspace.look { tx throws in
                #expect(try tx.names(Firm.self, where: #"{"field":"parent.name","is":"Holding"}"#) == ["Filiale"])
                #expect(try tx.names(Human.self, where: #"{"field":"firm.name","is":"Autre"}"#) == ["Yanis"])
                #expect(try Trash.deletions(limit: 10, in: tx).isEmpty)
            }
        }
    }

    @Test(
        "what cannot come back stays in the trash with its reason, and comes back later", arguments: TestDatabases.all)
    func tellsProblems(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let (journal, thief) = try await workspace.change { tx -> (Int64, Int64) in
                let kind = tx.schema.kind(of: Firm.self)
                let firm = try tx.save(Draft(fields: ["name": [.text("Acme")], "code": [.text("A-1")]]), as: kind)
                let journal = try tx.delete([firm], of: kind)
                tx.journal = nil
                let thief = try tx.save(Draft(fields: ["name": [.text("Other")], "code": [.text("A-1")]]), as: kind)
                return (journal, thief)
            }
            let first = try await workspace.change { try Journal.undo(journal, in: $0) }
            #expect(first.isFinished && first.done.restored == 0)
            #expect(first.done.problems.map(\.reason) == [.taken] && first.done.problems[0].field == "code")
            let waiting = try await workspace.look { try Trash.items(of: journal, limit: 10, in: $0) }
            #expect(waiting.map(\.item.problem?.reason) == [.taken] && waiting[0].item.title == "Acme")
            try await workspace.change { tx in
                try tx.save(Draft(id: thief, fields: ["code": [.text("B-1")]]), as: tx.schema.kind(of: Firm.self))
            }
            let second = try await workspace.change { try Journal.undo(journal, in: $0) }
            #expect(second.done.restored == 1 && second.done.problems.isEmpty)
        }
    }

    @Test("records deleted together come back in an order in which their links hold", arguments: TestDatabases.all)
    func restoresInOrder(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let journal = try await workspace.change { tx in
                let parent = try tx.firm("Parent"), child = try tx.firm("Child", parent: parent)
                return try tx.delete([parent.number, child.number], of: tx.schema.kind(of: Firm.self))
            }
            let done = try await workspace.change { try Journal.undo(journal, limit: 1, in: $0).done }
            #expect(done.restored == 2 && done.problems.isEmpty)
            _ = try await workspace.change { try Journal.undo(journal, in: $0) }
            try await workspace.look { tx throws in
                #expect(try tx.names(Firm.self, where: #"{"field":"parent.name","is":"Parent"}"#) == ["Child"])
            }
        }
    }

    @Test("a link whose target is gone for good is emptied and told", arguments: TestDatabases.all)
    func tellsEmptiedLinks(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let journal = try await workspace.change { tx in
                let parent = try tx.firm("Parent"), child = try tx.firm("Child", parent: parent)
                let kind = tx.schema.kind(of: Firm.self)
                let journal = try tx.delete([child.number], of: kind)
                tx.journal = nil
                _ = try tx.delete([parent.number], of: kind)
                return journal
            }
            let done = try await workspace.change { try Journal.undo(journal, in: $0).done }
            #expect(done.restored == 1 && done.problems.map(\.reason) == [.linkEmptied])
        }
    }

    @Test("everybody sees their own deletions, and after the days of the setting nobody", arguments: TestDatabases.all)
    func purges(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let ann = try await workspace.change { try $0.save(Member.named("Ann")).number }
            let viewer = Viewer(user: ann, grants: ["firm": [.all]])
            try await workspace.write(viewer, .screen) { tx in
                _ = try tx.delete([try tx.firm("Acme").number], of: tx.schema.kind(of: Firm.self))
            }
            try await workspace.change { tx throws in
                #expect(try Trash.deletions(limit: 9, in: tx.seen(by: viewer)).map(\.title) == ["Acme"])
                #expect(try Trash.deletions(limit: 9, in: tx.seen(by: Viewer(user: 7, grants: [:]))).isEmpty)
                #expect(try Trash.purge(before: tx.now, in: tx) == 0)
                #expect(try Trash.purge(before: tx.now.adding(seconds: 1), in: tx) == 1)
                #expect(try Trash.deletions(limit: 9, in: tx).isEmpty)
                #expect(try tx.connection.integer("SELECT COUNT(*) FROM journal_entry") == 0)
            }
        }
    }
}

extension Transaction {
    /// A firm with a daughter, a person and two memos.
    fileprivate func family() throws -> Int64 {
        let firm = try firm("Holding", town: "Paris")
        _ = try self.firm("Filiale", parent: firm)
        _ = try human("Yanis", at: firm)
        for text in ["Rappeler", "Écrire"] {
            var memo = Memo()
            (memo.text, memo.about) = (text, Reference(kind: "firm", id: firm.number))
            try save(memo)
        }
        return firm.number
    }
}
