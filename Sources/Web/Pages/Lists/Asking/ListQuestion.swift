import Records
import Storage

/// What the address of a list asks for, for a module's own page that shows the same records otherwise, such as a board:
/// `where`, `q`, a saved view and the short filters mean there what they mean in the list.
package struct ListQuestion: Sendable {
    /// Filter and searched words together.
    package private(set) var condition = Condition.everything
    /// The filter alone, as it was asked or saved.
    package private(set) var filter = Condition.everything
    package private(set) var search: String?
    package private(set) var viewName: String?

    /// Refuses, naming the parameter, what cannot be asked. Names in `besides` belong to the page itself.
    package init(_ kind: Kind, _ query: Form, besides: Set<String> = [], in transaction: Transaction) throws {
        search = query["q"].flatMap { $0.trimmingWhitespace().isEmpty ? nil : String($0.prefix(200)) }
        var texts = query["where"].map { [$0] } ?? []
        if let id = query["view"].flatMap({ Int64($0) }), id != 0 {
            let view = try transaction.find(ID<SavedView>(id))
            viewName = view.name
            if texts.isEmpty, let saved = view.condition { texts = [saved] }
            search = search ?? view.search
        }
        for text in texts where !text.isEmpty {
            let json: JSON
            do { json = try JSON(parsing: text) } catch {
                throw Refusal(fields: [
                    FieldRefusal(
                        "where", code: "malformed_json",
                        Message(
                            "The data is not valid JSON: at byte {offset}, {reason}.",
                            ["offset": .number(error.offset), "reason": .text(error.reason)]))
                ])
            }
            filter = filter.and(try ListParameters.condition(json, "where", kind, transaction.compiler))
        }
        var refusals: [FieldRefusal] = []
        for item in query.items where !ListAddress.reserved.contains(item.name) && !besides.contains(item.name) {
            do throws(FieldRefusal) {
                guard let short = try AddressFilter(item) else { throw FieldRefusal.unknownParameter(item.name) }
                try short.check(kind, transaction.compiler)
                filter = filter.and(short.condition)
            } catch {
                refusals.append(error)
            }
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
        condition = filter
        if let search { condition = condition.and(try SearchCondition.make(search, kind, transaction)) }
    }
}
