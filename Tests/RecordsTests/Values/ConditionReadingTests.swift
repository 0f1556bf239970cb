import Records
import Testing

@Suite("Reading conditions")
struct ConditionReadingTests {
    @Test(
        "what is not a condition is refused with its path",
        arguments: [
            ("[]", "$"), (#"{"filed":"x"}"#, "$.filed"), (#"{"field":"a"}"#, "$"),
            (#"{"field":"a","is":1,"in":[2]}"#, "$"), (#"{"field":"a","is":null}"#, "$.is"),
            (#"{"all":{}}"#, "$.all"), (#"{"all":[{"field":"a","in":3}]}"#, "$.all[0].in"),
            (#"{"field":"a","between":[1]}"#, "$.between"),
            (#"{"field":"a","within":"someday"}"#, "$.within"),
            (#"{"field":"a","within":{"last":0,"unit":"day"}}"#, "$.within"),
            (#"{"field":"a","empty":"yes"}"#, "$.empty"),
            (#"{"related":"b","count":{}}"#, "$.count"),
            (#"{"related":"b","count":{"at_least":-1}}"#, "$.count.at_least"),
            (#"{"related":"b","sum":{"at_least":1}}"#, "$.sum.field"),
            (#"{"related":"b","with":1}"#, "$.with"), (#"{"field":"a","like":"x"}"#, "$.like"),
            (#"{"all":[],"any":[]}"#, "$.all"),
        ])
    func faults(_ text: String, _ path: String) throws {
        let json = try JSON(parsing: text)
        let fault = #expect(throws: ConditionFault.self) { try Condition(json: json) }
        #expect(fault?.path == path)
    }

    @Test("periods span the right days")
    func periods() {
        let today = Day(iso: "2026-11-22")!
        func span(_ period: Condition.Period) -> String {
            let (first, last) = period.days(today: today); return "\(first.iso) \(last.iso)"
        }
        #expect(span(.this(.week)) == "2026-11-16 2026-11-22")
        #expect(span(.this(.quarter)) == "2026-10-01 2026-12-31")
        #expect(span(.previous(.month)) == "2026-10-01 2026-10-31")
        #expect(span(.following(.year)) == "2027-01-01 2027-12-31")
        #expect(span(.last(90, .day)) == "2026-08-25 2026-11-22")
        #expect(span(.next(2, .week)) == "2026-11-22 2026-12-05")
    }
}
