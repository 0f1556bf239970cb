import Records

/// A town with one of its postcodes, as it is offered to somebody who types.
package struct PlaceSuggestion: Sendable, Hashable {
    package let town: Town
    package let postcode: String
}

extension Geography {
    /// Towns whose name or postcode begins as typed, the largest first: `69`, `St Et`, `69003 ly`, `Paris 8`.
    package func suggestions(_ typed: String, limit: Int) -> [PlaceSuggestion] {
        let text = typed.trimmingWhitespace()
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        if digits.isEmpty { return named(text, limit) }
        guard digits.count <= 5, let number = UInt32(digits) else { return [] }
        let rest = TownName(String(text.dropFirst(digits.count)))
        return offered(delivered(number, digits: digits.count, named: rest), limit)
    }

    private func delivered(_ number: UInt32, digits: Int, named name: TownName) -> [Offer] {
        var scale: UInt32 = 1
        for _ in digits..<5 { scale *= 10 }
        let wanted = Array(name.key.utf8)
        return deliveries(number * scale...(number + 1) * scale - 1).compactMap { delivery in
            let row = rows[Int(delivery.row)]
            guard wanted.isEmpty || matches(row, wanted, whole: false) else { return nil }
            return Offer(row: Int(delivery.row), postcode: delivery.postcode, isExact: false)
        }
    }

    private func named(_ text: String, _ limit: Int) -> [PlaceSuggestion] {
        let name = TownName(text)
        guard !name.isEmpty else { return [] }
        var offers: [Offer] = []
        for article in [""] + Geography.articles {
            let wanted = Array((article + name.key).utf8)
            for row in rows(named: wanted, whole: false) {
                let isExact = Int(rows[row].keyLength) == wanted.count
                for postcode in numbers(rows[row]) {
                    if let number = name.number, Int(postcode % 100) != number { continue }
                    offers.append(Offer(row: row, postcode: postcode, isExact: isExact))
                }
            }
        }
        return offered(offers, limit)
    }

    private struct Offer {
        let row: Int
        let postcode: UInt32
        let isExact: Bool
    }

    private func offered(_ offers: [Offer], _ limit: Int) -> [PlaceSuggestion] {
        // Arrondissements weigh as much as their city, and so stay together, in the order of their postcodes.
        let weighed = offers.map { (offer: $0, weight: weight($0.row)) }
        let ranked = weighed.sorted { left, right in
            if left.offer.isExact != right.offer.isExact { return left.offer.isExact }
            if left.weight != right.weight { return left.weight > right.weight }
            return (left.offer.postcode, left.offer.row) < (right.offer.postcode, right.offer.row)
        }
        return ranked.prefix(limit).map {
            PlaceSuggestion(town: town($0.offer.row), postcode: Postcode.text($0.offer.postcode))
        }
    }

    private func weight(_ row: Int) -> UInt32 {
        var weight = rows[row].inhabitants
        for step in [-1, 1] {
            var other = row + step
            while rows.indices.contains(other), key(rows[other]) == key(rows[row]) {
                if department(rows[other]) == department(rows[row]) { weight = max(weight, rows[other].inhabitants) }
                other += step
            }
        }
        return weight
    }
}
