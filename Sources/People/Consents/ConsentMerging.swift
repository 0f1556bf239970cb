import Records
import Storage

/// Two records become one person: of what each had said last, the stricter word holds. It is a line like any other, so
/// that taking the merge back takes it back too.
enum ConsentMerging {
    @Sendable static func unite(_ merge: MergeBook.Work, _ transaction: Transaction) throws {
        guard transaction.schema[Consent.name] != nil else { return }
        let house = transaction.asHouse, about = Reference(kind: merge.kind.name, id: merge.survivor)
        let words = try ConsentWords.load(about, keys: [], in: house)
        let groups = Dictionary(grouping: words.lines) { "\($0.channel.rawValue) \($0.purpose?.number ?? 0)" }
        for lines in groups.values.sorted(by: { $0[0].id.number < $1[0].id.number }) {
            let byOrigin = Dictionary(grouping: lines) { $0.origin ?? "" }.values.compactMap(\.last)
            guard byOrigin.count > 1, let last = lines.last,
                let strictest = byOrigin.max(by: { $0.state.strictness < $1.state.strictness }),
                strictest.state.strictness > last.state.strictness
            else { continue }
            var united = strictest
            (united.id, united.about, united.source) = (ID(), about, .house)
            (united.saidAt, united.expiresAt) = (transaction.now, nil)
            (united.address, united.addressKey) = (strictest.address, strictest.addressKey)
            united.proof = "merge: \(strictest.origin ?? "") → \(about.kind):\(about.id); \(strictest.proof ?? "")"
            try house.save(united)
        }
    }
}
