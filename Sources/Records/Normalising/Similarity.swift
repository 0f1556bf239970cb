/// How alike two short texts are. Fold or key them first: these compare bytes.
package enum Similarity {
    /// How many letters must be added, dropped, replaced or swapped with their neighbour to turn one text into the
    /// other. Nil when more than `limit`: most pairs are told apart by their lengths alone.
    package static func distance(_ left: String, _ right: String, atMost limit: Int) -> Int? {
        if left == right { return 0 }
        var left = left
        var right = right
        return left.withUTF8 { a in right.withUTF8 { b in distance(a, b, limit) } }
    }

    private static func distance(
        _ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>, _ limit: Int
    ) -> Int? {
        guard abs(a.count - b.count) <= limit else { return nil }
        var start = 0
        var aEnd = a.count
        var bEnd = b.count
        while start < min(aEnd, bEnd), a[start] == b[start] { start += 1 }
        while aEnd > start, bEnd > start, a[aEnd - 1] == b[bEnd - 1] {
            aEnd -= 1
            bEnd -= 1
        }
        let height = aEnd - start
        let width = bEnd - start
        if height == 0 || width == 0 { return max(height, width) }
        let row = width + 1
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: 3 * row) { cells in
            var older = 0
            var above = row
            var current = 2 * row
            for column in 0...width { cells[above + column] = column }
            for line in 1...height {
                cells[current] = line
                var least = line
                let letter = a[start + line - 1]
                for column in 1...width {
                    let other = b[start + column - 1]
                    var cost = cells[above + column - 1] + (letter == other ? 0 : 1)
                    cost = min(cost, cells[above + column] + 1, cells[current + column - 1] + 1)
                    if line > 1, column > 1, letter == b[start + column - 2], a[start + line - 2] == other {
                        cost = min(cost, cells[older + column - 2] + 1)
                    }
                    cells[current + column] = cost
                    least = min(least, cost)
                }
                // Two rows above the limit cannot come back under it; one may, by a swap.
                if least > limit + 1 { return nil }
                (older, above, current) = (above, current, older)
            }
            return cells[above + width] <= limit ? cells[above + width] : nil
        }
    }

    /// 0 to 1, generous to texts that begin alike (Jaro and Winkler): good for names of people.
    package static func jaroWinkler(_ left: String, _ right: String) -> Double {
        if left == right { return 1 }
        var left = left
        var right = right
        return left.withUTF8 { a in
            right.withUTF8 { b in
                let jaro = jaro(a, b)
                var shared = 0
                while shared < min(4, a.count, b.count), a[shared] == b[shared] { shared += 1 }
                return jaro + Double(shared) * 0.1 * (1 - jaro)
            }
        }
    }

    private static func jaro(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Double {
        guard !a.isEmpty, !b.isEmpty else { return 0 }
        let reach = max(0, max(a.count, b.count) / 2 - 1)
        return withUnsafeTemporaryAllocation(of: Bool.self, capacity: a.count + b.count) { used in
            used.initialize(repeating: false)
            var matches = 0
            for at in 0..<a.count {
                let from = max(0, at - reach)
                let to = min(b.count, at + reach + 1)
                guard from < to else { continue }
                for other in from..<to where !used[a.count + other] && a[at] == b[other] {
                    used[at] = true
                    used[a.count + other] = true
                    matches += 1
                    break
                }
            }
            guard matches > 0 else { return 0 }
            var swapped = 0
            var other = 0
            for at in 0..<a.count where used[at] {
                while !used[a.count + other] { other += 1 }
                if a[at] != b[other] { swapped += 1 }
                other += 1
            }
            let share = Double(matches)
            return (share / Double(a.count) + share / Double(b.count) + (share - Double(swapped / 2)) / share) / 3
        }
    }
}
