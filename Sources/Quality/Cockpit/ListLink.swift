import Records
import Web

/// The address of the list that shows exactly the records a number counts.
enum ListLink {
    static func to(_ condition: Condition, of kind: Kind) -> String {
        var items = [Form.Item("view", "0")]
        if condition != .everything { items.append(.init("where", condition.json.string)) }
        return "/\(kind.plural)?" + Form(items).encoded
    }

    static func band(_ band: QualityFigures.Band) -> Condition {
        .test(
            path: ["quality"],
            .between(.number(String(band.range.lowerBound)), .number(String(band.range.upperBound))))
    }

    static func owner(_ id: Int64?) -> Condition { link(["owner"], id) }
    static func team(_ id: Int64?) -> Condition { link(["owner", "team"], id) }

    private static func link(_ path: [String], _ id: Int64?) -> Condition {
        .test(path: path, id.map { .equals(.text(String($0))) } ?? .empty(true))
    }

    static func source(_ name: String?) -> Condition {
        .test(path: ["source"], name.map { .equals(.text($0)) } ?? .empty(true))
    }

    static func filled(_ field: String, _ isFilled: Bool, of kind: Kind) -> Condition {
        if kind.part(field) != nil {
            let some = Condition.related(field, where: .everything, .some)
            return isFilled ? some : .not(some)
        }
        return .test(path: [field], .empty(!isFilled))
    }

    /// Falls short in one way at least; nil where a criterion of this aspect is no condition.
    static func failing(_ aspect: QualityAspect, _ criteria: [CustomerReference.Criterion]) -> Condition? {
        let own = criteria.filter { $0.aspect == aspect }
        let failing = own.compactMap(\.failing)
        guard !failing.isEmpty, failing.count == own.count else { return nil }
        return failing.count == 1 ? failing[0] : .any(failing)
    }
}
