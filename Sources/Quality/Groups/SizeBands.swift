import Records
import Storage

/// How the company sorts its customers by size: bands of headcount and of turnover, each with a name and where it
/// begins. Settings, with the limits of French law where nothing was set.
package struct SizeBands: Sendable {
    struct Band: Sendable, Hashable {
        /// Nil for one of the names that come with the product.
        var name: String?
        /// Whole people, or whole units of company currency.
        var from: Int64
        var usual: String?

        var label: Message { name.map { .verbatim($0) } ?? usual.map { Message($0) } ?? .verbatim("") }
    }

    package static let setting = "size_bands"

    var people: [Band]
    var money: [Band]

    init(_ settings: WorkspaceSettings) {
        let json = settings.extra[SizeBands.setting]
        people = SizeBands.read(json?["headcount"]) ?? SizeBands.usual([0, 10, 250, 5000])
        money = SizeBands.read(json?["turnover"]) ?? SizeBands.usual([0, 2_000_000, 50_000_000, 1_500_000_000])
    }

    init(people: [Band], money: [Band]) { (self.people, self.money) = (people, money) }

    /// The limits of decree 2008-1354 of 18 December 2008, of headcount and of turnover alone.
    private static func usual(_ from: [Int64]) -> [Band] {
        // translated
        let names = ["Micro enterprise", "Small or medium enterprise", "Mid-size enterprise", "Large enterprise"]
        return zip(names, from).map { Band(name: nil, from: $1, usual: $0) }
    }

    private static func read(_ json: JSON?) -> [Band]? {
        guard let items = json?.array, !items.isEmpty else { return nil }
        let bands = items.compactMap { item in
            item["name"]?.text.flatMap { name in item["from"]?.integer.map { Band(name: name, from: $0) } }
        }
        return bands.count == items.count ? bands.sorted { $0.from < $1.from } : nil
    }

    /// As the setting keeps them.
    var json: JSON {
        func list(_ bands: [Band]) -> JSON {
            .array(
                bands.map { .record(["name": .text($0.name ?? $0.usual ?? ""), "from": .number(String($0.from))]) })
        }
        return .record(["headcount": list(people), "turnover": list(money)])
    }

    /// Why a setting cannot be taken; nil where it can.
    package static func fault(_ json: JSON) -> FieldRefusal? {
        if json == .null { return nil }
        for name in ["headcount", "turnover"] {
            guard let items = json[name]?.array, (1...20).contains(items.count) else {
                return FieldRefusal(
                    name, code: "invalid_type", Message("A list of bands, each with name and from, is expected."))
            }
            var last: Int64 = -1
            for item in items {
                guard let from = item["from"]?.integer, from > last,
                    (1...60).contains(item["name"]?.text?.trimmingWhitespace().count ?? 0)
                else {
                    return FieldRefusal(
                        name, code: "invalid_value",
                        Message("Each band has a name, and begins higher than the one before it."))
                }
                last = from
            }
        }
        return nil
    }

    func headcount(_ field: FieldSpec) -> [SplitCase] { SizeBands.cases(people, field) }
    func turnover(_ field: FieldSpec, _ currency: String) -> [SplitCase] { SizeBands.cases(money, field) }

    private static func cases(_ bands: [Band], _ field: FieldSpec) -> [SplitCase] {
        func operand(_ number: Int64) -> JSON {
            field.shape == .money ? .text(String(number)) : .number(String(number))
        }
        return bands.indices.map { place in
            let low = Condition.test(path: [field.name], .atLeast(operand(bands[place].from)))
            guard place + 1 < bands.count else { return SplitCase(name: bands[place].label, condition: low) }
            let high = Condition.test(path: [field.name], .lessThan(operand(bands[place + 1].from)))
            return SplitCase(name: bands[place].label, condition: .all([low, high]))
        }
    }
}

/// The four categories of enterprise in French statistics (decree 2008-1354), by headcount and turnover together. The
/// balance sheet, which may replace the turnover, is not known here.
enum EnterpriseCategory {
    static func cases(_ people: FieldSpec, _ turnover: FieldSpec) -> [SplitCase] {
        func below(_ count: Int, _ euros: Int) -> Condition {
            .all([
                .test(path: [people.name], .lessThan(.number(String(count)))),
                .test(path: [turnover.name], .atMost(.text(String(euros)))),
            ])
        }
        func beyond(_ count: Int, _ euros: Int) -> Condition {
            .any([
                .test(path: [people.name], .atLeast(.number(String(count)))),
                .test(path: [turnover.name], .moreThan(.text(String(euros)))),
            ])
        }
        return [
            SplitCase(name: Message("Micro enterprise"), condition: below(10, 2_000_000)),
            SplitCase(
                name: Message("Small or medium enterprise"),
                condition: .all([below(250, 50_000_000), beyond(10, 2_000_000)])),
            SplitCase(
                name: Message("Mid-size enterprise"),
                condition: .all([below(5000, 1_500_000_000), beyond(250, 50_000_000)])),
            SplitCase(name: Message("Large enterprise"), condition: beyond(5000, 1_500_000_000)),
        ]
    }
}
