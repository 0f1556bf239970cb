import Foundation
import Records
import Storage
import TestSupport

/// A small vocabulary for storage tests: firms, their people with e-mails, and deals.
struct Firm: Entity {
    static let name = "firm", plural = "firms", label = "Firm", pluralLabel = "Firms"
    var id = ID<Self>(), custom = CustomValues()
    var name = "", town: String?, parent: ID<Firm>?, size: Int?, revenue: Money?, foundedOn: Day?, code: String?
    static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .searched, .sorted, .matched(.companyName)),
        Field("town", \.town, "Town", .sorted, .searched),
        Field("parent", \.parent, "Parent", .reverse("children")),
        Field("size", \.size, "Size", .sorted),
        Field("revenue", \.revenue, "Revenue", .sorted),
        Field("founded_on", \.foundedOn, "Founded on", .sorted),
        Field("code", \.code, "Code", .unique),
    ]
}

struct Human: Entity {
    static let name = "human", plural = "humans", label = "Human", pluralLabel = "Humans"
    var id = ID<Self>(), custom = CustomValues()
    var name = "", firm: ID<Firm>?, isKeen = false, seenAt: Instant?, emails: [HumanEmail] = []
    static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .searched, .sorted),
        Field("firm", \.firm, "Firm"),
        Field("is_keen", \.isKeen, "Keen", .required),
        Field("seen_at", \.seenAt, "Seen"),
    ]
    static let parts: [Part<Self>] = [Part("emails", \.emails, "E-mails")]
}

struct HumanEmail: PartItem {
    static let name = "email"
    var id = ID<Self>(), address: String?
    static let fields: [Field<Self>] = [
        Field("address", \.address, "Address", .shape(.email), .required, .searched, .matched(.email))
    ]
}

struct Memo: Entity {
    static let name = "memo", plural = "memos", label = "Memo", pluralLabel = "Memos", title = "text"
    var id = ID<Self>(), custom = CustomValues()
    var text = "", about: Reference?
    static let fields: [Field<Self>] = [
        Field("text", \.text, "Text", .required, .searched),
        Field("about", \.about, "About", .goesWithLink),
    ]
}

struct Member: Entity {
    static let name = "user", plural = "users", label = "User", pluralLabel = "Users"
    var id = ID<Self>(), custom = CustomValues()
    var name = ""
    static let fields: [Field<Self>] = [Field("name", \.name, "Name", .required)]
}

/// Something that is somebody's.
struct Trade: Entity {
    static let name = "trade", plural = "trades", label = "Trade", pluralLabel = "Trades"
    var id = ID<Self>(), custom = CustomValues()
    var name = "", owner: ID<Member>?, dueOn: Day?, isDone = false
    static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .searched, .sorted),
        Field("owner", \.owner, "Owner"),
        Field("due_on", \.dueOn, "Due", .sorted),
        Field("is_done", \.isDone, "Done", .required),
    ]
}

enum TestCompany {
    /// Sunday 22 November 2026, 10:30 in Paris.
    static let now = Instant(iso: "2026-11-22T09:30:00Z")!

    static var registry: StorageRegistry {
        var registry = StorageRegistry()
        registry.add(Member.self)
        registry.add(Firm.self)
        registry.add(Human.self)
        registry.add(Memo.self)
        registry.add(Trade.self)
        return registry
    }

    static func open(_ database: any Database, node: Int = 1) async throws -> Workspace {
        try await Workspace.open(database, registry: registry, node: node, clock: { now })
    }

    static func with(_ backend: TestDatabases, _ body: (Workspace) async throws -> Void) async throws {
        try await backend.withDatabase { try await body(open($0)) }
    }
}

extension Workspace {
    func change<Result: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Result) async throws -> Result {
        try await write(.house, .command, body)
    }
    func look<Result: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Result) async throws -> Result {
        try await read(.house, body)
    }
}

extension Transaction {
    func firm(_ name: String, town: String? = nil, size: Int? = nil, parent: ID<Firm>? = nil, revenue: Money? = nil)
        throws -> ID<Firm>
    {
        var firm = Firm()
        (firm.name, firm.town, firm.size, firm.parent, firm.revenue) = (name, town, size, parent, revenue)
        return try save(firm)
    }

    func human(_ name: String, at firm: ID<Firm>? = nil, email: String? = nil, keen: Bool = false) throws -> ID<Human> {
        var human = Human()
        (human.name, human.firm, human.isKeen) = (name, firm, keen)
        if let email { human.emails = [HumanEmail()]; human.emails[0].address = email }
        return try save(human)
    }

    func names<E: Entity>(_: E.Type, where json: String) throws -> [String] {
        let kind = schema.kind(of: E.self)
        return try all(kind, where: Condition(json: JSON(parsing: json))).map { $0.title(in: kind) }.sorted()
    }
}
