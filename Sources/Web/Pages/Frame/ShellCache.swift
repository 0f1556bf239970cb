import Localisation
import Records
import Storage
import Synchronization

/// The shells written lately. What surrounds a page stays the same until the schema, the person, their rights or their
/// choices change, and all of that is in the key.
package final class ShellCache: Sendable {
    struct Key: Hashable, Sendable {
        /// Settings raise it too: the company's name is among them.
        let schemaVersion: Int64
        let viewer: Viewer
        let person: Person?
        let language: Language
        let theme: Theme
        let hasShortcuts: Bool
        let isLive: Bool
        let hasToast: Bool
        /// Entries of the navigation that are marked as the reader's place.
        let places: [String]
    }

    private let kept = Mutex(RecentCache<Key, Stencil>(limit: 200))

    func stencil(_ key: Key, _ shell: () -> Shell) -> Stencil {
        if let known = kept.withLock({ $0.find(key) }) { return known }
        let made = shell().stencil()
        _ = kept.withLock { $0.keep(made, as: key) }
        return made
    }
}
