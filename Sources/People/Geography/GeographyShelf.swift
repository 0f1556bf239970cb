import Foundation
import Records
import Storage

/// Where the geography stands until somebody asks for it: read once, when the first address comes; without the file
/// the server runs, and only what needs coordinates or suggestions does without.
package final class GeographyShelf: @unchecked Sendable {
    package let path: String
    private let lock = Lock()
    private var state = State.unread

    private enum State {
        case unread
        case read(Geography)
        case failed(String)
    }

    private init(_ path: String) { self.path = path }

    /// Nil where it was not gathered, or cannot be read; `problem` says why.
    package var geography: Geography? { if case .read(let geography) = load() { geography } else { nil } }

    package var problem: String? { if case .failed(let why) = load() { why } else { nil } }

    private func load() -> State {
        lock.locked {
            if case .unread = state { state = GeographyShelf.read(path) }
            return state
        }
    }

    private static func read(_ path: String) -> State {
        do {
            return .read(try Geography(file: [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))))
        } catch let damage as Geography.Damage {
            return .failed(damage.description)
        } catch {
            return .failed(String(describing: error))
        }
    }

    /// The file in the folder of the pages, as `bin/install` gathers it. All companies of a server share one reading.
    package static func of(publicDirectory: String) -> GeographyShelf {
        let path = publicDirectory + "/vendor/.server/communes.tsv"
        return shelves.shelf(path)
    }

    private static let shelves = Shelves()

    private final class Shelves: @unchecked Sendable {
        private let lock = Lock()
        private var byPath: [String: GeographyShelf] = [:]

        func shelf(_ path: String) -> GeographyShelf {
            lock.locked {
                if let known = byPath[path] { return known }
                let shelf = GeographyShelf(path)
                byPath[path] = shelf
                return shelf
            }
        }
    }
}
