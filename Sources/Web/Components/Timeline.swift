import Localisation
import Records

/// Something that happened to a record, newest first, grouped by day.
package struct TimelineEntry: Sendable {
    package var id: String
    package var icon: String
    package var tone: Tone
    /// Who did it, then what: “Margaux Lefèvre” “called Yanis Benali”.
    package var who: String?
    package var what: String
    package var time: String
    package var exactTime: String
    package var iso: String
    package var body: Body?
    package var badges: [Badge]
    package var does: [Action]

    package enum Body: Sendable {
        case prose(String)
        /// The same, some of its words leading somewhere.
        case linked(String, [(words: String, href: String)])
        /// What changed: field, before, after.
        case changes([(field: String, before: String, after: String)])
        case file(name: String, detail: String, href: String)
    }

    package init(
        id: String, icon: String, tone: Tone = .neutral, who: String?, what: String, time: String, exactTime: String,
        iso: String, body: Body? = nil, badges: [Badge] = [], does: [Action] = []
    ) {
        self.id = id
        self.icon = icon
        self.tone = tone
        self.who = who
        self.what = what
        self.time = time
        self.exactTime = exactTime
        self.iso = iso
        self.body = body
        self.badges = badges
        self.does = does
    }
}

extension HTML {
    /// `days` in order, each with its heading. `older` is the fragment that holds the next ones (`data-more`).
    package mutating func timeline(_ days: [(label: String, entries: [TimelineEntry])], older: String?, _ t: Translator)
    {
        ol(.class("timeline"), .id("timeline"), .data("live-region")) { $0.timelineDays(days, older: older, t) }
    }

    package mutating func timelineDays(
        _ days: [(label: String, entries: [TimelineEntry])], older: String?, _ t: Translator
    ) {
        for day in days {
            li(.class("day")) { $0.h3(day.label) }
            for entry in day.entries { timelineEntry(entry) }
        }
        guard let older else { return }
        li(.data("more-place")) { html in
            html.action(Action(t("Show older"), look: .quiet, small: true, href: older, [.data("more")]))
        }
    }

    private mutating func timelineEntry(_ entry: TimelineEntry) {
        li(.class("entry"), .id(entry.id)) { html in
            html.span(.class("mark " + entry.tone.rawValue)) { $0.icon(entry.icon, .small) }
            html.div(.class("line")) { html in
                html.span { html in
                    if let who = entry.who {
                        html.b(who)
                        html.text(" ")
                    }
                    html.text(entry.what)
                }
                html.time(entry.time, .attribute("datetime", entry.iso), .title(entry.exactTime))
            }
            guard entry.body != nil || !entry.badges.isEmpty || !entry.does.isEmpty else { return }
            // What was said or changed stands in a card; a bare act needs none.
            html.div(.class(entry.body == nil ? nil : "card body stack")) { html in
                if let body = entry.body { html.entryBody(body) }
                if !entry.badges.isEmpty || !entry.does.isEmpty {
                    html.div(.class("row wrap")) { html in
                        for badge in entry.badges { html.badge(badge) }
                        for action in entry.does { html.action(action) }
                    }
                }
            }
        }
    }

    /// The longest words first, so that “@Ann Arden” is not read as “@Ann”.
    private mutating func linkedWords(_ text: String, _ links: [(words: String, href: String)]) {
        let links = links.filter { !$0.words.isEmpty }.sorted { $0.words.count > $1.words.count }
        var rest = text[...], plain = ""
        while let first = rest.first {
            guard let link = links.first(where: { rest.hasPrefix($0.words) }) else {
                plain.append(first)
                rest = rest.dropFirst()
                continue
            }
            self.text(plain)
            plain = ""
            a(link.words, .class("link"), .href(link.href))
            rest = rest.dropFirst(link.words.count)
        }
        self.text(plain)
    }

    private mutating func entryBody(_ body: TimelineEntry.Body) {
        switch body {
        case .prose(let text): p(text, .class("prose"))
        case .linked(let text, let links): p(.class("prose")) { $0.linkedWords(text, links) }
        case .file(let name, let detail, let href):
            a(.class("row"), .href(href)) { html in
                html.icon("paperclip", .small)
                html.span(name, .class("link cut"))
                html.span(detail, .class("xs muted"))
            }
        case .changes(let changes):
            ul(.class("stack")) { html in
                for change in changes {
                    html.li { html in
                        html.span(change.field, .class("muted"))
                        html.text(" ")
                        html.element("del", [], text: change.before.isEmpty ? "–" : change.before)
                        html.text(" → ")
                        html.element("ins", [], text: change.after.isEmpty ? "–" : change.after)
                    }
                }
            }
        }
    }
}
