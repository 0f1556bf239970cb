import Records

extension Bool {
    /// Reads yes and no as people and programs write them, in French and English. Nil for anything else.
    package init?(cell text: String) {
        switch folded(text.trimmingSpaces) {
        case "oui", "o", "yes", "y", "true", "vrai", "1", "x", "on", "✓", "✔": self = true
        case "non", "n", "no", "false", "faux", "0", "off": self = false
        default: return nil
        }
    }
}
