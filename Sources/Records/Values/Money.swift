import Foundation

/// An amount in a currency, exact: minor units (cents) and the ISO 4217 code.
package struct Money: Sendable, Hashable {
    package var minor: Int64
    package var currency: String

    package init(minor: Int64, currency: String) {
        self.minor = minor
        self.currency = currency
    }

    /// Reads `1234.56` exactly. Nil when it is no number, has more decimals than the currency, or is too large.
    package init?(amount text: String, currency: String) {
        guard let minor = scaledInteger(text, decimals: Money.decimals(of: currency)) else { return nil }
        self.init(minor: minor, currency: currency)
    }

    /// `1234.56`, with the decimals of the currency.
    package var amount: String { scaledText(minor, decimals: Money.decimals(of: currency), trimmed: false) }

    /// Digits after the mark in ISO 4217: two but for these.
    package static func decimals(of currency: String) -> Int {
        switch currency {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
            "XPF":
            0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
        default: 2
        }
    }

    /// Three capital letters, as ISO 4217 writes a currency.
    package static func isCurrency(_ code: String) -> Bool {
        code.utf8.count == 3 && code.utf8.allSatisfy { (65...90).contains($0) }
    }
}

/// An exact decimal number with up to six digits after the mark: a quantity, a rate, a price per unit.
/// Kept as an integer of millionths in both databases, so that it sorts, sums and compares exactly.
package struct Exact: Sendable, Hashable, Comparable {
    package static let decimals = 6
    package let millionths: Int64

    package init(millionths: Int64) { self.millionths = millionths }
    package init(_ whole: Int) { millionths = Int64(whole) * 1_000_000 }

    /// Reads `-12.5` exactly; nil beyond six decimals or ±9.2 × 10¹².
    package init?(_ text: String) {
        guard let read = scaledInteger(text, decimals: Exact.decimals) else { return nil }
        millionths = read
    }

    package static func < (left: Exact, right: Exact) -> Bool { left.millionths < right.millionths }

    /// `-12.5`: no trailing zeros.
    package var text: String { scaledText(millionths, decimals: Exact.decimals, trimmed: true) }
}

/// `12.5` with 2 decimals is 1250. Plain notation only: sign, digits, one point, digits. Zeros beyond the scale are
/// accepted.
package func scaledInteger(_ text: String, decimals: Int) -> Int64? {
    var negative = false, digits = 0, fraction = 0, seenPoint = false
    var magnitude: Int64 = 0
    for (index, byte) in text.utf8.enumerated() {
        switch byte {
        case UInt8(ascii: "-") where index == 0: negative = true
        case UInt8(ascii: ".") where !seenPoint && digits > 0: seenPoint = true
        case 48...57:
            digits += 1
            if seenPoint { fraction += 1 }
            if fraction > decimals {
                guard byte == 48 else { return nil }
                continue
            }
            let (tenfold, tooLarge) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, stillTooLarge) = tenfold.addingReportingOverflow(Int64(byte - 48))
            guard !tooLarge, !stillTooLarge else { return nil }
            magnitude = sum
        default: return nil
        }
    }
    guard digits > 0, !seenPoint || fraction > 0 else { return nil }
    for _ in min(fraction, decimals)..<max(decimals, min(fraction, decimals)) {
        let (tenfold, tooLarge) = magnitude.multipliedReportingOverflow(by: 10)
        guard !tooLarge else { return nil }
        magnitude = tenfold
    }
    return negative ? -magnitude : magnitude
}

/// The inverse of `scaledInteger`.
package func scaledText(_ scaled: Int64, decimals: Int, trimmed: Bool) -> String {
    var digits = String(scaled.magnitude)
    if digits.count <= decimals { digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits }
    var fraction = String(digits.suffix(decimals))
    if trimmed { while fraction.hasSuffix("0") { fraction.removeLast() } }
    let whole = String(digits.dropLast(decimals))
    return (scaled < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
}
