import Activities
import Records
import Storage
import Web

/// What the pages of records show of sales.
enum OpportunityPages {
    static func register(in registry: inout Registry) {
        registry.panel(on: Opportunity.name, stages)
        registry.panel(on: "account", sales)
        registry.homeParts.append(
            HomePart { context in
                guard let part = try await SalesWithoutNextAction.load(context) else { return nil }
                var html = HTML()
                part.render(&html, context)
                return html
            })
    }

    private static let stages = Panel("stages") { record, kind, context, transaction in
        guard let panel = try StagePanel.load(record, kind, in: transaction) else { return nil }
        var html = HTML()
        panel.render(&html, context)
        return html
    }

    private static let sales = Panel("opportunities", replacing: [Opportunity.name]) {
        record, _, context, transaction in
        guard let panel = try AccountOpportunities.load(record.id, in: transaction) else { return nil }
        var html = HTML()
        panel.render(&html, context)
        return html
    }

    /// How a sale went through its pipeline, told with the dates of the file it came from.
    static let moves = TimelineSource(
        "stage_change", .changes,
        tells: [Opportunity.name: ["stage", "stage_since", "outcome", "closed_on", "lost_reason", "opened_on"]]
    ) { scope, transaction in
        guard scope.kind.name == Opportunity.name, !transaction.viewer.grants(for: StageChange.name).isEmpty else {
            return nil
        }
        let place = ConditionCompiler.Place(transaction.schema.kind(of: StageChange.self))
        let rights = try transaction.compiler.rights(at: place)
        // A new sale in its first stage is no move; one that came already won or lost tells that.
        let isTold: SQL = "(\(place.column("from_stage")) IS NOT NULL OR a.outcome <> 'open')"
        return TimelineRows(
            from: """
                \(place.from) JOIN stage AS a ON a.id = \(place.column("to_stage"))
                LEFT JOIN stage AS b ON b.id = \(place.column("from_stage"))
                """,
            on: "\(place.column("opportunity")) = s.id", where: [isTold, rights].compactMap(\.self).joinedByAnd,
            id: place.column("id"),
            at: place.column("entered_at"), user: place.column("created_by"), texts: ["b.name", "a.name", "a.outcome"])
    } entry: { wording in
        let (row, t) = (wording.row, wording.context.t)
        let record: Message.Argument = .text(row.aboutTitle)
        switch row.texts[2] {
        case "won": return wording.frame(icon: "trophy", tone: .good, t(Message("won “{record}”", ["record": record])))
        case "lost":
            return wording.frame(icon: "circle-x", tone: .bad, t(Message("lost “{record}”", ["record": record])))
        default:
            let from: Message.Argument = .text(row.texts[0] ?? "–"), to: Message.Argument = .text(row.texts[1] ?? "–")
            let what = Message("moved “{record}” from {from} to {to}", ["record": record, "from": from, "to": to])
            return wording.frame(icon: "kanban", tone: .accent, t(what))
        }
    }

    /// An account's timeline tells what happened with its people and its sales too.
    static let relations = [
        TimelineRelation(of: "account", "contact") { "SELECT contact FROM contact_account WHERE account IN (\($0))" },
        TimelineRelation(of: "account", Opportunity.name) { "SELECT id FROM opportunity WHERE account IN (\($0))" },
    ]
}
