import Records

/// A rectangle of the earth as a map shows it: `48.1,1.9,49.2,3.1` (south, west, north, east), and how fine.
struct MapBox: Sendable, Hashable {
    /// Millionths of a degree.
    let south: Int64, west: Int64, north: Int64, east: Int64
    let zoom: Int

    init(south: Int64, west: Int64, north: Int64, east: Int64, zoom: Int = 0) {
        (self.south, self.west, self.north, self.east, self.zoom) = (south, west, north, east, zoom)
    }

    /// Nil for what is no rectangle.
    init?(_ text: String, zoom: Int) {
        let corners = text.split(separator: ",", omittingEmptySubsequences: false).map { Exact(String($0))?.millionths }
        let known = corners.compactMap(\.self)
        guard known.count == 4, corners.count == 4, known[0] <= known[2], known[1] <= known[3] else { return nil }
        (south, west, north, east) = (known[0], known[1], known[2], known[3])
        self.zoom = min(max(zoom, 0), 18)
    }

    /// Metropolitan France: where a map begins when most of its records are there.
    static let france = MapBox(south: 41_200_000, west: -5_300_000, north: 51_200_000, east: 9_700_000)

    /// The edges of a square of some 70 points on the screen: records in one are told together.
    var cell: (height: Int64, width: Int64) {
        let width = max(1, 100_000_000 / (Int64(1) << zoom))
        return (max(1, width * 7 / 10), width)
    }

    var condition: Condition {
        func within(_ field: String, _ low: Int64, _ high: Int64) -> Condition {
            .test(
                path: [field], .between(.text(Exact(millionths: low).text), .text(Exact(millionths: high).text)))
        }
        return .all([within("latitude", south, north), within("longitude", west, east)])
    }
}
