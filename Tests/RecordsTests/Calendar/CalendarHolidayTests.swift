import Foundation
import Records
import Testing

@Suite("Public holidays and working time")
struct CalendarHolidayTests {
    private func day(_ text: String) -> Day { Day(iso: text) ?? Day(number: 0) }

    @Test("France has eleven public holidays in 2027, in order, on the days of the official calendar")
    func france() {
        let days = PublicHolidays.french(year: 2027).map(\.day.iso)
        #expect(
            days == [
                "2027-01-01", "2027-03-29", "2027-05-01", "2027-05-06", "2027-05-08", "2027-05-17", "2027-07-14",
                "2027-08-15", "2027-11-01", "2027-11-11", "2027-12-25",
            ])
    }

    @Test("Alsace and Moselle add Good Friday and the day after Christmas")
    func alsace() {
        let more = Set(PublicHolidays.french(year: 2026, alsaceMoselle: true).map(\.day.iso))
            .subtracting(PublicHolidays.french(year: 2026).map(\.day.iso))
        #expect(more == ["2026-04-03", "2026-12-26"])
    }

    @Test(
        "Easter falls where the tables say, at both ends of its range too",
        arguments: [
            (1818, "1818-03-22"), (1943, "1943-04-25"), (2000, "2000-04-23"), (2008, "2008-03-23"),
            (2024, "2024-03-31"), (2026, "2026-04-05"), (2038, "2038-04-25"), (2100, "2100-03-28"),
        ])
    func easter(year: Int, iso: String) { #expect(PublicHolidays.easterSunday(year).iso == iso) }

    private var paris: WorkingTime { WorkingTime(zone: TimeZone(identifier: "Europe/Paris") ?? .gmt) }

    @Test("the next open day skips weekend, holidays and closings")
    func nextOpenDay() {
        var time = paris
        // Friday 30 April 2027: Labour Day is Saturday; Thursday 6 May is Ascension.
        #expect(time.nextOpenDay(after: day("2027-04-30")).iso == "2027-05-03")
        #expect(time.nextOpenDay(after: day("2027-05-05")).iso == "2027-05-07")
        time.closings = [WorkingTime.Closing(from: day("2027-05-07"), to: day("2027-05-10"), name: "Pont")]
        #expect(time.nextOpenDay(after: day("2027-05-05")).iso == "2027-05-11")
        #expect(time.day(3, openDaysAfter: day("2027-05-05")).iso == "2027-05-13")
    }

    @Test("open minutes are counted over lunch, night and weekend, and added the same way")
    func minutes() throws {
        let time = paris
        // Friday 17:30 to Monday 9:45 in Paris: thirty minutes and forty-five.
        let from = try #require(Instant(iso: "2026-11-20T16:30:00Z"))
        let to = try #require(Instant(iso: "2026-11-23T08:45:00Z"))
        #expect(time.openMinutes(from: from, to: to) == 75)
        #expect(time.adding(openMinutes: 75, to: from) == to)
        #expect(!time.isOpen(try #require(Instant(iso: "2026-11-20T12:00:00Z"))))
        #expect(time.isOpen(try #require(Instant(iso: "2026-11-20T11:00:00Z"))))
    }

    @Test("who works through the night of the change of hour works an hour less in spring and one more in autumn")
    func changeOfHour() throws {
        var time = paris
        time.week = Array(repeating: [0..<360], count: 7)
        let spring = time.openings(on: day("2027-03-28")), autumn = time.openings(on: day("2027-10-31"))
        #expect((spring[0].to.microseconds - spring[0].from.microseconds) / 60_000_000 == 300)
        #expect((autumn[0].to.microseconds - autumn[0].from.microseconds) / 60_000_000 == 420)
    }

    @Test("without a working hour in the week no deadline is found")
    func never() {
        var time = paris
        time.week = Array(repeating: [], count: 7)
        #expect(time.adding(openMinutes: 1, to: Instant(day("2026-11-20"))) == nil)
    }

    @Test("working time is written and read as JSON, and what is wrong is refused by name")
    func json() throws {
        var time = paris
        time.holidays = .alsaceMoselle
        time.week[5] = [540..<720]
        time.closings = [WorkingTime.Closing(from: day("2026-12-24"), to: day("2027-01-02"), name: "Noël")]
        #expect(WorkingTime(time.json, zone: time.zone) == time)
        #expect(WorkingTime.fault(time.json) == nil)
        #expect(WorkingTime.fault(try JSON(parsing: #"{"week":[["09:00-08:00"],[],[],[],[],[],[]]}"#))?.field == "week")
        #expect(WorkingTime.fault(try JSON(parsing: #"{"holidays":"mars"}"#))?.field == "holidays")
        #expect(
            WorkingTime.fault(try JSON(parsing: #"{"closed":[{"from":"2026-12-24","to":"2026-12-01","name":"x"}]}"#))?
                .field == "closed")
    }
}
