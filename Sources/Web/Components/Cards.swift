import Localisation

/// Quiet building blocks: a card, a heading with its action, an empty state, a waiting shape, progress.
extension HTML {
    package mutating func card(_ title: String, _ does: [Action] = [], content: (inout HTML) -> Void) {
        section(.class("card"), .aria("label", title)) { html in
            html.header { html in
                html.h2(title, .class("grow"))
                for action in does { html.action(action) }
            }
            html.div(.class("inside"), content: content)
        }
    }

    /// The heading of a part of a page; `detail` stands quietly beside it.
    package mutating func heading(_ title: String, detail: String? = nil, _ action: Action? = nil) {
        h2(.class("heading")) { html in
            html.span(title)
            if let detail { html.span(detail, .class("muted number")) }
            if let action { html.action(action) }
        }
    }

    /// Nothing here yet: one sentence, and what to do about it.
    package mutating func emptyState(_ sentence: String, icon: String, _ does: [Action] = []) {
        div(.class("empty")) { html in
            html.icon(icon, .large)
            html.p(sentence)
            if !does.isEmpty {
                html.div(.class("row wrap")) { html in for action in does { html.action(action) } }
            }
        }
    }

    /// Grey lines where content will come; they show only after 300 ms of waiting.
    package mutating func skeleton(lines: Int) {
        div(.class("stack"), .aria("hidden", "true")) { html in
            for line in 0..<lines { html.span("", .class("skeleton"), .style("width:\(90 - line * 17 % 50)%")) }
        }
    }
}

/// Long work that can be left and found again. `progress.js` asks `source` (JSON `{"state","done","total","text"}`, the
/// state being `waiting`, `running`, `done` or `failed`) until it ends, then loads the page again, or goes to `next`.
package struct Progress: Sendable {
    package var label: String
    package var done: Int
    package var total: Int?
    package var text: String
    package var source: String?
    package var next: String?
    package var tone: Tone

    package init(
        _ label: String, done: Int, total: Int?, text: String, source: String? = nil, next: String? = nil,
        tone: Tone = .neutral
    ) {
        self.label = label
        self.done = done
        self.total = total
        self.text = text
        self.source = source
        self.next = next
        self.tone = tone
    }
}

extension HTML {
    package mutating func progress(_ progress: Progress) {
        let classes = progress.tone.classes.map { "progress " + $0 } ?? "progress"
        div(.class(classes), .data("progress", progress.source), .data("next", progress.next)) { html in
            let known = progress.total.map { $0 > 0 } ?? false
            html.element(
                "progress",
                [
                    .aria("label", progress.label), .attribute("max", known ? String(progress.total ?? 1) : nil),
                    .value(known ? String(progress.done) : nil),
                ], text: progress.text)
            html.p(progress.text, .class("muted number"), .data("progress-text"), .role("status"))
        }
    }
}
