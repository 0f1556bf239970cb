import Foundation
import Records
import Storage

/// Records with a field of every shape, so that conditions reach every way of being compiled.
enum FuzzSchema {
    static let schema: Schema = {
        do {
            return try Schema(version: 1, core: [Kind(Member.self), Kind(Firm.self), Kind(Deal.self), Kind(Memo.self)])
        } catch { fatalError("\(error)") }
    }()

    static func compiler(_ viewer: Viewer) -> ConditionCompiler {
        ConditionCompiler(
            schema: schema, viewer: viewer, today: Day(iso: "2026-11-22")!, zone: .gmt, companyCurrency: "EUR")
    }

    /// Sees a part of everything, and one field not at all.
    static let somebody = Viewer(
        user: 7,
        grants: ["firm": [.owners([7])], "deal": [.all], "memo": [], "user": [.all]], hiddenFields: ["deal.secret"])
}

struct Member: Entity {
    static let name = "user", plural = "users", label = "User", pluralLabel = "Users"
    var id = ID<Self>(), custom = CustomValues()
    var name = ""
    static let fields: [Field<Self>] = [Field("name", \.name, "Name", .required, .sorted)]
}

struct Firm: Entity {
    static let name = "firm", plural = "firms", label = "Firm", pluralLabel = "Firms"
    var id = ID<Self>(), custom = CustomValues()
    var name = "", parent: ID<Firm>?, owner: ID<Member>?, emails: [FirmEmail] = []
    static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .sorted),
        Field("parent", \.parent, "Parent", .reverse("children")),
        Field("owner", \.owner, "Owner"),
    ]
    static let parts: [Part<Self>] = [Part("emails", \.emails, "E-mails")]
}

struct FirmEmail: PartItem {
    static let name = "email"
    var id = ID<Self>(), address: String?
    static let fields: [Field<Self>] = [Field("address", \.address, "Address", .shape(.email))]
}

struct Deal: Entity {
    static let name = "deal", plural = "deals", label = "Deal", pluralLabel = "Deals"
    var id = ID<Self>(), custom = CustomValues()
    var name = "", firm: ID<Firm>?, size: Int?, rate: Exact?, price: Money?, day: Day?, at: Instant?, isWon = false
    var state = State.open, secret: String?
    static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .sorted), Field("firm", \.firm, "Firm"),
        Field("size", \.size, "Size"), Field("rate", \.rate, "Rate"), Field("price", \.price, "Price", .sorted),
        Field("day", \.day, "Day"), Field("at", \.at, "At"), Field("won", \.isWon, "Won", .required),
        Field("state", \.state, "State", .required), Field("secret", \.secret, "Secret"),
    ]

    enum State: String, Choice {
        case open, won, lost
        var label: String { rawValue }
    }
}

struct Memo: Entity {
    static let name = "memo", plural = "memos", label = "Memo", pluralLabel = "Memos", title = "text"
    var id = ID<Self>(), custom = CustomValues()
    var text = "", about: Reference?
    static let fields: [Field<Self>] = [
        Field("text", \.text, "Text", .required), Field("about", \.about, "About"),
    ]
}
