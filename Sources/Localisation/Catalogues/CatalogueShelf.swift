import Foundation
import Synchronization

/// Where work without a request finds the catalogues: modules are given it when they register, it is filled when the
/// product is put together.
package final class CatalogueShelf: Sendable {
    private let kept = Mutex<Catalogues>(.empty)

    package init() {}

    package func keep(_ catalogues: Catalogues) { kept.withLock { $0 = catalogues } }

    package func translator(_ language: Language, timeZone: TimeZone) -> Translator {
        kept.withLock { $0 }.translator(language, timeZone: timeZone)
    }
}
