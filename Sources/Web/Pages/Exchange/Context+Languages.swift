import Localisation

extension Context {
    /// A translator for each language we speak.
    var choiceTranslators: [Translator] {
        Language.allCases.map { product.catalogues.translator($0, timeZone: workspace.settings.timeZone) }
    }
}
