import Foundation
import Localisation
import Records
import Storage
import Web

/// Free times and bookings for programs: what the public page does, with a token.
enum BookingApi {
    private static let root = "/api/v1/booking_pages/:id"

    static func register(in registry: inout Registry) {
        registry.api.schema("Booking", .code(schema))
        registry.api(.get, root + "/times", .code(timesOperation), times)
        registry.api(.get, root + "/bookings", .code(listOperation), list)
        registry.api(.post, root + "/bookings", .code(bookOperation), book)
        registry.api(.delete, root + "/bookings/:booking", .code(cancelOperation), cancel)
    }

    private static func refused(_ field: String, _ code: String, _ message: Message) -> Refusal {
        Refusal(fields: [FieldRefusal(field, code: code, message)])
    }

    /// The kind of meeting that is named; the only one where none is.
    private static func type(_ text: String?, of page: BookingPage) throws(Refusal) -> BookingType {
        if text == nil, page.types.count == 1 { return page.types[0] }
        let known = page.types.map { String($0.id.number) }.joined(separator: ", ")
        guard let found = page.types.first(where: { String($0.id.number) == text }) else {
            throw refused(
                "type", "unknown_choice", Message("One of these is expected: {options}.", ["options": .text(known)]))
        }
        return found
    }

    @Sendable private static func times(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: ["type", "from", "to"])
        _ = try context.kind(plural: BookingPage.plural)
        let id = try request.identifier(), words = context.product.registry.words
        func day(_ name: String) throws(Refusal) -> Day? {
            guard let text = request.query[name] else { return nil }
            guard let day = Day(iso: text) else {
                throw refused(name, "invalid_type", Message("A day such as 2026-11-22 is expected."))
            }
            return day
        }
        let first = try day("from") ?? context.today
        let last = try day("to") ?? first.adding(days: 6)
        guard first <= last, first.adding(days: 61) > last else {
            throw refused(
                "to", "out_of_range", Message("A day that is not before “from”, and at most 60 days after it."))
        }
        return try await context.read { transaction in
            let page = try transaction.find(ID<BookingPage>(id)), type = try type(request.query["type"], of: page)
            let starts = try BookingDesk(words: words, transaction: transaction.asHouse)
                .starts(page, type, from: first, to: last)
            let zone = transaction.settings.timeZone
            let shown = starts.filter { first <= $0.day(in: zone) && $0.day(in: zone) <= last }
            return .json(
                .record([
                    "type": .text(String(type.id.number)), "minutes": .number(String(type.minutes)),
                    "data": .array(shown.map { .text($0.iso) }),
                ]))
        }
    }

    private static func json(_ booking: Booking) -> JSON {
        .record([
            "id": .text(String(booking.id)), "type": .text(String(booking.type)),
            "activity": .text(String(booking.activity)), "user": .text(String(booking.user)),
            "contact": booking.contact.map { .text(String($0)) } ?? .null, "time_zone": .text(booking.zone),
            "consent_at": booking.consentAt.map { .text($0.iso) } ?? .null,
            "cancelled_at": booking.cancelledAt.map { .text($0.iso) } ?? .null,
        ])
    }

    @Sendable private static func list(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        _ = try context.kind(plural: BookingPage.plural)
        let id = try request.identifier()
        return try await context.read { transaction in
            _ = try transaction.find(ID<BookingPage>(id))
            let found = try Booking.find("page_id = \(id) ORDER BY id DESC LIMIT 200", in: transaction)
            // Only those whose meeting one sees, and those that are no more.
            let seen = try transaction.existing(found.map(\.activity), of: transaction.schema.kind(of: Activity.self))
            return .json(
                .record(["data": .array(found.filter { $0.cancelledAt != nil || seen.contains($0.activity) }.map(json))]
                )
            )
        }
    }

    @Sendable private static func book(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        _ = try context.kind(plural: BookingPage.plural)
        _ = try context.kind(plural: Activity.plural, to: .create)
        let id = try request.identifier(), words = context.product.registry.words
        let body = try await request.json(limit: 50_000)
        let names = ["type", "starts_at", "name", "email", "phone", "company", "message", "time_zone", "consent"]
        for name in (body.members ?? []).map(\.name) where !names.contains(name) {
            throw refused(name, "unknown_field", Message("There is no field of this name here."))
        }
        func text(_ name: String) throws(Refusal) -> String? {
            guard let value = body[name], value != .null else { return nil }
            guard let text = value.text else { throw refused(name, "invalid_type", Message("A text is expected.")) }
            return text.trimmingWhitespace()
        }
        guard let start = try text("starts_at").flatMap({ Instant(iso: $0) }) else {
            throw refused("starts_at", "required", Message("Give one of the free times, such as 2026-11-24T09:00:00Z."))
        }
        let zone = try text("time_zone") ?? context.workspace.settings.timeZone.identifier
        guard TimeZone(identifier: zone) != nil else {
            throw refused("time_zone", "unknown_choice", Message("A time zone such as Europe/Paris is expected."))
        }
        let visitor = BookingVisitor(
            name: try text("name") ?? "", email: try text("email") ?? "", phone: try text("phone") ?? "",
            company: try text("company") ?? "", message: try text("message") ?? "", zone: zone,
            language: context.t.language, isConsenting: body["consent"] == .boolean(true))
        let typeName = try text("type")
        for _ in 0..<5 {
            do {
                return try await context.write { transaction in
                    let page = try transaction.find(ID<BookingPage>(id)), type = try type(typeName, of: page)
                    guard page.isOpen else {
                        throw Refusal(
                            code: "booking_closed", Message("This page is closed: nobody can book here."))
                    }
                    let desk = BookingDesk(words: words, transaction: transaction.asHouse)
                    let made = try desk.book(page, type, at: start, visitor)
                    let booking = try Booking.find("id = \(made.booking)", in: transaction)
                    return .json(booking.first.map(json) ?? .null, status: 201)
                }
            } catch is BookingDesk.Collision {
                continue
            }
        }
        throw BookingDesk.taken
    }

    @Sendable private static func cancel(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        _ = try context.kind(plural: BookingPage.plural)
        let id = try request.identifier(), number = try request.identifier("booking")
        try await context.write { transaction in
            _ = try transaction.find(ID<BookingPage>(id))
            let found = try Booking.find("id = \(number) AND page_id = \(id)", in: transaction)
            guard let booking = found.first else { throw Refusal.notFound() }
            guard booking.cancelledAt == nil else { throw BookingDesk.over }
            // By whoever may delete the meeting.
            try transaction.delete([booking.activity], of: transaction.schema.kind(of: Activity.self))
        }
        return .noContent
    }

    private static let schema = #"""
        {"type":"object","required":["id","type","activity","user","contact","time_zone","consent_at","cancelled_at"],
        "properties":{"id":{"type":"string"},"type":{"type":"string"},"activity":{"type":"string"},
        "user":{"type":"string"},"contact":{"type":["string","null"]},"time_zone":{"type":"string"},
        "consent_at":{"type":["string","null"],"format":"date-time"},
        "cancelled_at":{"type":["string","null"],"format":"date-time"}}}
        """#

    private static let timesOperation = ##"""
        {"summary":"Free times of a booking page","parameters":[
        {"name":"type","in":"query","required":false,
        "description":"The kind of meeting; not needed where there is one.",
        "schema":{"type":"string"}},
        {"name":"from","in":"query","required":false,"schema":{"type":"string","format":"date"}},
        {"name":"to","in":"query","required":false,"schema":{"type":"string","format":"date"}},
        {"name":"id","in":"path","required":true,"schema":{"type":"string","pattern":"^[0-9]{1,19}$"}}],
        "responses":{"200":{"description":"When a meeting can begin.","content":{"application/json":{"schema":{
        "type":"object","required":["type","minutes","data"],"properties":{"type":{"type":"string"},
        "minutes":{"type":"integer"},"data":{"type":"array","items":{"type":"string","format":"date-time"}}}}}}}}}
        """##

    private static let listOperation = ##"""
        {"summary":"The last bookings of a page","responses":{"200":{"description":"At most 200, the newest first.",
        "content":{"application/json":{"schema":{"type":"object","required":["data"],"properties":{"data":{
        "type":"array","items":{"$ref":"#/components/schemas/Booking"}}}}}}}}}
        """##

    private static let bookOperation = ##"""
        {"summary":"Book a free time","requestBody":{"required":true,"content":{"application/json":{"schema":{
        "type":"object","additionalProperties":false,"required":["starts_at","name","email"],"properties":{
        "type":{"type":["string","null"]},"starts_at":{"type":"string","format":"date-time"},
        "name":{"type":"string","maxLength":200},"email":{"type":"string","format":"email"},
        "phone":{"type":["string","null"],"maxLength":40},"company":{"type":["string","null"],"maxLength":200},
        "message":{"type":["string","null"],"maxLength":2000},"time_zone":{"type":["string","null"]},
        "consent":{"type":"boolean"}}},
        "example":{"starts_at":"2026-11-24T09:00:00Z","name":"Ada Martin","email":"ada@example.com"}}}},
        "responses":{"201":{"description":"The booking.","content":{"application/json":{"schema":{
        "$ref":"#/components/schemas/Booking"}}}}}}
        """##

    private static let cancelOperation = #"""
        {"summary":"Cancel a booking","description":"Its meeting is deleted, and those invited hear of it.",
        "responses":{"204":{"description":"Cancelled."}}}
        """#
}
