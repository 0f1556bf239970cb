import Records
import Storage
import TestSupport
import Testing

@Suite("Paging by keyset")
struct PagingTests {
    @Test("pages together are the whole list, in order, for any sort", arguments: TestDatabases.all)
    func pages(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            try await workspace.change { tx in
                for number in 0..<37 {
                    let town = number % 4 == 0 ? nil : ["Albi", "École", "eaubonne"][number % 3]
                    _ = try tx.firm("Firm \(number % 5)", town: town, size: number % 7 == 0 ? nil : number % 6)
                }
            }
            let orders = [
                "", "id", "-id", "name", "-name", "town", "-town", "size,name", "-size,town", "town,-size,name",
                "-created_at",
            ]
            for order in orders {
                let sort = ListQuery.sort(order)
                let whole = try await workspace.look {
                    try $0.page($0.schema.kind(of: Firm.self), ListQuery(sort: sort, limit: 100)).records.map(\.id)
                }
                #expect(whole.count == 37 && Set(whole).count == 37, "\(order)")
                for size in [1, 5, 36, 37] {
                    let paged = try await workspace.look { tx throws in
                        let kind = tx.schema.kind(of: Firm.self)
                        var query = ListQuery(sort: sort, limit: size), ids: [Int64] = []
                        while true {
                            let page = try tx.page(kind, query)
                            ids += page.records.map(\.id)
                            guard let next = page.next else { return ids }
                            query.after = try tx.cursor(next.text, for: kind, sort: sort)
                        }
                    }
                    #expect(paged == whole, "sorted by \(order), \(size) a page")
                }
            }
        }
    }

    @Test("text sorts without case or accents, empty values come last", arguments: TestDatabases.all)
    func order(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            try await workspace.change { tx in
                for (name, town) in [("a", "zoo"), ("b", "Éa"), ("c", "eb"), ("d", nil), ("e", "EC")]
                    as [(String, String?)]
                { _ = try tx.firm(name, town: town) }
            }
            func names(_ sort: String) async throws -> String {
                try await workspace.look { tx throws in
                    let kind = tx.schema.kind(of: Firm.self)
                    return try tx.page(kind, ListQuery(sort: ListQuery.sort(sort))).records.map { $0.title(in: kind) }
                        .joined()
                }
            }
            #expect(try await names("town") == "bcead")
            #expect(try await names("-town") == "aecbd")
        }
    }

    @Test("a strange page mark is refused", arguments: TestDatabases.all)
    func marks(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            for mark in ["", "zz", "5b5d", "5b312c322c335d", String(repeating: "0", count: 30_000)] {
                let refusal = await #expect(throws: Refusal.self) {
                    try await workspace.look {
                        try $0.cursor(mark, for: $0.schema.kind(of: Firm.self), sort: ListQuery.sort("name"))
                    }
                }
                #expect(refusal?.code == "invalid_cursor")
            }
        }
    }
}
