import Foundation
import Localisation
import Records
import Storage

/// What somebody chooses for their own screens, kept with the user: theme and keys in a table of their own, the
/// language in the user's record.
package enum Preferences {
    package static let table = TableSpec(
        "preference", [.init("user_id", .integer, references: "user"), .init("choices", .text)],
        primaryKey: ["user_id"],
        merging: .stays("holds choices such as the theme, no records"))

    static func register(in registry: inout Registry) {
        registry.storage.tables.append(table)
        registry.storage.rules.add(to: "user", deleting: forget)
        registry.routes.post("/preferences", [], save)
    }

    /// What a user chose; an empty object where nothing was.
    package static func of(_ user: Int64, in transaction: Transaction) throws -> JSON {
        let row = try transaction.connection.first("SELECT choices FROM preference WHERE user_id = \(user)", .text)
        return try row?[0].text.map { try JSON(parsing: $0) } ?? .object([])
    }

    // Whose clock

    private static let clock = "time_zone"

    /// The zone among somebody's choices; nil where they live on the company's clock.
    package static func timeZone(_ choices: String) throws -> TimeZone? {
        try JSON(parsing: choices)[clock]?.text.flatMap { $0.isEmpty ? nil : TimeZone(identifier: $0) }
    }

    /// By user, of those who chose one: one query, whatever their number.
    package static func timeZones(of users: [Int64], in transaction: Transaction) throws -> [Int64: TimeZone] {
        guard !users.isEmpty else { return [:] }
        let rows = try transaction.connection.rows(
            "SELECT user_id, choices FROM preference WHERE user_id IN (\(SQL.list(users)))", .integer, .text)
        var zones: [Int64: TimeZone] = [:]
        for row in rows { zones[row[0].integer ?? 0] = try timeZone(row[1].text ?? "{}") }
        return zones
    }

    /// Nil for the company's clock from now on.
    package static func choose(_ zone: TimeZone?, for user: Int64, in transaction: Transaction) throws {
        try keep([.init(clock, .text(zone?.identifier ?? ""))], for: user, in: transaction)
    }

    private static func keep(_ choices: [JSON.Member], for user: Int64, in transaction: Transaction) throws {
        let names = choices.map(\.name)
        let kept = try of(user, in: transaction).members?.filter { !names.contains($0.name) } ?? []
        let text = JSON.object(kept + choices).string
        try transaction.connection.execute(
            """
            INSERT INTO preference (user_id, choices) VALUES (\(user), \(text))
            ON CONFLICT (user_id) DO UPDATE SET choices = excluded.choices
            """)
    }

    /// Whoever goes leaves no choices behind.
    @Sendable private static func forget(_ users: [Record], _ transaction: Transaction) throws {
        try transaction.connection.execute("DELETE FROM preference WHERE user_id IN (\(SQL.list(users.map(\.id))))")
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form()
        guard let person = context.person else { throw Refusal.notFound() }
        let chosen = try chosen(form)
        let language = form["language"]
        if let language, Language(rawValue: language) == nil {
            throw unknown("language", Language.allCases.map(\.rawValue))
        }
        try await context.write { transaction in
            if let language, let kind = transaction.schema["user"], kind["language"] != nil {
                // One's own language is one's own to choose, whatever one may change of users.
                try transaction.asHouse.save(Draft(id: person.id, fields: ["language": [.text(language)]]), as: kind)
            }
            guard !chosen.isEmpty else { return }
            try keep(chosen.map { .init($0.name, .text($0.value)) }, for: person.id, in: transaction)
        }
        var response =
            request.isFetched
            ? Response.json(.object([])) : .redirect(request.back(form, or: request.cameFrom ?? "/"))
        for choice in chosen { response = response.setting(Choices.cookie(choice.name, choice.value)) }
        if let language { response = response.setting(Choices.cookie("language", language)) }
        return response
    }

    private static func chosen(_ form: Form) throws(Refusal) -> [Form.Item] {
        let allowed = ["theme": Theme.allCases.map(\.rawValue), "shortcuts": ["on", "off"]]
        var chosen: [Form.Item] = []
        for name in Choices.names {
            guard let value = form[name] else { continue }
            guard let values = allowed[name], values.contains(value) else { throw unknown(name, allowed[name] ?? []) }
            chosen.append(.init(name, value))
        }
        return chosen
    }

    private static func unknown(_ name: String, _ values: [String]) -> Refusal {
        let known = values.joined(separator: ", ")
        return Refusal(fields: [
            FieldRefusal(
                name, code: "unknown_choice", Message("One of these is expected: {options}.", ["options": .text(known)])
            )
        ])
    }
}
