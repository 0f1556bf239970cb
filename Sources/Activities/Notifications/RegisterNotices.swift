import Jobs
import People
import Records
import Storage
import Web

/// What a register newly says of an account reaches its owner: it has closed, has moved, has another name.
enum RegisterNotices {
    static func register(in registry: inout Registry) {
        registry.events.on("account.register_news", as: "notify account.register_news") { try tell($0, $1) }
    }

    private static func tell(_ entry: EventEntry, _ transaction: Transaction) throws {
        let kind = transaction.schema.kind(of: Account.self)
        let accounts = try transaction.asHouse.records(entry.records, of: kind)
        let news = (entry.payload["news"]?.array ?? []).compactMap { RegisterNews($0) }
        var notices: [Notice] = []
        for id in entry.records {
            guard let owner = accounts[id]?.value("owner", in: kind).integer else { continue }
            let about = Reference(kind: Account.name, id: id)
            notices += news.map { Notice(.register, to: owner, about: about, $0.sentence) }
        }
        try Notice.tell(notices, by: entry.user, in: transaction)
    }
}
