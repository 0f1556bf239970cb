import Foundation
import Records
import Testing

@testable import Activities

@Suite("When somebody can be met")
struct OpenTimesTests {
    let working = WorkingTime(zone: TimeZone(identifier: "Europe/Paris")!)
    let now = Instant(iso: "2026-11-22T09:30:00Z")!
    let tuesday = Day(iso: "2026-11-24")!

    private func times(
        _ day: Day, _ rule: OpenTimes.Rule, busy: [Range<Instant>] = [], now: Instant? = nil
    ) -> [String] {
        OpenTimes.starts(on: day, rule, working, busy: busy, now: now ?? self.now)
            .map { TimeOfDay.text($0.minute(in: working.zone)) }
    }

    private func at(_ hour: String) -> Instant { Instant(iso: "2026-11-24T\(hour):00+01:00")! }

    @Test("a meeting fits into the working hours, on half hours")
    func hours() {
        #expect(
            times(tuesday, OpenTimes.Rule(minutes: 60)) == [
                "09:00", "09:30", "10:00", "10:30", "11:00", "11:30", "14:00", "14:30", "15:00", "15:30", "16:00",
                "16:30", "17:00",
            ])
        #expect(times(tuesday, OpenTimes.Rule(minutes: 15)).prefix(3) == ["09:00", "09:15", "09:30"])
        #expect(times(tuesday, OpenTimes.Rule(minutes: 480)).isEmpty)
    }

    @Test("nobody is met on a Sunday, nor on a public holiday")
    func closed() {
        #expect(times(Day(iso: "2026-11-29")!, OpenTimes.Rule(minutes: 30)).isEmpty)
        let christmas = OpenTimes.Rule(minutes: 30, horizonDays: 60)
        #expect(times(Day(iso: "2026-12-25")!, christmas).isEmpty)
        #expect(!times(Day(iso: "2026-12-24")!, christmas).isEmpty)
    }

    @Test("what is planned takes its time, and the room asked for around it")
    func busy() {
        let busy = [at("10:00")..<at("11:00")]
        let plain = times(tuesday, OpenTimes.Rule(minutes: 30), busy: busy)
        #expect(plain.prefix(4) == ["09:00", "09:30", "11:00", "11:30"])
        let roomy = times(tuesday, OpenTimes.Rule(minutes: 30, before: 15, after: 10), busy: busy)
        #expect(roomy.prefix(3) == ["09:00", "11:30", "12:00"])
    }

    @Test("not before the notice, not beyond the horizon")
    func window() {
        let rule = OpenTimes.Rule(minutes: 30, noticeHours: 4, horizonDays: 10)
        let morning = at("09:00")
        #expect(times(tuesday, rule, now: morning).first == "14:00")
        #expect(times(Day(iso: "2026-12-03")!, rule).isEmpty)
        #expect(!times(Day(iso: "2026-12-01")!, rule).isEmpty)
    }

    @Test("hours are those of the place, also after clocks change")
    func clocks() {
        let rule = OpenTimes.Rule(minutes: 30, horizonDays: 180)
        let summer = OpenTimes.starts(on: Day(iso: "2027-03-29")!.adding(days: 1), rule, working, busy: [], now: now)
        #expect(summer.first == Instant(iso: "2027-03-30T07:00:00Z"))
        let winter = OpenTimes.starts(on: tuesday, rule, working, busy: [], now: now)
        #expect(winter.first == Instant(iso: "2026-11-24T08:00:00Z"))
    }

    @Test("whoever has the fewest meetings comes first, then whose last booking is longest ago")
    func turns() {
        func candidate(_ id: Int64, _ meetings: Int, _ last: String? = nil) -> RoundRobin.Candidate {
            RoundRobin.Candidate(
                id: id, name: "P\(id)", meetings: meetings, lastBookedAt: last.flatMap { Instant(iso: $0) })
        }
        let fewest = RoundRobin.choose([candidate(1, 3), candidate(2, 1)], of: 2)
        #expect(fewest?.host == 2)
        #expect(fewest?.reason?.text.contains("fewest") == true)
        let turn = RoundRobin.choose(
            [candidate(1, 1, "2026-11-20T10:00:00Z"), candidate(2, 1, "2026-11-19T10:00:00Z")], of: 2)
        #expect(turn?.host == 2)
        #expect(turn?.reason?.text.contains("next in turn") == true)
        #expect(RoundRobin.choose([candidate(1, 1, "2026-11-20T10:00:00Z"), candidate(3, 1)], of: 2)?.host == 3)
        #expect(RoundRobin.choose([candidate(1, 9)], of: 3)?.reason?.text.contains("only one free") == true)
        #expect(RoundRobin.choose([candidate(1, 9)], of: 1)?.reason == nil)
        #expect(RoundRobin.choose([], of: 3) == nil)
    }

    @Test("time is taken in fives of minutes, none twice")
    func cells() {
        let cells = Booking.cellNumbers(at("10:00")..<at("10:30"))
        #expect(cells.count == 6)
        #expect(!cells.overlaps(Booking.cellNumbers(at("10:30")..<at("11:00"))))
        #expect(cells.overlaps(Booking.cellNumbers(at("10:25")..<at("10:30"))))
    }
}
