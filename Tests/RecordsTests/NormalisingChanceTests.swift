import Testing

@testable import Records

@Suite("Chance that can be repeated")
struct NormalisingChanceTests {
    @Test("a seed gives the same numbers, on every machine and in every release")
    func fixed() {
        var one = SeededGenerator(seed: 42)
        var two = SeededGenerator(seed: 42)
        var other = SeededGenerator(seed: 42, stream: 1)
        let numbers = (0..<5).map { _ in one.next() }
        #expect(numbers == (0..<5).map { _ in two.next() })
        #expect(numbers != (0..<5).map { _ in other.next() })
        #expect(Set(numbers).count == 5)
    }

    @Test("draws stay within their range and reach all of it")
    func ranges() {
        var chance = SeededGenerator(seed: 1)
        var seen = Set<Int>()
        for _ in 0..<1_000 {
            let draw = chance.within(3...9)
            #expect((3...9).contains(draw))
            seen.insert(draw)
            #expect((0..<1).contains(chance.fraction()))
        }
        #expect(seen.count == 7)
    }

    @Test("a weighted choice keeps its weights")
    func weights() {
        var chance = SeededGenerator(seed: 5)
        let choice = WeightedChoice([1, 0, 3])
        var counts = [0, 0, 0]
        for _ in 0..<40_000 { counts[choice.draw(&chance)] += 1 }
        #expect(counts[1] == 0)
        #expect((9_400...10_600).contains(counts[0]))
        let zipf = WeightedChoice.zipf(100)
        var first = 0
        for _ in 0..<10_000 where zipf.draw(&chance) == 0 { first += 1 }
        #expect((1_700...2_150).contains(first), "1 of 5.19")
    }

    @Test("half of a log-normal's draws lie below its median")
    func logNormal() {
        var chance = SeededGenerator(seed: 9)
        let amounts = LogNormal(median: 5_000, factor: 3)
        let below = (0..<10_000).count { _ in amounts.draw(&chance) < 5_000 }
        #expect((4_800...5_200).contains(below))
        let inside = (0..<10_000).count { _ in (1_666...15_000).contains(amounts.draw(&chance)) }
        #expect((6_600...7_050).contains(inside))
    }

    @Test("a shuffle puts every number in a place of its own")
    func shuffle() {
        for size in [1, 2, 7, 97, 1_000, 4_096] {
            let shuffle = Shuffle(size: size, seed: 3)
            #expect(Set((0..<size).map(shuffle.place)).count == size)
            #expect((0..<size).allSatisfy { (0..<size).contains(shuffle.place(of: $0)) })
        }
    }
}
