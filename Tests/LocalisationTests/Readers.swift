import Foundation
import Localisation

/// The readers of these tests: one French, one English, in Paris.
enum Readers {
    static let paris = TimeZone(identifier: "Europe/Paris") ?? .gmt
    static let french = Catalogues.empty.translator(.french, timeZone: paris)
    static let english = Catalogues.empty.translator(.english, timeZone: paris)
    static let both = [french, english]

    /// The catalogues of this repository.
    static func shipped() throws -> Catalogues {
        try Catalogues.load(directory: repository.appending(path: "Translations").path)
    }

    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
}

/// Numbers of every size, the same at each run.
struct Numbers: Sequence, IteratorProtocol {
    private var state: UInt64
    private var left: Int

    init(seed: UInt64, count: Int) {
        state = seed
        left = count
    }

    mutating func next() -> Int64? {
        guard left > 0 else { return nil }
        left -= 1
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int64(bitPattern: state) >> Int64(state % 63)
    }
}
