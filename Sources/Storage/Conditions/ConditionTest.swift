import Records

/// One test on one field, typed by the field's shape.
struct ConditionTest {
    let field: FieldSpec
    let place: ConditionCompiler.Place
    let compiler: ConditionCompiler
    let path: String

    private var column: SQL { place.column(field.columns[0].name) }
    private var orderColumn: SQL { place.column(field.orderColumn) }

    func sql(_ test: Condition.Test) throws(ConditionFault) -> SQL {
        switch test {
        case .equals(let operand): return try equality(operand)
        case .differs(let operand): return "(\(try equality(operand))) IS NOT TRUE"
        case .among(let operands):
            var alternatives: [SQL] = []
            var values: [Value] = []
            for operand in operands {
                if field.shape == .instant || field.shape == .reference {
                    alternatives.append(try equality(operand))
                } else {
                    values.append(try value(operand))
                }
            }
            if !values.isEmpty { alternatives.append("\(comparable) IN (\(ConditionTest.members(values)))") }
            return alternatives.isEmpty ? "1 = 0" : "(\(SQL.joined(alternatives, " OR ")))"
        case .contains(let text): return try folded(text) { "%\($0)%" }
        case .startsWith(let text): return try folded(text) { "\($0)%" }
        case .atLeast(let operand): return try compared(">=", operand)
        case .atMost(let operand): return try compared("<=", operand)
        case .moreThan(let operand): return try compared(">", operand)
        case .lessThan(let operand): return try compared("<", operand)
        case .before(let operand): return try timed("<", operand)
        case .after(let operand): return try timed(">", operand)
        case .between(let low, let high): return "(\(try compared(">=", low)) AND \(try compared("<=", high)))"
        case .within(let period): return try within(period)
        case .empty(let yes): return yes ? "\(column) IS NULL" : "\(column) IS NOT NULL"
        case .isMe(let yes):
            guard field.shape == .link("user") else { throw unsuited() }
            let mine: SQL = "\(column) = \(compiler.viewer.user)"
            return yes ? mine : "(\(mine)) IS NOT TRUE"
        case .under(let operand):
            guard let tree = compiler.schema.tree(above: field, of: place.kind),
                let subtree = Subtree(of: tree.kind, along: tree.link, compiler: compiler)
            else { throw unsuited() }
            guard let root = operand.integer ?? operand.text.flatMap({ Int64($0) }) else { throw expected("123") }
            return "\(column) IN (\(try subtree.ids(under: "\(root)", depth: place.depth + 1)))"
        }
    }

    /// The typed value of a bound of a sum.
    func bound(_ operand: JSON?) throws(ConditionFault) -> Value? {
        guard let operand else { return nil }
        return try value(operand)
    }

    private var comparable: SQL { field.shape == .money ? orderColumn : column }

    /// Many numbers (what a search found) go as one value: the statement stays the same, whatever their number.
    private static func members(_ values: [Value]) -> SQL {
        values.count > 50 && values.allSatisfy { $0.integer != nil } ? SQL.set(values) : SQL.list(values)
    }

    private func equality(_ operand: JSON) throws(ConditionFault) -> SQL {
        switch field.shape {
        case .instant:
            // A day means that day, from midnight to midnight in the workspace's zone.
            if let day = operand.text.flatMap({ Day(iso: $0) }) {
                return "(\(column) >= \(start(of: day)) AND \(column) < \(start(of: day.adding(days: 1))))"
            }
        case .reference:
            let parts = (operand.text ?? "").split(separator: ":")
            guard parts.count == 2, let id = Int64(parts[1]) else { throw expected("account:123") }
            return "(\(column) = \(String(parts[0])) AND \(place.column(field.columns[1].name)) = \(id))"
        default: break
        }
        return "\(comparable) = \(try value(operand))"
    }

    private func compared(_ sign: String, _ operand: JSON) throws(ConditionFault) -> SQL {
        guard field.shape.isOrdered || field.shape.isText else { throw unsuited() }
        if field.shape == .instant || field.shape == .day { return try timed(sign, operand) }
        if field.shape.isText {
            guard let text = operand.text else { throw expected("abc") }
            let key = field.hasSortKey ? Records.folded(text) : text
            return "\(orderColumn) \(SQL(text: sign)) \(key)"
        }
        return "\(comparable) \(SQL(text: sign)) \(try value(operand))"
    }

    /// `before` a day excludes it; `after` a day excludes the whole of it, for instants too.
    private func timed(_ sign: String, _ operand: JSON) throws(ConditionFault) -> SQL {
        switch field.shape {
        case .day: return "\(column) \(SQL(text: sign)) \(try value(operand))"
        case .instant:
            guard let day = operand.text.flatMap({ Day(iso: $0) }) else {
                return "\(column) \(SQL(text: sign)) \(try value(operand))"
            }
            switch sign {
            case "<", ">=": return "\(column) \(SQL(text: sign)) \(start(of: day))"
            case ">": return "\(column) >= \(start(of: day.adding(days: 1)))"
            default: return "\(column) < \(start(of: day.adding(days: 1)))"
            }
        default: throw unsuited()
        }
    }

    private func within(_ period: Condition.Period) throws(ConditionFault) -> SQL {
        let (first, last) = period.days(today: compiler.today)
        switch field.shape {
        case .day: return "(\(column) >= \(first) AND \(column) <= \(last))"
        case .instant: return "(\(column) >= \(start(of: first)) AND \(column) < \(start(of: last.adding(days: 1))))"
        default: throw unsuited()
        }
    }

    /// Case and accents are ignored: the stored key where there is one, the database's fold function where not.
    private func folded(_ text: String, _ pattern: (String) -> String) throws(ConditionFault) -> SQL {
        guard field.shape.isText || field.shape.options != nil else { throw unsuited() }
        let key = Records.folded(text)
        let escaped = key.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
        // An @ is an @ in any writing: what has neither case nor accents needs no folding.
        let isPlain = text.utf8.allSatisfy { $0 == 0x40 || $0 == 0x2E || (0x30...0x39).contains($0) }
        let folding: SQL = isPlain ? column : "entregent_fold(\(column))"
        let subject = field.hasSortKey ? orderColumn : folding
        return "\(subject) LIKE \(pattern(escaped)) ESCAPE '\\'"
    }

    private func value(_ operand: JSON) throws(ConditionFault) -> Value {
        var operand = operand
        if case .number(let digits) = operand, field.shape.isText || field.shape.linkTarget != nil {
            operand = .text(digits)
        }
        if case .choice = field.shape, operand.text != nil { return .text(operand.text ?? "") }
        if field.shape == .integer, let text = operand.text, let number = Int64(text) { return .integer(number) }
        if field.shape == .boolean, let text = operand.text, let truth = ["true": true, "false": false][text] {
            return .boolean(truth)
        }
        do {
            return try field.values(operand, defaultCurrency: compiler.companyCurrency)[0]
        } catch {
            throw ConditionFault(path, error.message)
        }
    }

    private func start(of day: Day) -> Value { .instant(Instant(startOf: day, in: compiler.zone)) }

    private func expected(_ example: String) -> ConditionFault {
        ConditionFault(path, Message("A value such as “{example}” is expected.", ["example": .text(example)]))
    }

    private func unsuited() -> ConditionFault {
        ConditionFault(
            path,
            Message(
                "This test does not suit the field “{field}”: it holds another kind of value.",
                ["field": .message(field.label)]))
    }
}
