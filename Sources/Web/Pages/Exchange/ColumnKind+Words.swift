import Exchange
import Localisation

extension ColumnKind {
    /// What the cells of a column look like, in words.
    package func word(_ t: Translator) -> String {
        switch self {
        case .empty: t("Empty")
        case .text: t("Text")
        case .boolean: t("Yes or no")
        case .integer: t("Whole number")
        case .decimal: t("Number with decimals")
        case .money: t("Amount")
        case .day: t("Day")
        case .moment: t("Day and time")
        case .email: t("E-mail")
        case .telephone: t("Phone")
        case .postcode: t("Postcode")
        case .siren: t("SIREN")
        case .siret: t("SIRET")
        case .url: t("Website")
        }
    }
}
