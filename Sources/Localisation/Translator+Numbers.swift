import Records

/// Numbers and money as the reader writes them. A minus is U+2212, as wide as a digit; reading takes both minuses.
extension Translator {
    package func number(_ number: Int) -> String { self.number(Int64(number)) }

    package func number(_ number: Int64) -> String {
        conventions.numbers.written(number.magnitude, negative: number < 0)
    }

    /// `12,5`: as many decimals as it has.
    package func exact(_ exact: Exact) -> String {
        let millionths = exact.millionths
        return conventions.numbers.written(
            millionths.magnitude, negative: millionths < 0, decimals: Exact.decimals, trimmed: true)
    }

    /// `12,5 %`, from a number of percent: 12.5, not 0.125.
    package func percent(_ percent: Exact) -> String {
        let millionths = percent.millionths
        return conventions.numbers.written(
            millionths.magnitude, negative: millionths < 0, decimals: Exact.decimals, trimmed: true,
            after: conventions.numbers.percent)
    }

    /// `1 234,56 €`
    package func money(_ money: Money) -> String {
        written(money.minor.magnitude, money, decimals: Money.decimals(of: money.currency))
    }

    /// `1 235 €`: to the nearest whole unit, halves away from zero.
    package func moneyRounded(_ money: Money) -> String {
        var unit: UInt64 = 1
        for _ in 0..<Money.decimals(of: money.currency) { unit *= 10 }
        return written((money.minor.magnitude + unit / 2) / unit, money, decimals: 0)
    }

    private func written(_ magnitude: UInt64, _ money: Money, decimals: Int) -> String {
        let style = conventions.numbers
        let symbol = style.symbols[money.currency] ?? money.currency
        let negative = money.minor < 0 && magnitude != 0
        guard style.symbolComesFirst else {
            return style.written(magnitude, negative: negative, decimals: decimals, after: "\u{a0}" + symbol)
        }
        let before = symbol == money.currency ? symbol + "\u{a0}" : symbol
        return style.written(magnitude, negative: negative, decimals: decimals, before: before)
    }

    /// `1,2 Mo`: decimal units, one decimal below ten.
    package func bytes(_ count: Int) -> String {
        let style = conventions.numbers
        var unit = 0
        var scale: UInt64 = 1
        while unit < style.byteUnits.count - 1, (count.magnitude.asUInt64 + scale / 20) / scale >= 1000 {
            scale *= 1000
            unit += 1
        }
        let magnitude = count.magnitude.asUInt64
        let after = "\u{a0}" + style.byteUnits[unit]
        // In tenths: rounded to one decimal below ten, to none above.
        let tenths = scale == 1 ? magnitude * 10 : (magnitude + scale / 20) / (scale / 10)
        if tenths < 100 {
            return style.written(tenths, negative: count < 0, decimals: 1, trimmed: true, after: after)
        }
        return style.written((magnitude + scale / 2) / scale, negative: count < 0, after: after)
    }
}

extension UInt {
    fileprivate var asUInt64: UInt64 { UInt64(self) }
}

extension NumberStyle {
    /// Digits in groups of three, decimals, what stands before and after: one buffer, filled from its end.
    func written(
        _ magnitude: UInt64, negative: Bool, decimals: Int = 0, trimmed: Bool = false, before: String = "",
        after: String = ""
    ) -> String {
        // 20 digits, 6 groups and a mark of at most 3 bytes each, a minus of 3: 44 bytes.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 48 + before.utf8.count + after.utf8.count) { buffer in
            var end = DigitWriter(buffer: buffer)
            end.put(after)
            var rest = magnitude
            end.putFraction(of: &rest, decimals: decimals, trimmed: trimmed, mark: mark)
            end.putGroups(rest, group)
            end.put(before)
            if negative, magnitude != 0 { end.put("\u{2212}") }
            return end.text
        }
    }
}

/// Writes a number from its last byte to its first.
private struct DigitWriter {
    let buffer: UnsafeMutableBufferPointer<UInt8>
    var at: Int

    init(buffer: UnsafeMutableBufferPointer<UInt8>) {
        self.buffer = buffer
        at = buffer.count
    }

    var text: String { String(decoding: UnsafeBufferPointer(rebasing: buffer[at...]), as: UTF8.self) }

    mutating func put(_ text: String) {
        for byte in text.utf8.reversed() { put(byte) }
    }

    mutating func put(_ byte: UInt8) {
        at -= 1
        buffer[at] = byte
    }

    mutating func putFraction(of rest: inout UInt64, decimals: Int, trimmed: Bool, mark: String) {
        var isWritten = !trimmed
        for _ in 0..<decimals {
            let digit = UInt8(rest % 10)
            rest /= 10
            isWritten = isWritten || digit != 0
            if isWritten { put(48 + digit) }
        }
        if decimals > 0, isWritten { put(mark) }
    }

    mutating func putGroups(_ whole: UInt64, _ group: String) {
        var rest = whole
        var count = 0
        repeat {
            if count > 0, count % 3 == 0 { put(group) }
            put(48 + UInt8(rest % 10))
            rest /= 10
            count += 1
        } while rest > 0
    }
}
