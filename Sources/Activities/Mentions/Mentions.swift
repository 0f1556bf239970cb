import Identity
import Records
import Storage
import Web

/// Mentions in notes: found when a note is saved through any door, told to those who are named.
enum Mentions {
    static func register(in registry: inout Registry) {
        registry.storage.rules.add(to: Note.name, prepare: prepare, saved: saved)
        registry.routes.post("/timeline/:plural/:id/share", [], share)
    }

    /// What the text says decides; what a caller sends as mentions does not.
    @Sendable private static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        for index in changes.indices
        where changes[index].changes("text") || changes[index].touched.contains("mentions") {
            var note = try changes[index].typed(Note.self)
            let old = try changes[index].typedOld(Note.self)?.mentions ?? []
            note.mentions = try MentionReader.read(note.text, in: transaction).map { found in
                if let same = old.first(where: { $0.user?.number == found.user && $0.words == found.words }) {
                    return same
                }
                var mention = Mention()
                (mention.user, mention.words) = (ID(found.user), found.words)
                return mention
            }
            changes[index].replace(with: note)
        }
    }

    @Sendable private static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        // An import or a backup tells an old story: nobody waits for it.
        guard [.screen, .api].contains(transaction.door) else { return }
        var notices: [Notice] = []
        for change in changes where change.new.parts["mentions"]?.isEmpty == false {
            let note = try change.typed(Note.self)
            let known = Set(try change.typedOld(Note.self)?.mentions.map(\.user) ?? [])
            for user in Set(note.mentions.map(\.user)).subtracting(known) {
                guard let user else { continue }
                notices.append(
                    Notice(
                        .mention, to: user.number, about: note.about,
                        Message("{who} mentioned you in a note on “{record}”."), quotation: note.text))
            }
        }
        try Notice.tell(notices, in: transaction)
    }

    /// Whom the author named though they cannot see the record: by id, with their names.
    static func blind(
        _ users: Set<Int64>, to about: Reference, in transaction: Transaction
    ) throws -> [(id: Int64, name: String)] {
        guard let kind = transaction.schema[about.kind] else { return [] }
        let names = try transaction.titles(users.map { Reference(kind: User.name, id: $0) })
        return try users.sorted().compactMap { user in
            let viewer = try Rights.viewer(of: user, [], in: transaction.asHouse)
            guard try !transaction.seen(by: viewer).existing([about.id], of: kind).contains(about.id) else {
                return nil
            }
            return names[Reference(kind: User.name, id: user)].map { (user, $0) }
        }
    }

    /// “Share with …”: opens the record to somebody who was named.
    @Sendable private static func share(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural")), id = try request.identifier()
        guard let user = request.query["user"].flatMap({ Int64($0) }) else { throw Refusal.notFound() }
        let form = try await request.form()
        let name = try await context.write { transaction in
            try transaction.share(id, of: kind, with: .user(user), mayChange: false)
            let person = Reference(kind: User.name, id: user)
            return try transaction.titles([person])[person] ?? ""
        }
        let said = context.t(Message("{name} can see this record now.", ["name": .text(name)]))
        return TimelineWriting.answer(said, kind, id, form, request)
    }
}
