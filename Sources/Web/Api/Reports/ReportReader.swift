import Records
import Storage

/// Reads what a program asks to be summed up. Faults come together, each under its place: `measures[1].where`.
struct ReportReader {
    private(set) var report: Report
    private let kind: Kind
    private let transaction: Transaction
    private var refusals: [FieldRefusal] = []

    private static let known = ["entity", "where", "q", "group", "measures", "sort", "limit"]

    init(_ body: JSON, _ transaction: Transaction) throws {
        guard let members = body.members else { throw RecordBody.noObject }
        guard let plural = body["entity"]?.text else {
            throw Refusal(fields: [
                FieldRefusal("entity", code: "required", Message("Say what is counted, such as “opportunities”."))
            ])
        }
        self.transaction = transaction
        kind = try transaction.kind(plural: plural)
        report = Report(kind.name)
        for member in members {
            switch member.name {
            case "entity": break
            case "where": if let read = condition(member.value, "where") { report.condition = read }
            case "q": try readSearch(member.value)
            case "group": readGroups(member.value)
            case "measures": readMeasures(member.value)
            case "sort": readSort(member.value)
            case "limit": readLimit(member.value)
            default: refusals.append(.unknownParameter(member.name))
            }
        }
        if body["measures"] == nil { report.measures = [Report.Measure(.count)] }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
    }

    private mutating func condition(_ json: JSON, _ name: String) -> Condition? {
        do {
            return try ListParameters.condition(json, name, kind, transaction.compiler)
        } catch {
            refusals.append(error)
            return nil
        }
    }

    private mutating func readSearch(_ json: JSON) throws {
        guard let text = json.text, text.count <= 200 else {
            return refuse("q", "invalid_type", Message("A text is expected."))
        }
        report.condition = report.condition.and(try SearchCondition.make(text, kind, transaction))
    }

    private mutating func readGroups(_ json: JSON) {
        guard let items = json.array, items.count <= Report.mostGroups else {
            return refuse(
                "group", "invalid_value",
                Message("A list of at most {limit} groups is expected.", ["limit": .number(Report.mostGroups)]))
        }
        for (index, item) in items.enumerated() {
            if let group = group(item, "group[\(index)]") { report.groups.append(group) }
        }
    }

    private mutating func group(_ json: JSON, _ name: String) -> Report.Group? {
        let text = json.text ?? json["field"]?.text
        guard let text, let path = ReportReader.path(text) else {
            refuse(name, "invalid_value", Message("A field is expected, such as “owner.team.name”."))
            return nil
        }
        for member in json.members ?? [] where !["field", "by"].contains(member.name) {
            refuse("\(name).\(member.name)", "unknown_field", Message("Only “field” and “by” are possible here."))
        }
        guard let by = json["by"], by != .null else { return Report.Group(path) }
        guard let span = by.text.flatMap(Report.Span.init) else {
            let known = Report.Span.allCases.map(\.rawValue).joined(separator: ", ")
            refuse(
                "\(name).by", "unknown_choice",
                Message("One of these is expected: {options}.", ["options": .text(known)]))
            return nil
        }
        return Report.Group(path, by: span)
    }

    private mutating func readMeasures(_ json: JSON) {
        guard let items = json.array, !items.isEmpty, items.count <= Report.mostMeasures else {
            return refuse(
                "measures", "invalid_value",
                Message("A list of one to {limit} figures is expected.", ["limit": .number(Report.mostMeasures)]))
        }
        for (index, item) in items.enumerated() {
            if let measure = measure(item, "measures[\(index)]") { report.measures.append(measure) }
        }
    }

    private mutating func measure(_ json: JSON, _ name: String) -> Report.Measure? {
        var what: Report.What?, only: Condition?, alias: String?
        for member in json.members ?? [] {
            switch member.name {
            case "where": only = condition(member.value, "\(name).where")
            case "as":
                alias = member.value.text.flatMap { (1...60).contains($0.count) ? $0 : nil }
                if alias == nil {
                    refuse(
                        "\(name).as", "invalid_value",
                        Message("A name of at most {limit} characters is expected.", ["limit": .number(60)]))
                }
            default:
                guard what == nil, let read = self.what(member, name) else {
                    refuse(name, "invalid_value", ReportReader.expectedMeasure)
                    return nil
                }
                what = read
            }
        }
        guard let what else {
            refuse(name, "invalid_value", ReportReader.expectedMeasure)
            return nil
        }
        return Report.Measure(what, where: only, as: alias)
    }

    private mutating func what(_ member: JSON.Member, _ name: String) -> Report.What? {
        let path = member.value.text.flatMap { ReportReader.path($0) }
        switch member.name {
        case "count": return member.value == .boolean(true) ? .count : nil
        case "sum": return path.map { .sum($0) }
        case "average": return path.map { .average($0) }
        case "min": return path.map { .least($0) }
        case "max": return path.map { .greatest($0) }
        case "distinct": return path.map { .distinct($0) }
        case "share": return condition(member.value, "\(name).share").map { .share($0) }
        case "days":
            let ends = (member.value.array ?? []).compactMap { $0.text.flatMap { ReportReader.path($0) } }
            return ends.count == 2 ? .days(from: ends[0], to: ends[1]) : nil
        default: return nil
        }
    }

    private static let expectedMeasure = Message(
        "One of these is expected: {options}.",
        [
            "options": .text(
                #"{"count":true}, {"sum":"…"}, {"average":"…"}, {"min":"…"}, {"max":"…"}, "#
                    + #"{"distinct":"…"}, {"days":["…","…"]}, {"share":{…}}"#
            )
        ])

    private mutating func readSort(_ json: JSON) {
        guard let text = json.text, let first = ListQuery.sort(text).first, !text.contains(",") else {
            return refuse(
                "sort", "invalid_value", Message("The name of one column is expected, after “-” to turn the order."))
        }
        report.sort = Report.Sort(first.field, descending: first.descending)
    }

    private mutating func readLimit(_ json: JSON) {
        guard let number = json.integer, (1...Int64(Report.mostRows)).contains(number) else {
            return refuse(
                "limit", "invalid_value",
                Message("A whole number from 1 to {limit} is expected.", ["limit": .number(Report.mostRows)]))
        }
        report.limit = Int(number)
    }

    private mutating func refuse(_ name: String, _ code: String, _ message: Message) {
        refusals.append(FieldRefusal(name, code: code, message))
    }

    /// Five links are a long way already.
    static func path(_ text: String) -> [String]? {
        let names = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        return names.count <= 6 && names.allSatisfy { !$0.isEmpty && $0.utf8.count <= 63 } ? names : nil
    }
}
