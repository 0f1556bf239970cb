import Localisation

/// A refusal or a fault as a page of its own: who looks may not be known, so it stands without the frame.
package enum ErrorPages {
    package static func render(_ page: ErrorPage, _ t: Translator) -> [UInt8] {
        BarePage(t: t, assets: PageFrame.assets).errorPage(page)
    }
}
