import Records

/// Makes identifiers: 64 bits, time-ordered. 41 bits of milliseconds since 2024, 10 of node, 12 of sequence; positive.
/// 4,096 a millisecond and node; beyond that the clock of the generator runs ahead.
package final class IDGenerator: @unchecked Sendable {
    package static let epoch = Instant(Day(year: 2024, month: 1, day: 1)!).microseconds / 1000
    private let lock = Lock()
    private let node: Int64
    private let clock: @Sendable () -> Instant
    private var lastMillisecond: Int64 = 0
    private var sequence: Int64 = 0

    package init(node: Int, clock: @escaping @Sendable () -> Instant) {
        self.node = Int64(node & 0x3FF)
        self.clock = clock
    }

    package func next() -> Int64 {
        lock.locked {
            let now = clock().microseconds / 1000 - IDGenerator.epoch
            if now > lastMillisecond {
                lastMillisecond = now
                sequence = 0
            } else {
                sequence += 1
                if sequence == 4096 {
                    lastMillisecond += 1
                    sequence = 0
                }
            }
            return lastMillisecond << 22 | node << 12 | sequence
        }
    }
}
