import Web

/// A text as a square of dots that a telephone reads (ISO/IEC 18004): bytes, error correction M, versions 1 to 20,
/// which hold 666 bytes.
struct QRCode: Sendable {
    /// Dots on a side.
    private(set) var size: Int
    /// Row after row, true where it is dark.
    private(set) var dots: [Bool]
    /// Dots that are part of the frame and hold no data.
    private var isFixed: [Bool]
    private var version: Int

    /// For each version, bytes of correction in a block, and the number of blocks.
    private static let correction = [
        10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
    ]
    private static let blocks = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16]

    /// Nil where the text is too long. `mask` is the best of the eight unless one is given.
    init?(_ text: String, mask: Int? = nil) {
        let bytes = Array(text.utf8)
        guard let version = (1...20).first(where: { QRCode.capacity($0) >= bytes.count }) else { return nil }
        self.version = version
        size = version * 4 + 17
        dots = [Bool](repeating: false, count: size * size)
        isFixed = dots
        drawFrame()
        place(QRCode.withCorrection(QRCode.data(bytes, version), version))
        let bare = self
        var best = bare, bestPenalty = Int.max
        for candidate in mask.map({ [$0] }) ?? Array(0..<8) {
            var drawn = bare
            drawn.apply(mask: candidate)
            drawn.drawFormat(mask: candidate)
            let penalty = drawn.penalty
            if penalty < bestPenalty { (best, bestPenalty) = (drawn, penalty) }
        }
        self = best
    }

    subscript(x: Int, y: Int) -> Bool { dots[y * size + x] }

    // Bytes

    /// All bits of a version that are not part of the frame.
    private static func bits(_ version: Int) -> Int {
        var bits = (16 * version + 128) * version + 64
        if version >= 2 {
            let marks = version / 7 + 2
            bits -= (25 * marks - 10) * marks - 55
            if version >= 7 { bits -= 36 }
        }
        return bits
    }

    private static func dataBytes(_ version: Int) -> Int {
        bits(version) / 8 - correction[version - 1] * blocks[version - 1]
    }

    /// After the four bits that say “bytes” and the length.
    private static func capacity(_ version: Int) -> Int { (dataBytes(version) * 8 - (version < 10 ? 12 : 20)) / 8 }

    private static func data(_ bytes: [UInt8], _ version: Int) -> [UInt8] {
        var bits: [Bool] = []
        func append(_ value: Int, _ count: Int) {
            for bit in (0..<count).reversed() { bits.append(value >> bit & 1 == 1) }
        }
        append(4, 4)
        append(bytes.count, version < 10 ? 8 : 16)
        for byte in bytes { append(Int(byte), 8) }
        let total = dataBytes(version) * 8
        append(0, min(4, total - bits.count))
        append(0, (8 - bits.count % 8) % 8)
        var isFirst = true
        while bits.count < total {
            append(isFirst ? 0xec : 0x11, 8)
            isFirst.toggle()
        }
        return stride(from: 0, to: total, by: 8).map { start in
            bits[start..<start + 8].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
        }
    }

    /// Cuts into blocks, adds the correction of each, and weaves them together.
    private static func withCorrection(_ data: [UInt8], _ version: Int) -> [UInt8] {
        let count = blocks[version - 1], length = correction[version - 1]
        let short = data.count / count, longOnes = data.count % count
        let divisor = ReedSolomon.divisor(length)
        var parts: [[UInt8]] = [], corrections: [[UInt8]] = [], start = 0
        for block in 0..<count {
            let end = start + short + (block >= count - longOnes ? 1 : 0)
            parts.append(Array(data[start..<end]))
            corrections.append(ReedSolomon.remainder(parts[block], divisor))
            start = end
        }
        var woven: [UInt8] = []
        for index in 0...short {
            for part in parts where index < part.count { woven.append(part[index]) }
        }
        for index in 0..<length { for part in corrections { woven.append(part[index]) } }
        return woven
    }

    // The frame

    private mutating func fix(_ x: Int, _ y: Int, _ isDark: Bool) {
        dots[y * size + x] = isDark
        isFixed[y * size + x] = true
    }

    private mutating func drawFrame() {
        for index in 0..<size {
            fix(6, index, index % 2 == 0)
            fix(index, 6, index % 2 == 0)
        }
        for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] { drawFinder(x, y) }
        let marks = markPlaces
        for (row, y) in marks.enumerated() {
            for (column, x) in marks.enumerated() {
                let last = marks.count - 1
                if (row, column) == (0, 0) || (row, column) == (0, last) || (row, column) == (last, 0) { continue }
                drawMark(x, y)
            }
        }
        drawFormat(mask: 0)
        drawVersion()
    }

    private mutating func drawFinder(_ centreX: Int, _ centreY: Int) {
        for dy in -4...4 {
            for dx in -4...4 {
                let x = centreX + dx, y = centreY + dy, ring = max(abs(dx), abs(dy))
                guard (0..<size).contains(x), (0..<size).contains(y) else { continue }
                fix(x, y, ring != 2 && ring != 4)
            }
        }
    }

    private mutating func drawMark(_ centreX: Int, _ centreY: Int) {
        for dy in -2...2 { for dx in -2...2 { fix(centreX + dx, centreY + dy, max(abs(dx), abs(dy)) != 1) } }
    }

    private var markPlaces: [Int] {
        guard version > 1 else { return [] }
        let count = version / 7 + 2
        let step = (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2
        return [6] + (0..<count - 1).map { size - 7 - (count - 2 - $0) * step }
    }

    /// Level M is 0; ten bits of correction, then a fixed pattern over all.
    private mutating func drawFormat(mask: Int) {
        var remainder = mask
        for _ in 0..<10 { remainder = remainder << 1 ^ (remainder >> 9) * 0x537 }
        let bits = (mask << 10 | remainder) ^ 0x5412
        func bit(_ index: Int) -> Bool { bits >> index & 1 == 1 }
        for index in 0...5 { fix(8, index, bit(index)) }
        fix(8, 7, bit(6))
        fix(8, 8, bit(7))
        fix(7, 8, bit(8))
        for index in 9..<15 { fix(14 - index, 8, bit(index)) }
        for index in 0..<8 { fix(size - 1 - index, 8, bit(index)) }
        for index in 8..<15 { fix(8, size - 15 + index, bit(index)) }
        fix(8, size - 8, true)
    }

    private mutating func drawVersion() {
        guard version >= 7 else { return }
        var remainder = version
        for _ in 0..<12 { remainder = remainder << 1 ^ (remainder >> 11) * 0x1f25 }
        let bits = version << 12 | remainder
        for index in 0..<18 {
            let long = size - 11 + index % 3, short = index / 3
            fix(long, short, bits >> index & 1 == 1)
            fix(short, long, bits >> index & 1 == 1)
        }
    }

    // Data and mask

    /// In pairs of columns from the right, up and down in turn.
    private mutating func place(_ bytes: [UInt8]) {
        var index = 0, right = size - 1, isUpward = true
        while right >= 1 {
            if right == 6 { right = 5 }
            for step in 0..<size {
                let y = isUpward ? size - 1 - step : step
                for x in [right, right - 1] where !isFixed[y * size + x] && index < bytes.count * 8 {
                    dots[y * size + x] = bytes[index / 8] >> UInt8(7 - index % 8) & 1 == 1
                    index += 1
                }
            }
            right -= 2
            isUpward.toggle()
        }
    }

    private mutating func apply(mask: Int) {
        for y in 0..<size {
            for x in 0..<size where !isFixed[y * size + x] && QRCode.isInverted(mask, x, y) {
                dots[y * size + x].toggle()
            }
        }
    }

    private static func isInverted(_ mask: Int, _ x: Int, _ y: Int) -> Bool {
        switch mask {
        case 0: (x + y) % 2 == 0
        case 1: y % 2 == 0
        case 2: x % 3 == 0
        case 3: (x + y) % 3 == 0
        case 4: (x / 3 + y / 2) % 2 == 0
        case 5: x * y % 2 + x * y % 3 == 0
        case 6: (x * y % 2 + x * y % 3) % 2 == 0
        default: ((x + y) % 2 + x * y % 3) % 2 == 0
        }
    }
}
