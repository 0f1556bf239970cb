import Localisation
import Records
import Storage

/// What is to be done next about a record: the earliest activity that is not done. Late is red, today green, later
/// grey, nothing yellow; each has its icon too.
enum NextActivity {
    /// How activities reach this kind; nil where they do not, or the viewer sees none.
    static func link(of kind: Kind, _ schema: Schema, _ viewer: Viewer) -> Schema.ReverseLink? {
        guard let link = schema.reverse[kind.name]?["activities"], link.isReference, link.kind != kind.name,
            let other = schema[link.kind], other["is_done"] != nil, other["due_on"] != nil,
            !viewer.grants(for: link.kind).isEmpty
        else { return nil }
        return link
    }

    /// “No next action”: no activity is open, and the record itself is not closed.
    static func noneCondition(of kind: Kind) -> Condition {
        let none = Condition.not(.related("activities", where: .test(path: ["is_done"], .equals(false)), .some))
        guard isClosable(kind) else { return none }
        return .all([.test(path: ["outcome"], .equals("open")), none])
    }

    /// Records that end (a sale is won or lost) need no next action once they did.
    static func isClosable(_ kind: Kind) -> Bool {
        kind["outcome"]?.shape.options?.contains { $0.value == "open" } ?? false
    }

    static func isClosed(_ record: Record, _ kind: Kind) -> Bool {
        isClosable(kind) && record.value("outcome", in: kind).text != "open"
    }

    /// `due` is nil where nothing is planned; a planned activity may have no day.
    static func badge(_ due: Due?, today: Day, _ t: Translator) -> Badge {
        guard let due else { return Badge(t("No next action"), .warn, icon: "triangle-alert") }
        guard let day = due.day else { return Badge(t("Planned"), .neutral, icon: "calendar") }
        let text = t.relativeDay(day, today: today), exact = t.day(day)
        if day < today {
            return Badge(text, .bad, icon: "alarm-clock", title: t(Message("Late since {day}", ["day": .day(day)])))
        }
        if day == today { return Badge(text, .good, icon: "circle-dot", title: exact) }
        return Badge(text, .neutral, icon: "calendar", title: exact)
    }

    struct Due: Sendable, Hashable { let day: Day? }

    /// The earliest open activity about each of these records, in the form of `Pointed`.
    static func query(
        _ ids: [Int64], of kind: Kind, _ link: Schema.ReverseLink, number: Int, in transaction: Transaction
    ) throws -> SQL {
        let place = ConditionCompiler.Place(transaction.schema.kind(link.kind))
        let open = Condition.test(path: ["is_done"], .equals(false))
        let predicate =
            try transaction.refusing { () throws(ConditionFault) in
                try transaction.compiler.predicate(open, at: place)
            } ?? "1 = 1"
        let about = place.column(link.field + "_id")
        return """
            SELECT \(SQL(text: String(number))), \(about), CAST(MIN(\(place.column("due_on"))) AS TEXT), 0
            FROM \(place.from)
            WHERE \(place.column(link.field + "_kind")) = \(kind.name) AND \(about) IN (\(SQL.set(ids)))
            AND \(predicate)
            GROUP BY \(about)
            """
    }
}
