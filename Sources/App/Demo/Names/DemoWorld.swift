import Records

/// Everything that a seed decides before the first company: which names are common, where companies are, how big.
/// Made once; asking it for the millionth record costs no more than for the first.
package struct DemoWorld: Sendable {
    package let seed: UInt64
    let names: CompanyNames
    let sirens: Shuffle
    let towns: WeightedChoice
    let families: WeightedChoice
    let sizes = LogNormal(median: 1, factor: 2.6)

    package init(seed: UInt64) {
        self.seed = seed
        names = CompanyNames(seed: seed)
        sirens = Shuffle(size: 1_000_000, seed: seed &+ 77)
        towns = WeightedChoice(Commune.all.map(\.weight))
        families = WeightedChoice.zipf(FamilyNames.all.count, exponent: 0.4)
    }

    /// Chance for one purpose and one record, the same whenever and in whatever order it is asked for.
    package func chance(_ purpose: String, _ number: Int) -> SeededGenerator {
        let mixed = purpose.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return SeededGenerator(seed: mixed, stream: UInt64(number))
    }
}
