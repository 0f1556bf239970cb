import Localisation
import Records
import Storage

/// Figures for programs: `POST /api/v1/reports/run`.
enum ReportApi {
    static func register(in registry: inout Registry) {
        registry.api(.post, Api.root + "/reports/run", .code(operation), run)
    }

    @Sendable private static func run(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let body = try await request.json()
        let (json, access) = try await context.read { transaction in
            let report = try ReportReader(body, transaction).report
            let result = try transaction.run(report)
            let access = context.access(
                .listed, transaction.schema.kind(report.kind), count: result.rows.count, condition: report.condition)
            return (result.json(context.t, transaction.settings.currency), access)
        }
        context.note(access)
        return .json(json)
    }

    private static let operation = #"""
        {"summary":"Count and add up records by groups","tags":["reports"],
        "description":"Rows hold the groups' values, then the figures. Months are texts such as 2017-03, quarters \#
        2017-Q1, weeks the day of their Monday; money and decimals are strings, sums of money are in company \#
        currency; a link is an object with id and title; empty is null. Only what the caller may see is counted.",
        "requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object",
        "required":["entity"],"additionalProperties":false,"properties":{
        "entity":{"type":"string","description":"The plural, such as opportunities."},
        "where":{"type":"object"},"q":{"type":"string","maxLength":200},
        "group":{"type":"array","maxItems":4,"items":{"oneOf":[{"type":"string"},{"type":"object",
        "required":["field"],"additionalProperties":false,"properties":{"field":{"type":"string"},
        "by":{"type":["string","null"],"enum":["day","week","month","quarter","year",null]}}}]}},
        "measures":{"type":"array","minItems":1,"maxItems":12,"items":{"type":"object","minProperties":1,
        "additionalProperties":false,"properties":{
        "count":{"const":true},"sum":{"type":"string"},"average":{"type":"string"},"min":{"type":"string"},
        "max":{"type":"string"},"distinct":{"type":"string"},
        "days":{"type":"array","items":{"type":"string"},"minItems":2,"maxItems":2},
        "share":{"type":"object","description":"A condition: the part of the records that meets it, from 0 to 1."},
        "where":{"type":"object","description":"Only records that meet this count."},
        "as":{"type":"string","minLength":1,"maxLength":60}}}},
        "sort":{"type":"string","description":"A column's name, after - to turn the order."},
        "limit":{"type":"integer","minimum":1,"maximum":10000,"default":1000}}}}}},
        "responses":{"200":{"description":"The figures","content":{"application/json":{"schema":{"type":"object",
        "required":["columns","rows","totals","truncated"],"properties":{
        "columns":{"type":"array","items":{"type":"object","required":["name","label","type"]}},
        "rows":{"type":"array","items":{"type":"array"}},"totals":{"type":"array"},
        "truncated":{"type":"boolean"}}}}}}}}
        """#
}

extension ReportResult {
    func json(_ t: Translator, _ currency: String) -> JSON {
        let described = columns.map { column -> JSON in
            var members: [JSON.Member] = [
                .init("name", .text(column.name)), .init("label", .text(t(column.label))),
                .init("type", .text(column.shape.name)),
            ]
            if column.shape == .money { members.append(.init("currency", .text(currency))) }
            if let span = column.span { members.append(.init("by", .text(span.rawValue))) }
            return .object(members)
        }
        let written = rows.map { row in
            JSON.array(zip(row, columns).map { json($0, $1, currency) })
        }
        let measures = columns.filter(\.isMeasure)
        return .record([
            "columns": .array(described), "rows": .array(written),
            "totals": .array(zip(totals, measures).map { json($0, $1, currency) }), "truncated": .boolean(isTruncated),
        ])
    }

    private func json(_ value: Value, _ column: Column, _ currency: String) -> JSON {
        switch (column.shape, value) {
        case (.money, .integer(let minor)): .text(Money(minor: minor, currency: currency).amount)
        case (.exact, .integer(let millionths)): .text(Exact(millionths: millionths).text)
        case (.link(let kind), .integer(let id)):
            .record([
                "id": .text(String(id)),
                "title": titles[Reference(kind: kind, id: id)].map { .text($0) } ?? .null,
            ])
        case (_, .integer(let number)): column.name == "id" ? .text(String(number)) : .number(String(number))
        case (_, .text(let text)): .text(text)
        case (_, .boolean(let truth)): .boolean(truth)
        case (_, .day(let day)): .text(day.iso)
        case (_, .instant(let instant)): .text(instant.iso)
        default: .null
        }
    }
}
