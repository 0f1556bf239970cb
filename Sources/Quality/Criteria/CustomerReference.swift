import Records
import Storage

/// The company's idea of a good record: its criteria in use, read and ready to be asked.
package struct CustomerReference: Sendable {
    package struct Criterion: Sendable, Hashable {
        package let id: Int64
        package let name: String
        package let kind: String
        package let aspect: QualityAspect
        package let weight: Int
        /// Nil: no open pair of possible duplicates.
        package let condition: Condition?
        package let applies: Condition?
        package let repair: String?

        /// What finds the records that fall short, as lists ask; nil where no condition can say it.
        package var failing: Condition? { condition.map { (applies ?? .everything).and(.not($0)) } }
        /// The same for those that fulfil it.
        package var met: Condition? { condition.map { (applies ?? .everything).and($0) } }
    }

    package let criteria: [Criterion]

    package subscript(_ kind: String) -> [Criterion] { criteria.filter { $0.kind == kind } }

    /// One query; of one kind or of all. What cannot be read any more is left out: the settings page says which.
    package static func load(_ kind: String? = nil, in transaction: Transaction) throws -> CustomerReference {
        let narrowed: SQL = kind.map { " AND kind = \($0)" } ?? ""
        let rows = try transaction.connection.rows(
            """
            SELECT id, name, kind, aspect, weight, condition, applies_when, repair FROM quality_criterion
            WHERE is_active = TRUE\(narrowed) ORDER BY kind, position, id
            """, .integer, .text, .text, .text, .integer, .text, .text, .text)
        return CustomerReference(criteria: rows.compactMap(Criterion.init))
    }
}

extension CustomerReference.Criterion {
    fileprivate init?(_ row: [Value]) {
        guard let aspect = row[3].text.flatMap({ QualityAspect(rawValue: $0) }) else { return nil }
        self.aspect = aspect
        id = row[0].integer ?? 0
        name = row[1].text ?? ""
        kind = row[2].text ?? ""
        weight = Int(row[4].integer ?? 0)
        repair = row[7].text
        do {
            condition = try row[5].text.map { try Condition(json: JSON(parsing: $0)) }
            applies = try row[6].text.map { try Condition(json: JSON(parsing: $0)) }
        } catch {
            return nil
        }
        if condition == nil, aspect != .uniqueness { return nil }
    }
}
