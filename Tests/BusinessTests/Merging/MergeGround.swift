import Activities
import People
import Records
import Sales
import Storage
import TestSupport

/// Two companies that are one, with all that hangs on them.
struct MergeGround: Sendable {
    var kept: Int64 = 0
    var gone: Int64 = 0
    var parent: Int64 = 0
    var child: Int64 = 0
    var both: Int64 = 0
    var view: Int64 = 0

    static func lay(in world: BusinessWorld) async throws -> MergeGround {
        try await world.addPartner()
        let stage = try await world.stage("Proposal")
        let (ann, ben) = (world.ann, world.ben)
        return try await world.change { tx in
            var ground = MergeGround()
            let accounts = tx.schema.kind("account"), contacts = tx.schema.kind("contact")
            func account(_ name: String, _ fields: [String: [Value]] = [:]) throws -> Int64 {
                var all = fields
                all["name"] = [.text(name)]
                all["owner"] = [.integer(ann)]
                return try tx.save(Draft(fields: all), as: accounts)
            }
            ground.parent = try account("Holding")
            ground.gone = try account(
                "Aster SARL",
                [
                    "city": [.text("Lyon")], "phone": [.text("01 42 68 53 00")], "sector": [.text("Fleurs")],
                    "parent": [.integer(ground.parent)], "external_id": [.text("A-17")],
                ])
            ground.kept = try account("Aster", ["city": [.text("Paris")], "parent": [.integer(ground.gone)]])
            ground.child = try account("Aster Nord", ["parent": [.integer(ground.gone)]])
            func contact(_ name: String, _ accounts: [Int64], _ mail: String) throws -> Int64 {
                var contact = Contact()
                contact.name = name
                contact.account = accounts.first.map { .init($0) }
                contact.accounts = accounts.map { id in
                    var link = ContactAccount()
                    link.account = .init(id)
                    return link
                }
                contact.emails = [ContactEmail()]
                contact.emails[0].address = mail
                return try tx.save(Draft(contact), as: contacts)
            }
            ground.both = try contact("Zoé Blanc", [ground.gone, ground.kept], "zoe@aster.fr")
            _ = try contact("Yves Noir", [ground.gone], "yves@aster.fr")
            for (index, id) in [ground.kept, ground.gone, ground.gone].enumerated() {
                var sale = Opportunity()
                (sale.title, sale.account, sale.stage) = ("Sale \(index)", .init(id), stage)
                let saved = try tx.save(sale).number
                let partner: [Value] = [.integer(ground.gone)]
                try tx.save(
                    Draft(id: saved, fields: ["partner": partner]), as: tx.schema.kind("opportunity"))
            }
            for id in [ground.kept, ground.gone] {
                let about = Reference(kind: "account", id: id)
                var note = Note()
                (note.text, note.about) = ("Seen at the fair", about)
                try tx.save(note)
                var task = Activity()
                (task.subject, task.about) = ("Call back", about)
                try tx.save(task)
                var file = Attachment()
                (file.name, file.about, file.contentType, file.sha256, file.file) =
                    ("offer.pdf", about, "application/pdf", "00", "f\(id)")
                try tx.save(file)
                let account = tx.schema.kind("account")
                try tx.share(id, of: account, with: .user(ben), mayChange: id == ground.gone)
            }
            try tx.connection.execute(
                """
                INSERT INTO notification (id, user_id, kind, about_kind, about_id, text, created_at)
                VALUES (\(tx.ids.next()), \(ben), 'mention', 'account', \(ground.gone), '{}', \(tx.now))
                """)
            let condition = #"{"field":"account","in":["\#(ground.gone)","\#(ground.kept)"]}"#
            ground.view = try tx.save(
                Draft(fields: [
                    "name": [.text("Aster’s sales")], "kind": [.text("opportunity")],
                    "condition": [.text(condition)],
                ]), as: tx.schema.kind("saved_view"))
            return ground
        }
    }
}

/// The whole database as text, table by table, to compare.
enum WholeDatabase {
    /// What must grow, or says what was done: the logs and the ledger of merges.
    private static let excluded: Set = ["history", "journal", "journal_entry", "outbox", "record_merge", "access_log"]

    static func picture(_ world: BusinessWorld) async throws -> [String: [String]] {
        let structure = try await world.workspace.database.structure(), schema = world.workspace.schema
        let counted = Set(schema.entities.map(\.table))
        return try await world.look { tx in
            var picture: [String: [String]] = [:]
            for (name, table) in structure.tables where !excluded.contains(name) && !name.hasPrefix("search_entry") {
                // A version counts changes; it rises with each.
                let columns = table.columns.filter { !($0.key == "version" && counted.contains(name)) }
                    .sorted { $0.key < $1.key }
                let rows = try tx.connection.rows(
                    "SELECT \(SQL.names(columns.map(\.key))) FROM \(name: name)", columns.map(\.value))
                picture[name] = rows.map { row in
                    zip(columns, row).map { "\($0.key)=\($1)" }.joined(separator: " ")
                }.sorted()
            }
            let id = tx.connection.dialect == .sqlite ? "rowid" : "id"
            picture["search_entry"] = try tx.connection.rows(
                "SELECT \(SQL(text: id)), CAST(words AS TEXT), title, kind FROM search_entry",
                .integer, .text, .text, .text
            ).map { "\($0)" }.sorted()
            return picture
        }
    }
}
