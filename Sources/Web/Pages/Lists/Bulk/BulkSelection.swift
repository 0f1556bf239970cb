import Records
import Storage

/// Which records a mass action is about: those ticked, or all that a condition finds when the work is done.
package struct BulkSelection: Sendable, Hashable {
    static let maximumTicked = 5000

    let ids: [Int64]
    /// All that match, instead of those ticked.
    let isAll: Bool
    let condition: String
    let search: String?

    package init(_ form: Form) {
        isAll = form["all"] == "1"
        condition = form["where"] ?? ""
        search = form["q"].flatMap { $0.isEmpty ? nil : String($0.prefix(200)) }
        let ticked = form.all("id") + (form["ids"] ?? "").split(separator: ",").map(String.init)
        var seen: Set<Int64> = []
        ids = ticked.compactMap { Int64($0) }.filter { seen.insert($0).inserted }
    }

    init(_ json: JSON) {
        isAll = json["all"]?.boolean ?? false
        condition = json["where"]?.text ?? ""
        search = json["q"]?.text
        ids = (json["ids"]?.array ?? []).compactMap { $0.text.flatMap { Int64($0) } }
    }

    var members: [JSON.Member] {
        [
            .init("all", .boolean(isAll)), .init("where", .text(condition)),
            .init("q", search.map { .text($0) } ?? .null),
            .init("ids", .array(ids.map { .text(String($0)) })),
        ]
    }

    func check() throws(Refusal) {
        guard isAll || !ids.isEmpty else {
            throw Refusal(code: "nothing_selected", Message("Tick at least one record first."))
        }
        guard ids.count <= BulkSelection.maximumTicked else {
            throw Refusal(
                code: "too_many",
                Message(
                    "At most {limit} records can be ticked. Filter instead, and select all that match.",
                    ["limit": .number(BulkSelection.maximumTicked)]))
        }
    }

    /// What the selection asks of the database, as the viewer sees it.
    func asked(_ kind: Kind, _ transaction: Transaction) throws -> Condition {
        guard isAll else { return .test(path: ["id"], .among(ids.map { .number(String($0)) })) }
        var asked = Condition.everything
        if !condition.isEmpty {
            asked = try ListParameters.condition(try JSON(parsing: condition), "where", kind, transaction.compiler)
        }
        guard let search else { return asked }
        return asked.and(try SearchCondition.make(search, kind, transaction))
    }

    /// The records themselves, refused where they are more than so many.
    package func records(_ kind: Kind, atMost limit: Int, in transaction: Transaction) throws -> [Int64] {
        try check()
        var query = ListQuery(try asked(kind, transaction), limit: limit + 1)
        query.withParts = false
        let found = try transaction.page(kind, query).records.map(\.id)
        guard found.count <= limit else {
            throw Refusal(
                code: "too_many",
                Message("At most {limit} records at once. Select fewer.", ["limit": .number(limit)]))
        }
        return found
    }

    /// The same in a form's hidden fields.
    package func hidden(_ html: inout HTML) {
        html.input(.type("hidden"), .name("all"), .value(isAll ? "1" : "0"))
        html.input(.type("hidden"), .name("where"), .value(condition))
        if let search { html.input(.type("hidden"), .name("q"), .value(search)) }
        html.input(.type("hidden"), .name("ids"), .value(ids.map(String.init).joined(separator: ",")))
    }
}
