import Records

/// What a map gets of the records in its view, as short as it can be written:
/// `{"points":[[id,lat,lon,"name"],…],"cells":[[count,lat,lon,south,west,north,east],…],"names":[[id,"name"],…],
/// "count":240}`. Identifiers are texts, as everywhere.
struct MapAnswer {
    /// Records told together, because they are close.
    struct Cell {
        let count: Int64, latitude: Int64, longitude: Int64
        let corners: [Int64]
        /// One of them.
        let id: Int64

        init(_ numbers: [Int64]) {
            (count, latitude, longitude, id) = (numbers[0], numbers[1], numbers[2], numbers[7])
            corners = Array(numbers[3..<7])
        }
    }

    /// How many records are told by name.
    private(set) var named = 0
    private var count: Int64 = 0
    private var points = Rows(), cells = Rows(), names = Rows()

    mutating func addPoint(_ id: Int64, _ latitude: Int64, _ longitude: Int64, _ name: String) {
        points.add(id: id, [latitude, longitude], name)
        count += 1
        named += 1
    }

    mutating func add(_ cell: Cell, name: String?) {
        if cell.count == 1 { return addPoint(cell.id, cell.latitude, cell.longitude, name ?? "") }
        cells.add(cell)
        count += cell.count
    }

    mutating func addName(_ id: Int64, _ name: String) {
        names.add(id: id, [], name)
        named += 1
    }

    var json: [UInt8] {
        var bytes = Array("{\"points\":[".utf8)
        bytes += points.bytes
        bytes += "],\"cells\":[".utf8
        bytes += cells.bytes
        bytes += "],\"names\":[".utf8
        bytes += names.bytes
        bytes += "],\"count\":\(count)}".utf8
        return bytes
    }

    /// JSON arrays, written one after another.
    private struct Rows {
        private(set) var bytes: [UInt8] = []

        mutating func add(id: Int64, _ degrees: [Int64], _ name: String) {
            begin()
            bytes += "\"\(id)\"".utf8
            for number in degrees { bytes += ",\(Rows.short(number))".utf8 }
            bytes.append(UInt8(ascii: ","))
            bytes += JSON.text(name).bytes
            bytes.append(UInt8(ascii: "]"))
        }

        mutating func add(_ cell: Cell) {
            begin()
            bytes += "\(cell.count)".utf8
            for number in [cell.latitude, cell.longitude] + cell.corners { bytes += ",\(Rows.short(number))".utf8 }
            bytes.append(UInt8(ascii: "]"))
        }

        private mutating func begin() {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
            bytes.append(UInt8(ascii: "["))
        }

        private static func short(_ millionths: Int64) -> String { Exact(millionths: millionths).text }
    }
}
