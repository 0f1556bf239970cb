import Localisation
import Records
import Storage

/// A list summed up: by one group or two, how many there are and what they come to.
struct Summary: Sendable {
    let groups: [Report.Group]
    /// The field that is added up; nil counts only.
    let figure: FieldSpec?
    let report: Report
    let result: ReportResult
    /// What was asked for and could not be.
    private(set) var notes: [Message] = []

    /// Rows on the page; a file holds more.
    static let rows = 500

    init(_ state: ListState, _ asked: Condition, limit: Int = Summary.rows, in transaction: Transaction) throws {
        let wish = SummaryWish(state, asked, transaction.viewer, limit: limit)
        figure = wish.figure
        do {
            (report, result) = try wish.run(in: transaction)
        } catch let refusal as Refusal where wish.isSpecial {
            // What was saved or typed no longer fits: the usual summary, and why.
            notes.append(refusal.message)
            (report, result) = try wish.usual.run(in: transaction)
        }
        groups = report.groups
    }

    static func isOverTime(_ groups: [Report.Group]) -> Bool { groups.first?.span != nil }
}

/// What the address or a saved view wants a list summed up by.
private struct SummaryWish {
    let figure: FieldSpec?
    private var groups: [Report.Group]
    private var rank: ListQuery.Sort?
    private let usualGroup: Report.Group
    private let blank: Report

    init(_ state: ListState, _ asked: Condition, _ viewer: Viewer, limit: Int) {
        let kind = state.kind, wish = state.address.figure ?? state.view?.figure
        let figures = kind.fields.filter {
            [.money, .integer, .exact].contains($0.shape) && !["id", "version"].contains($0.name)
                && viewer.sees($0, of: kind)
        }
        let amount = figures.first { $0.shape == .money && !$0.isQuiet }
        figure = wish == "none" ? nil : figures.first { $0.name == wish } ?? amount
        let text = state.address.groups ?? state.view?.groups ?? ""
        groups = text.split(separator: ",").prefix(2).compactMap { Report.Group(text: String($0)) }
        rank = (state.address.rank ?? state.view?.rank).flatMap { ListQuery.sort($0).first }
        usualGroup = SummaryWish.usualGroup(kind, viewer)
        var report = Report(kind.name, asked)
        report.limit = limit
        blank = report
    }

    var isSpecial: Bool { !groups.isEmpty || rank != nil }

    var usual: SummaryWish {
        var other = self
        (other.groups, other.rank) = ([], nil)
        return other
    }

    func run(in transaction: Transaction) throws -> (Report, ReportResult) {
        var report = blank
        report.groups = groups.isEmpty ? [usualGroup] : groups
        report.measures = [Report.Measure(.count)]
        if let name = figure?.name {
            report.measures += [Report.Measure(.sum([name])), Report.Measure(.average([name]))]
            if !Summary.isOverTime(report.groups) { report.sort = Report.Sort("sum_" + name, descending: true) }
        }
        if let rank { report.sort = Report.Sort(rank.field, descending: rank.descending) }
        return (report, try transaction.run(report))
    }

    /// By who looks after them; else by the first choice; else by month of creation.
    private static func usualGroup(_ kind: Kind, _ viewer: Viewer) -> Report.Group {
        let seen = kind.declared.filter { viewer.sees($0, of: kind) && !$0.isQuiet }
        if seen.contains(where: { $0.name == "owner" }) { return Report.Group(["owner"]) }
        let first = seen.first { $0.shape.options != nil } ?? seen.first { $0.shape.linkTarget != nil }
        return first.map { Report.Group([$0.name]) } ?? Report.Group(["created_at"], by: .month)
    }
}

/// The words of a summary's rows, and the way from a row to its records.
struct SummaryWording: Sendable {
    let t: Translator
    let currency: String
    let result: ReportResult

    /// What a group is called.
    func label(_ value: Value, _ column: ReportResult.Column) -> String {
        if let span = column.span { return value.text.map { spanned($0, span) } ?? t(Message("Empty")) }
        switch (column.shape, value) {
        case (_, .null): return t(Message("Empty"))
        case (.link, _): return result.title(value, column) ?? t(Message("Not for you to see"))
        case (.choice(let options), .text(let text)):
            return options.first { $0.value == text }.map { t($0.label) } ?? text
        case (_, .boolean(let truth)): return truth ? t("Yes") : t("No")
        case (_, .day(let day)): return t.day(day)
        case (.exact, .integer(let millionths)): return t.exact(Exact(millionths: millionths))
        case (_, .integer(let number)): return String(number)
        default: return value.text ?? ""
        }
    }

    private func spanned(_ text: String, _ span: Report.Span) -> String {
        switch span {
        case .day: return Day(iso: text).map(t.day) ?? text
        case .week:
            return Day(iso: text).map { t(Message("Week of {day}", ["day": .text(t.day($0))])) } ?? text
        case .month: return Day(iso: text + "-01").map(t.monthOfYear) ?? text
        case .quarter:
            let parts = text.split(separator: "-").map(String.init)
            guard parts.count == 2 else { return text }
            return t(
                Message(
                    "Q{quarter} {year}",
                    ["quarter": .text(String(parts[1].dropFirst())), "year": .text(parts[0])]))
        case .year: return text
        }
    }

    /// A figure as a reader writes it.
    func figure(_ value: Value, _ shape: Shape, rounded: Bool = false) -> String {
        guard let number = value.integer else { return "" }
        switch shape {
        case .money:
            let money = Money(minor: number, currency: currency)
            return rounded ? t.moneyRounded(money) : t.money(money)
        case .exact: return t.exact(Exact(millionths: number))
        default: return t.number(number)
        }
    }

    /// Which records stand behind a group; nil where the value does not say (a link that is not for the reader).
    func condition(_ group: Report.Group, _ value: Value, _ column: ReportResult.Column) -> Condition? {
        func test(_ test: Condition.Test) -> Condition { .test(path: group.path, test) }
        guard !value.isNull else { return column.shape.linkTarget == nil ? test(.empty(true)) : nil }
        if let span = column.span, let text = value.text {
            guard let (first, last) = span.days(text) else { return nil }
            return test(.between(.text(first.iso), .text(last.iso)))
        }
        switch (column.shape, value) {
        case (.link, .integer(let id)): return test(.equals(.text(String(id))))
        case (.exact, .integer(let millionths)): return test(.equals(.text(Exact(millionths: millionths).text)))
        case (_, .integer(let number)): return test(.equals(.number(String(number))))
        case (_, .text(let text)): return test(.equals(.text(text)))
        case (_, .boolean(let truth)): return test(.equals(.boolean(truth)))
        case (_, .day(let day)): return test(.equals(.text(day.iso)))
        default: return nil
        }
    }
}

extension Report.Span {
    /// The first and the last day of a stretch by its name, such as `2017-03` or `2017-Q1`.
    package func days(_ name: String) -> (first: Day, last: Day)? {
        switch self {
        case .day: return Day(iso: name).map { ($0, $0) }
        case .week: return Day(iso: name).map { ($0, $0.adding(days: 6)) }
        case .month: return Day(iso: name + "-01").map { ($0, $0.adding(months: 1).adding(days: -1)) }
        case .year:
            return Day(iso: name + "-01-01").map { ($0, $0.adding(months: 12).adding(days: -1)) }
        case .quarter:
            let parts = name.split(separator: "-")
            guard parts.count == 2, let year = Int(parts[0]), let number = Int(parts[1].dropFirst()),
                let first = Day(year: year, month: number * 3 - 2, day: 1)
            else { return nil }
            return (first, first.adding(months: 3).adding(days: -1))
        }
    }
}
