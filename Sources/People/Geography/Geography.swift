import Records

/// The French communes as they were gathered at set-up: which town a postcode and a name mean, where it is, and what
/// somebody who types a few letters may want. Some four megabytes in memory: the file as it is, and two indexes.
package struct Geography: Sendable {
    /// One line of the file. Texts stay where they are in it.
    struct Row: Sendable {
        /// Where the line begins; the compared name stands there, then the name as written, then the code of INSEE.
        let start: UInt32
        let keyLength: UInt8, nameLength: UInt8, departmentLength: UInt8
        let inhabitants: UInt32
        /// Hundred-thousandths of a degree; `Row.nowhere` where the file does not know.
        let latitude: Int32, longitude: Int32
        /// Where its postcodes begin among all.
        let firstPostcode: UInt32
        let postcodeCount: UInt8

        static let nowhere = Int32.max
    }

    struct Delivery: Sendable {
        let postcode: UInt32
        let row: UInt32
    }

    let file: [UInt8]
    /// In the order of their compared names.
    let rows: [Row]
    /// The postcodes of each row, in the order of the rows.
    let postcodes: [UInt32]
    /// Which rows a postcode delivers, in the order of the postcodes.
    let deliveries: [Delivery]

    package var count: Int { rows.count }
    /// What it takes in memory.
    package var bytes: Int {
        file.count + rows.count * MemoryLayout<Row>.stride + postcodes.count * MemoryLayout<UInt32>.stride
            + deliveries.count * MemoryLayout<Delivery>.stride
    }

    package func town(_ row: Int) -> Town {
        let line = rows[row]
        return Town(
            name: name(line), insee: insee(line), department: department(line), inhabitants: Int(line.inhabitants),
            position: position(line),
            postcodes: numbers(line).map { Postcode.text($0) })
    }

    func key(_ row: Row) -> ArraySlice<UInt8> { file[Int(row.start)..<Int(row.start) + Int(row.keyLength)] }

    func name(_ row: Row) -> String {
        let start = Int(row.start) + Int(row.keyLength) + 1
        return String(decoding: file[start..<start + Int(row.nameLength)], as: UTF8.self)
    }

    private func insee(_ row: Row) -> String {
        let start = Int(row.start) + Int(row.keyLength) + Int(row.nameLength) + 2
        return String(decoding: file[start..<start + 5], as: UTF8.self)
    }

    func department(_ row: Row) -> Department {
        let start = Int(row.start) + Int(row.keyLength) + Int(row.nameLength) + 8
        return Department(code: String(decoding: file[start..<start + Int(row.departmentLength)], as: UTF8.self))
    }

    func position(_ row: Row) -> Position? {
        guard row.latitude != Row.nowhere else { return nil }
        return Position(
            latitude: Exact(millionths: Int64(row.latitude) * 10),
            longitude: Exact(millionths: Int64(row.longitude) * 10))
    }

    func numbers(_ row: Row) -> ArraySlice<UInt32> {
        postcodes[Int(row.firstPostcode)..<Int(row.firstPostcode) + Int(row.postcodeCount)]
    }

    // Searching the two orders

    /// The rows whose compared name begins like this.
    func rows(named prefix: [UInt8], whole: Bool) -> Range<Int> {
        let first = firstRow { !isBefore($0, prefix) }
        var last = first
        while last < rows.count, matches(rows[last], prefix, whole: whole) { last += 1 }
        return first..<last
    }

    func matches(_ row: Row, _ prefix: [UInt8], whole: Bool) -> Bool {
        guard whole ? Int(row.keyLength) == prefix.count : Int(row.keyLength) >= prefix.count else { return false }
        let start = Int(row.start)
        for place in prefix.indices where file[start + place] != prefix[place] { return false }
        return true
    }

    private func isBefore(_ row: Row, _ name: [UInt8]) -> Bool {
        let start = Int(row.start), length = Int(row.keyLength)
        for place in 0..<min(length, name.count) where file[start + place] != name[place] {
            return file[start + place] < name[place]
        }
        return length < name.count
    }

    private func firstRow(_ isReached: (Row) -> Bool) -> Int {
        var low = 0, high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if isReached(rows[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The rows that postcodes of this range deliver.
    func deliveries(_ range: ClosedRange<UInt32>) -> ArraySlice<Delivery> {
        var low = 0, high = deliveries.count
        while low < high {
            let middle = (low + high) / 2
            if deliveries[middle].postcode >= range.lowerBound { high = middle } else { low = middle + 1 }
        }
        var last = low
        while last < deliveries.count, deliveries[last].postcode <= range.upperBound { last += 1 }
        return deliveries[low..<last]
    }
}
