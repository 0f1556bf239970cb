import Localisation
import Records
import Storage

/// A condition on a page that is no list: its tests as chips, changed by the filter editor of the records it is about.
/// Each change goes to `goal` with the new condition as `filter`.
package struct ConditionField: Sendable {
    private let state: ListState
    private let titles: [Reference: String]

    package static func load(_ condition: Condition, of kind: Kind, goal: String, in transaction: Transaction) throws
        -> ConditionField
    {
        var address = ListAddress(plural: kind.plural)
        (address.view, address.goal) = (0, goal)
        address.set(condition)
        return ConditionField(
            state: ListState(kind, address, try ListViews(of: kind, in: transaction), transaction),
            titles: try transaction.titles(condition.references(kind, transaction.schema)))
    }

    package func render(_ html: inout HTML, _ context: Context) {
        let words = ConditionField.words(state.kind, titles, context)
        html.div(.class("toolbar flat")) { html in
            for (index, chip) in state.condition.chips.enumerated() where state.condition != .everything {
                html.filterChip(words.chip(chip, at: index, in: state), context.t)
            }
            html.addFilter(editor: state.address.tool("filter"), context.t)
        }
        for fault in state.faults { html.notice(context.t(fault.message), .bad) }
    }

    /// The condition as one sentence in the reader's language.
    package static func sentence(
        _ condition: Condition, of kind: Kind, _ context: Context, titles: [Reference: String] = [:]
    ) -> String {
        words(kind, titles, context).sentence(condition)
    }

    private static func words(_ kind: Kind, _ titles: [Reference: String], _ context: Context) -> ConditionWords {
        let links = titles.mapValues { Showing.Linked($0) }
        return ConditionWords(
            kind: kind, showing: Showing(t: context.t, now: context.now, links: links), schema: context.schema,
            currency: context.workspace.settings.currency)
    }
}
