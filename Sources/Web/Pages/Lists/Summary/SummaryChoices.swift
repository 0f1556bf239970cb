import Localisation
import Records
import Storage

/// What a summary can go by, and what it can add up: the fields of the records, and those one link away.
struct SummaryChoices: Sendable {
    struct Choice: Sendable, Hashable {
        /// `owner`, `account.sector`, `closed_on:month`
        let name: String
        let label: String
        /// Whose field it is; nil for the records' own.
        let section: String?
    }

    private(set) var groups: [Choice] = []
    private(set) var figures: [FieldSpec] = []

    init(_ kind: Kind, _ schema: Schema, _ viewer: Viewer, _ t: Translator) {
        let own = Array(kind.declared) + kind.fields.prefix(kind.systemFieldCount)
        for field in own where viewer.sees(field, of: kind) && !["id", "version"].contains(field.name) {
            groups += SummaryChoices.choices(field, path: field.name, section: nil, t)
            if [.money, .integer, .exact].contains(field.shape), !field.isPlain { figures.append(field) }
        }
        // An amount before a number: it is what most ask for.
        figures.sort { $0.shape == .money && $1.shape != .money }
        for link in kind.declared where viewer.sees(link, of: kind) {
            guard let target = link.shape.linkTarget.flatMap({ schema[$0] }), !viewer.grants(for: target.name).isEmpty
            else { continue }
            for field in target.declared where viewer.sees(field, of: target) && SummaryChoices.tells(field) {
                groups += SummaryChoices.choices(
                    field, path: "\(link.name).\(field.name)", section: t(link.label), t)
            }
        }
    }

    /// Of a linked record only what sorts it into few heaps.
    private static func tells(_ field: FieldSpec) -> Bool {
        switch field.shape {
        case .choice, .boolean, .link: true
        case .text: field.isListed || field.isSorted
        default: false
        }
    }

    private static func choices(_ field: FieldSpec, path: String, section: String?, _ t: Translator) -> [Choice] {
        switch field.shape {
        case .link, .choice, .boolean, .text: [Choice(name: path, label: t(field.label), section: section)]
        case .integer, .exact: field.isPlain ? [Choice(name: path, label: t(field.label), section: section)] : []
        case .day, .instant:
            [Report.Span.month, .quarter, .year, .week, .day].map { span in
                Choice(
                    name: "\(path):\(span.rawValue)",
                    label: t(
                        Message(
                            "{field} by {span}", ["field": .message(field.label), "span": .text(span.word(t))])),
                    section: section)
            }
        default: []
        }
    }
}

extension Report.Span {
    /// In the middle of a sentence.
    func word(_ t: Translator) -> String {
        switch self {
        case .day: t("day", context: "span")
        case .week: t("week", context: "span")
        case .month: t("month", context: "span")
        case .quarter: t("quarter", context: "span")
        case .year: t("year", context: "span")
        }
    }
}

extension Report.Group {
    /// Reads `closed_on:month`.
    init?(text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let path = ReportReader.path(String(parts[0])) else { return nil }
        guard parts.count == 2 else {
            self.init(path)
            return
        }
        guard let span = Report.Span(rawValue: String(parts[1])) else { return nil }
        self.init(path, by: span)
    }

    var text: String { path.joined(separator: ".") + (span.map { ":" + $0.rawValue } ?? "") }
}
