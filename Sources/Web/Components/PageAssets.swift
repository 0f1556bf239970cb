import Synchronization

/// The addresses of our own files, each with its edition so that browsers may keep it.
package struct PageAssets: Sendable {
    package static let styles = [
        "tokens", "base", "layout", "controls", "lists", "forms", "board", "groups", "record", "quality",
        "registers", "places", "duplicates", "overlays",
    ]
    package let address: @Sendable (String) -> String
    package init(address: @escaping @Sendable (String) -> String) { self.address = address }

    /// The icons stay under their plain name: pieces of pages name them too, without knowing the edition.
    var sprite: String { HTML.plainSprite }
}

extension PageAssets {
    private static let served = Mutex<StaticFiles?>(nil)

    /// Told once, before a process serves: the pages of all its companies share one folder of files.
    package static func serve(_ files: StaticFiles) { served.withLock { $0 = files } }

    /// As this process serves them; under their plain names where it serves none, as in tests.
    package static let current = PageAssets { name in served.withLock { $0 }?.address(name) ?? name }
}
