import Foundation
import Records

extension Geography {
    /// Why the gathered file is no use.
    package struct Damage: Error, CustomStringConvertible {
        package let description: String
    }

    /// Reads the file that `assets/communes.py` writes: a line a commune, in the order of compared names; columns by
    /// tabs: compared name, name, INSEE, département, inhabitants, latitude, longitude, postcodes by commas.
    package init(file: [UInt8]) throws {
        var rows: [Row] = [], postcodes: [UInt32] = [], deliveries: [Delivery] = []
        rows.reserveCapacity(file.count / 60)
        try file.withUnsafeBufferPointer { bytes in
            var start = 0
            while start < bytes.count {
                var line = LineReader(bytes, at: start)
                let key = line.skip(), name = line.skip(), insee = line.skip(), department = line.skip()
                let inhabitants = line.whole()
                let latitude = line.hundredThousandths(), longitude = line.hundredThousandths()
                let first = postcodes.count
                while let postcode = line.postcode() {
                    deliveries.append(Delivery(postcode: postcode, row: UInt32(rows.count)))
                    postcodes.append(postcode)
                }
                guard line.isWhole, insee == 5, key > 0, key < 256, name < 256, postcodes.count - first < 256 else {
                    throw Damage(description: "line \(rows.count + 1) is not a commune")
                }
                rows.append(
                    Row(
                        start: UInt32(start), keyLength: UInt8(key), nameLength: UInt8(name),
                        departmentLength: UInt8(department), inhabitants: inhabitants, latitude: latitude,
                        longitude: longitude, firstPostcode: UInt32(first),
                        postcodeCount: UInt8(postcodes.count - first)))
                start = line.at
            }
        }
        deliveries.sort { ($0.postcode, $0.row) < ($1.postcode, $1.row) }
        (self.file, self.rows, self.postcodes, self.deliveries) = (file, rows, postcodes, deliveries)
    }
}

/// Walks over one line, column by column.
private struct LineReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var at: Int
    /// Every column was there and held what it must.
    private(set) var isWhole = true
    private static let tab = UInt8(ascii: "\t"), end = UInt8(ascii: "\n")

    init(_ bytes: UnsafeBufferPointer<UInt8>, at: Int) {
        self.bytes = bytes
        self.at = at
    }

    /// How many bytes the column has.
    mutating func skip() -> Int {
        let start = at
        while at < bytes.count, bytes[at] != LineReader.tab, bytes[at] != LineReader.end { at += 1 }
        return close() - start
    }

    mutating func whole() -> UInt32 {
        var number: UInt32 = 0
        while at < bytes.count, bytes[at] >= 48, bytes[at] <= 57 {
            number = number &* 10 &+ UInt32(bytes[at] - 48)
            at += 1
        }
        close()
        return number
    }

    /// `48.85660`, `-0.08873`; nothing where the place is unknown.
    mutating func hundredThousandths() -> Int32 {
        let isNegative = at < bytes.count && bytes[at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        var number: Int32 = 0, digits = 0
        while at < bytes.count, bytes[at] != LineReader.tab, bytes[at] != LineReader.end {
            if bytes[at] != UInt8(ascii: ".") {
                number = number &* 10 &+ Int32(bytes[at]) - 48
                digits += 1
            }
            at += 1
        }
        close()
        return digits == 0 ? Geography.Row.nowhere : isNegative ? -number : number
    }

    /// The next of the last column, nil at the end of the line.
    mutating func postcode() -> UInt32? {
        guard at < bytes.count else {
            isWhole = false
            return nil
        }
        if bytes[at] == LineReader.end {
            at += 1
            return nil
        }
        if bytes[at] == UInt8(ascii: ",") { at += 1 }
        var number: UInt32 = 0
        for _ in 0..<5 where at < bytes.count {
            guard bytes[at] >= 48, bytes[at] <= 57 else {
                isWhole = false
                return nil
            }
            number = number * 10 + UInt32(bytes[at] - 48)
            at += 1
        }
        return number
    }

    /// Steps over the tab; returns where the column ended.
    @discardableResult
    private mutating func close() -> Int {
        let end = at
        if at < bytes.count, bytes[at] == LineReader.tab { at += 1 } else { isWhole = false }
        return end
    }
}
