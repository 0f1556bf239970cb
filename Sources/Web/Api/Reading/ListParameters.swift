import Records
import Storage

/// What the address of a list asks for, read and checked against the schema as the viewer sees it: every fault at once,
/// each under its parameter's name.
struct ListParameters {
    private(set) var condition = Condition.everything
    private(set) var search: String?
    private(set) var sort: [ListQuery.Sort] = []
    /// The fields to show beside the id; nil for all.
    private(set) var fields: Set<String>?
    private(set) var includes: [String] = []
    private(set) var limit = 50
    private(set) var after: String?
    private(set) var isCounted = false

    static let maximumLimit = 500
    static let reserved: Set<String> = ["where", "q", "sort", "fields", "include", "limit", "after", "count"]

    private var refusals: [FieldRefusal] = []
    private let kind: Kind
    private let transaction: Transaction

    /// - Parameter understood: the reserved parameters that mean something here; a single record knows only two.
    init(
        _ query: Form, _ kind: Kind, _ transaction: Transaction, understood: Set<String> = reserved,
        filters: Bool = true
    ) throws(Refusal) {
        self.kind = kind
        self.transaction = transaction
        var seen: Set<String> = []
        for item in query.items {
            guard ListParameters.reserved.contains(item.name) else {
                if filters { filter(item) } else { refusals.append(.unknownParameter(item.name)) }
                continue
            }
            if !understood.contains(item.name) {
                refusals.append(.unknownParameter(item.name))
            } else if !seen.insert(item.name).inserted {
                refusals.append(.repeatedParameter(item.name))
            } else {
                read(item)
            }
        }
        if let fields { self.fields = fields.union(includes) }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
    }

    private mutating func read(_ item: Form.Item) {
        switch item.name {
        case "where": readWhere(item.value)
        case "q":
            if item.value.count > 200 {
                refuse("q", "too_long", Message("At most {limit} characters are looked for.", ["limit": .number(200)]))
            }
            search = item.value
        case "sort": readSort(item.value)
        case "fields": readFields(item.value)
        case "include": readIncludes(item.value)
        case "limit": readLimit(item.value)
        case "after": after = item.value
        default:
            isCounted = item.value == "exact"
            if !isCounted { refuse("count", "invalid_value", Message("Only “exact” is possible here.")) }
        }
    }

    private mutating func filter(_ item: Form.Item) {
        do {
            guard let filter = try AddressFilter(item) else { return refusals.append(.unknownParameter(item.name)) }
            try filter.check(kind, transaction.compiler)
            condition = condition.and(filter.condition)
        } catch {
            refusals.append(error)
        }
    }

    private mutating func readWhere(_ text: String) {
        do {
            let json: JSON
            do { json = try JSON(parsing: text) } catch {
                return refuse(
                    "where", "malformed_json",
                    Message(
                        "The data is not valid JSON: at byte {offset}, {reason}.",
                        ["offset": .number(error.offset), "reason": .text(error.reason)]))
            }
            condition = condition.and(try ListParameters.condition(json, "where", kind, transaction.compiler))
        } catch {
            refusals.append(error)
        }
    }

    /// A condition from outside, checked for size and against the schema; faults carry the path inside `name`.
    static func condition(
        _ json: JSON, _ name: String, _ kind: Kind, _ compiler: ConditionCompiler
    ) throws(FieldRefusal) -> Condition {
        do throws(ConditionFault) {
            let condition = try Condition(json: json)
            try ConditionSize.check(condition)
            try ConditionSize.checkCalendar(try compiler.sql(condition, at: .init(kind), path: "$"))
            return condition
        } catch {
            throw FieldRefusal(name + error.path.dropFirst(), code: "invalid_condition", error.message)
        }
    }

    private mutating func readSort(_ text: String) {
        sort = ListQuery.sort(text)
        if sort.isEmpty || sort.count > 5 {
            refuse("sort", "invalid_value", Message("Give one to five fields to sort by, separated by commas."))
        }
        for key in sort where kind[key.field].map({ !transaction.viewer.sees($0, of: kind) }) ?? true {
            refusals.append(.unknownField(key.field, of: kind, at: "sort"))
        }
    }

    private mutating func readFields(_ text: String) {
        var names: Set<String> = []
        for name in text.split(separator: ",").map(String.init) {
            let isField = kind[name].map { transaction.viewer.sees($0, of: kind) } ?? false
            let isPart = kind.part(name) != nil && transaction.viewer.sees(part: name, of: kind)
            if isField || isPart {
                names.insert(name)
            } else {
                refusals.append(.unknownField(name, of: kind, at: "fields"))
            }
        }
        if names.isEmpty, refusals.isEmpty {
            refuse("fields", "invalid_value", Message("Name the fields to show, separated by commas."))
        }
        fields = names
    }

    private mutating func readIncludes(_ text: String) {
        for name in text.split(separator: ",").map(String.init) {
            guard let field = kind[name], transaction.viewer.sees(field, of: kind), field.shape.linkTarget != nil else {
                let links = kind.fields.filter { $0.shape.linkTarget != nil && transaction.viewer.sees($0, of: kind) }
                refuse(
                    "include", "unknown_field",
                    Message(
                        "“{name}” is not a link of this kind of record. Links: {links}.",
                        ["name": .text(name), "links": .text(links.map(\.name).joined(separator: ", "))]))
                continue
            }
            if !includes.contains(name) { includes.append(name) }
        }
        if includes.isEmpty, refusals.isEmpty {
            refuse("include", "invalid_value", Message("Name the links to include, separated by commas."))
        }
    }

    private mutating func readLimit(_ text: String) {
        if let number = Int(text), (1...ListParameters.maximumLimit).contains(number) {
            limit = number
        } else {
            refuse(
                "limit", "invalid_value",
                Message(
                    "A whole number from 1 to {limit} is expected.", ["limit": .number(ListParameters.maximumLimit)]))
        }
    }

    private mutating func refuse(_ name: String, _ code: String, _ message: Message) {
        refusals.append(FieldRefusal(name, code: code, message))
    }
}
