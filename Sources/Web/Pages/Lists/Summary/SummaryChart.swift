import Localisation
import Records
import Storage

/// The chart of a summary: columns along time, bars for everything else; the parts of a second group in their colours.
/// The table below says the same in numbers, so the drawing is hidden from those who cannot see it.
struct SummaryChart: Sendable {
    let words: SummaryWording
    let result: ReportResult
    let cross: SummaryCross?
    let shown: Int

    private static let most = 16, colours = 6

    private struct Line {
        let label: String
        let total: Int64
        /// The parts by the place of their colour.
        let parts: [(colour: Int, amount: Int64)]
    }

    func render(_ html: inout HTML, _ t: Translator) {
        let lines = self.lines, isOverTime = result.columns[0].span != nil
        guard let top = lines.map(\.total).max(), top > 0 else { return }
        html.div(.class(isOverTime ? "chart columns-chart" : "chart bars-chart"), .aria("hidden", "true")) { html in
            for line in lines {
                html.div(.class("line"), .title(line.label + " · " + figure(line.total))) { html in
                    html.span(line.label, .class("name cut"))
                    html.span(.class("track")) { html in
                        for part in line.parts where part.amount > 0 {
                            let percent = (Double(part.amount) * 10_000 / Double(top)).rounded() / 100
                            html.element(
                                "i",
                                [
                                    .class("hue-\(part.colour + 1)"),
                                    .style((isOverTime ? "height:" : "width:") + "\(percent)%"),
                                ], text: "")
                        }
                    }
                    html.span(figure(line.total), .class("value number"))
                }
            }
        }
        if let cross, cross.fits { legend(cross, &html) }
    }

    private func figure(_ amount: Int64) -> String {
        words.figure(.integer(amount), result.columns[shown].shape, rounded: true)
    }

    private var lines: [Line] {
        if let cross, cross.fits {
            return cross.down.prefix(SummaryChart.most).map { value in
                Line(
                    label: words.label(value, result.columns[0]), total: cross.total(down: value),
                    parts: cross.across.enumerated().map { place, other in
                        (min(place, SummaryChart.colours - 1), cross.value(value, other) ?? 0)
                    })
            }
        }
        var rows = result.rows
        // Of a long time the latest is what matters.
        if result.columns[0].span != nil, rows.count > SummaryChart.most {
            rows = Array(rows.filter { !$0[0].isNull }.suffix(SummaryChart.most))
        }
        return rows.prefix(SummaryChart.most).map { row in
            let label = (0..<result.groupCount).map { words.label(row[$0], result.columns[$0]) }
            let amount = row[shown].integer ?? 0
            return Line(label: label.joined(separator: " · "), total: amount, parts: [(1, amount)])
        }
    }

    private func legend(_ cross: SummaryCross, _ html: inout HTML) {
        html.ul(.class("legend"), .aria("hidden", "true")) { html in
            for (place, value) in cross.across.enumerated() {
                html.li { html in
                    html.element("i", [.class("hue-\(min(place, SummaryChart.colours - 1) + 1)")], text: "")
                    html.text(words.label(value, result.columns[1]))
                }
            }
        }
    }
}
