import Foundation
import Records
import Storage
import Web

/// The agenda for programs: what stands in the agendas of some people or a team, between two days.
enum AgendaApi {
    private static let mostDays = 62
    private static let mostPeople = 50

    static func register(in registry: inout Registry) {
        registry.api.schema("Agenda", .code(schema))
        registry.api(.get, "/api/v1/agenda", .code(operation), agenda)
    }

    @Sendable private static func agenda(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["from", "to", "users", "team"])
        _ = try context.kind(plural: Activity.plural)
        let days = try days(request.query, context), users = try users(request.query)
        let team = try request.query["team"].map { try identifier($0, "team") }
        let me = context.person?.id ?? context.viewer.user, zone = context.t.timeZone
        return try await context.read { transaction in
            var people: [Int64] = []
            if let team { people = try AgendaPeople.load(.team(team), me, in: transaction).shown.map(\.id) }
            for user in users where !people.contains(user) {
                people += try AgendaPeople.load(.person(user), me, in: transaction).shown.map(\.id)
            }
            if team == nil, users.isEmpty { people = [me] }
            let items = try AgendaQuery(people: people, days: days, zone: zone).items(in: transaction)
            let time = transaction.settings.workingTime
            let closures = Day.all(days).compactMap { day in
                time.closure(on: day).map { JSON.record(["day": .text(day.iso), "name": .text(context.t($0))]) }
            }
            return .json(
                .record([
                    "from": .text(days.lowerBound.iso), "to": .text(days.upperBound.iso),
                    "time_zone": .text(zone.identifier),
                    "users": .array(people.map { .text(String($0)) }),
                    "items": .array(items.filter { !$0.isSecret }.map { json($0, zone) }),
                    "busy": .array(items.filter(\.isSecret).map { busy($0, zone) }), "closed": .array(closures),
                ]))
        }
    }

    private static func json(_ item: AgendaItem, _ zone: TimeZone) -> JSON {
        func text(_ value: String?) -> JSON { value.map { .text($0) } ?? .null }
        let about: JSON =
            item.about.map {
                .record(["kind": .text($0.kind), "id": .text(String($0.id)), "title": text(item.aboutTitle)])
            } ?? .null
        return .record([
            "id": .text(String(item.id)), "subject": .text(item.subject), "type": .text(item.type.rawValue),
            "first_day": .text(item.firstDay(in: zone).iso), "last_day": .text(item.lastDay(in: zone).iso),
            "starts_at": text(item.startsAt?.iso), "ends_at": text(item.endsAt?.iso),
            "all_day": .boolean(item.isAllDay), "is_done": .boolean(item.isDone), "place": text(item.place),
            "about": about, "owner": text(item.owner.map { String($0) }), "in_series": .boolean(item.isSeries),
            "users": .array(item.people.map { .text(String($0)) }),
        ])
    }

    /// Only when, and whose time it is.
    private static func busy(_ item: AgendaItem, _ zone: TimeZone) -> JSON {
        .record([
            "user": item.people.first.map { .text(String($0)) } ?? .null,
            "first_day": .text(item.firstDay(in: zone).iso), "last_day": .text(item.lastDay(in: zone).iso),
            "starts_at": item.startsAt.map { .text($0.iso) } ?? .null,
            "ends_at": item.endsAt.map { .text($0.iso) } ?? .null,
        ])
    }

    // What was asked

    private static func days(_ query: Form, _ context: Context) throws(Refusal) -> ClosedRange<Day> {
        let from = try day("from", query) ?? context.today
        let to = try day("to", query) ?? from.adding(days: 6)
        guard from <= to, to.number - from.number < mostDays else {
            throw refusal(
                "to", "out_of_range",
                Message(
                    "At most {count} days at once are given, the last not before the first.",
                    ["count": .number(mostDays)]))
        }
        return from...to
    }

    private static func day(_ name: String, _ query: Form) throws(Refusal) -> Day? {
        guard let text = query[name] else { return nil }
        guard let day = Day(iso: text), (1900...9000).contains(day.parts.year) else {
            throw refusal(name, "invalid_type", Message("A day such as “2026-12-31” is expected."))
        }
        return day
    }

    private static func users(_ query: Form) throws(Refusal) -> [Int64] {
        var users: [Int64] = []
        for text in (query["users"] ?? "").split(separator: ",") { users.append(try identifier(String(text), "users")) }
        guard users.count <= mostPeople else {
            throw refusal(
                "users", "too_many", Message("At most {count} people at once.", ["count": .number(mostPeople)]))
        }
        return users
    }

    private static func identifier(_ text: String, _ name: String) throws(Refusal) -> Int64 {
        guard let id = Int64(text), id > 0 else {
            throw refusal(name, "invalid_type", Message("The identifier of a record is expected."))
        }
        return id
    }

    private static func refusal(_ name: String, _ code: String, _ message: Message) -> Refusal {
        Refusal(fields: [FieldRefusal(name, code: code, message)])
    }

    // How it describes itself

    private static let schema = #"""
        {"type":"object","required":["from","to","time_zone","users","items","busy","closed"],"properties":{
        "from":{"type":"string","format":"date"},"to":{"type":"string","format":"date"},
        "time_zone":{"type":"string","description":"On whose clock days begin and end."},
        "users":{"type":"array","items":{"type":"string"}},
        "items":{"type":"array","items":{"type":"object",
        "required":["id","subject","type","first_day","last_day","all_day","is_done","users"],"properties":{
        "id":{"type":"string"},"subject":{"type":"string"},
        "type":{"type":"string","enum":["task","call","meeting"]},
        "first_day":{"type":"string","format":"date"},"last_day":{"type":"string","format":"date"},
        "starts_at":{"type":["string","null"],"format":"date-time"},
        "ends_at":{"type":["string","null"],"format":"date-time"},
        "all_day":{"type":"boolean"},"is_done":{"type":"boolean"},"place":{"type":["string","null"]},
        "about":{"type":["object","null"]},"owner":{"type":["string","null"]},"in_series":{"type":"boolean"},
        "users":{"type":"array","items":{"type":"string"},
        "description":"Of those asked for: whose agenda it stands in, as owner or participant."}}}},
        "busy":{"type":"array","description":"When somebody is taken by what the caller may not see: only the time.",
        "items":{"type":"object","required":["user","first_day","last_day","starts_at","ends_at"],"properties":{
        "user":{"type":"string"},"first_day":{"type":"string","format":"date"},
        "last_day":{"type":"string","format":"date"},"starts_at":{"type":["string","null"],"format":"date-time"},
        "ends_at":{"type":["string","null"],"format":"date-time"}}}},
        "closed":{"type":"array","description":"Public holidays and closings of the company.","items":{"type":"object",
        "required":["day","name"],"properties":{"day":{"type":"string","format":"date"},"name":{"type":"string"}}}}}}
        """#

    private static let operation = #"""
        {"summary":"The agenda of people or a team","tags":["activities"],
        "description":"Activities between two days, at most sixty-two, as the caller sees them: those of one’s own, \#
        of the users given, or of the people of a team. What comes again is there once for each time.",
        "parameters":[
        {"name":"from","in":"query","required":false,"schema":{"type":"string","format":"date"},
        "description":"Today where it is not given."},
        {"name":"to","in":"query","required":false,"schema":{"type":"string","format":"date"},
        "description":"The last day; six days later where it is not given."},
        {"name":"users","in":"query","required":false,"schema":{"type":"string"},
        "description":"Identifiers with commas between them."},
        {"name":"team","in":"query","required":false,"schema":{"type":"string","pattern":"^[0-9]+$"}}],
        "responses":{"200":{"description":"The agenda",
        "content":{"application/json":{"schema":{"$ref":"#/components/schemas/Agenda"}}}}}}
        """#
}
