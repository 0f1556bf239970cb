import Records
import Storage
import TestSupport
import Testing

@Suite("Conditions in SQL")
struct ConditionTests {
    private func company(_ workspace: Workspace) async throws {
        try await workspace.change { tx in
            let acme = try tx.firm("Acmé", town: "Orléans", size: 10, revenue: Money(minor: 100_00, currency: "EUR"))
            let child = try tx.firm("Acme Sud", town: "Nice", size: 3, parent: acme)
            _ = try tx.firm("Zephyr 100%", revenue: Money(minor: 99_99, currency: "EUR"))
            _ = try tx.human("Ann", at: acme, email: "ann@acme.example", keen: true)
            _ = try tx.human("Ben", at: acme)
            _ = try tx.human("Cléo", at: child, keen: true)
            var memo = Memo()
            (memo.text, memo.about) = ("x", Reference(kind: "firm", id: child.number))
            try tx.save(memo)
        }
    }

    @Test("every test finds what it should", arguments: TestDatabases.all)
    func tests(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            try await company(workspace)
            let cases: [(String, [String])] = [
                (#"{"field":"name","is":"Acmé"}"#, ["Acmé"]),
                (#"{"field":"name","is_not":"Acmé"}"#, ["Acme Sud", "Zephyr 100%"]),
                (#"{"field":"name","contains":"ACME"}"#, ["Acme Sud", "Acmé"]),
                (#"{"field":"name","contains":"100%"}"#, ["Zephyr 100%"]),
                (#"{"field":"name","starts_with":"acmé s"}"#, ["Acme Sud"]),
                (#"{"field":"town","empty":true}"#, ["Zephyr 100%"]),
                (#"{"not":{"field":"town","is":"Nice"}}"#, ["Acmé", "Zephyr 100%"]),
                (#"{"field":"size","at_least":4}"#, ["Acmé"]),
                (#"{"field":"size","between":[3,10]}"#, ["Acme Sud", "Acmé"]),
                (#"{"field":"size","in":[3,4]}"#, ["Acme Sud"]),
                (#"{"field":"revenue","at_least":"100.00"}"#, ["Acmé"]),
                (#"{"field":"revenue","less_than":"100"}"#, ["Zephyr 100%"]),
                (#"{"field":"parent.town","is":"Orléans"}"#, ["Acme Sud"]),
                (#"{"field":"parent.town","empty":true}"#, ["Acmé", "Zephyr 100%"]),
                (#"{"related":"humans"}"#, ["Acme Sud", "Acmé"]),
                (#"{"related":"humans","count":{"at_least":2}}"#, ["Acmé"]),
                (#"{"related":"humans","where":{"field":"is_keen","is":false}}"#, ["Acmé"]),
                (#"{"related":"humans","count":{"at_most":0}}"#, ["Zephyr 100%"]),
                (#"{"related":"children","where":{"field":"town","is":"Nice"}}"#, ["Acmé"]),
                (#"{"related":"memos"}"#, ["Acme Sud"]),
                (#"{"related":"children","sum":{"field":"size","at_least":3}}"#, ["Acmé"]),
                (#"{"field":"created_at","within":"today"}"#, ["Acme Sud", "Acmé", "Zephyr 100%"]),
                (#"{"field":"created_at","before":"2026-11-22"}"#, []),
                (#"{"field":"created_at","is":"2026-11-22"}"#, ["Acme Sud", "Acmé", "Zephyr 100%"]),
                (#"{"any":[{"field":"size","is":3},{"field":"size","is":10}]}"#, ["Acme Sud", "Acmé"]),
                (#"{"any":[]}"#, []), (#"{"all":[]}"#, ["Acme Sud", "Acmé", "Zephyr 100%"]),
            ]
            for (json, names) in cases {
                let found = try await workspace.look { try $0.names(Firm.self, where: json) }
                #expect(found == names.sorted(), "\(json)")
            }
            #expect(
                try await workspace.look {
                    try $0.names(Human.self, where: #"{"field":"emails.address","contains":"acme"}"#)
                } == ["Ann"])
        }
    }

    @Test("a wrong condition is refused with its path", arguments: TestDatabases.all)
    func faults(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let cases = [
                (#"{"field":"nmae","is":"x"}"#, "$.field"), (#"{"all":[{"field":"size","is":"many"}]}"#, "$.all[0].is"),
                (#"{"field":"size","contains":"1"}"#, "$.contains"), (#"{"related":"cats"}"#, "$.related"),
                (#"{"field":"size","at_least":true}"#, "$.at_least"), (#"{"field":"name.town","is":"x"}"#, "$.field"),
            ]
            for (json, path) in cases {
                let condition = try Condition(json: JSON(parsing: json))
                let refusal = await #expect(throws: Refusal.self, "\(json)") {
                    try await workspace.look { try $0.page($0.schema.kind(of: Firm.self), ListQuery(condition)) }
                }
                #expect(refusal?.fields.first?.field == path, "\(json)")
            }
        }
    }

    @Test("not is the exact opposite, for any condition", arguments: TestDatabases.all)
    func opposite(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            try await company(workspace)
            var generator = SeededGenerator(seed: 7)
            for _ in 0..<150 {
                let condition = RandomCondition.make(&generator, depth: 3)
                let (yes, no) = try await workspace.look { tx throws in
                    let kind = tx.schema.kind(of: Firm.self)
                    return (
                        try tx.all(kind, where: condition).map(\.id), try tx.all(kind, where: .not(condition)).map(\.id)
                    )
                }
                #expect(yes.count + no.count == 3 && Set(yes).isDisjoint(with: no), "\(condition.json.string)")
                #expect(try Condition(json: condition.json) == condition)
            }
        }
    }

    @Test("both databases give the same rows for random conditions")
    func agreement() async throws {
        guard TestDatabases.all.contains(.postgres) else { return }
        var answers: [[[String]]] = []
        for backend in [TestDatabases.memory, .postgres] {
            try await TestCompany.with(backend) { workspace in
                try await company(workspace)
                var generator = SeededGenerator(seed: 11), found: [[String]] = []
                for _ in 0..<150 {
                    let condition = RandomCondition.make(&generator, depth: 3)
                    found.append(
                        try await workspace.look { tx throws in
                            let kind = tx.schema.kind(of: Firm.self)
                            return try tx.all(kind, where: condition).map { $0.title(in: kind) }.sorted()
                        })
                }
                answers.append(found)
            }
        }
        #expect(answers[0] == answers[1])
    }
}

/// Conditions nobody would write, for properties that hold for all of them.
enum RandomCondition {
    static func make(_ generator: inout SeededGenerator, depth: Int) -> Condition {
        switch Int.random(in: 0..<(depth == 0 ? 6 : 10), using: &generator) {
        case 0:
            return .test(path: ["name"], .contains(["a", "ACM", "é", "%", "_", "0"].randomElement(using: &generator)!))
        case 1: return .test(path: ["size"], .atLeast(.number(String(Int.random(in: 0...12, using: &generator)))))
        case 2: return .test(path: ["town"], .empty(Bool.random(using: &generator)))
        case 3:
            return .test(
                path: ["town"], .equals(.text(["Nice", "Orléans", "Brest"].randomElement(using: &generator)!)))
        case 4: return .test(path: ["revenue"], .lessThan(.text("100.00")))
        case 5: return .test(path: ["parent", "town"], .startsWith("or"))
        case 6: return .not(make(&generator, depth: depth - 1))
        case 7:
            return .all((0..<Int.random(in: 0...3, using: &generator)).map { _ in make(&generator, depth: depth - 1) })
        case 8:
            return .any((0..<Int.random(in: 0...3, using: &generator)).map { _ in make(&generator, depth: depth - 1) })
        default: return .related("children", where: make(&generator, depth: depth - 1), .some)
        }
    }
}
