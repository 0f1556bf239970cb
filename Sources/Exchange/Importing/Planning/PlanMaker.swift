import Foundation
import Records

/// Makes the plan of an import: every path of the mapping is looked up in the schema, every column in the file. What is
/// wrong is collected and refused together, each with its place in the mapping.
struct PlanMaker {
    let mapping: ImportMapping
    let schema: Schema
    let viewer: Viewer
    let columns: [ColumnGuess]
    var refusals: [FieldRefusal] = []
    private let places: [String: Int]
    private let fallback: CellStyle

    init(_ mapping: ImportMapping, schema: Schema, viewer: Viewer, columns: [ColumnGuess], fallback: CellStyle) {
        self.mapping = mapping
        self.schema = schema
        self.viewer = viewer
        self.columns = columns
        places = Dictionary(columns.enumerated().map { ($1.name, $0) }) { first, _ in first }
        var style = fallback
        style.order = mapping.dates ?? style.order
        style.mark = mapping.decimal ?? style.mark
        style.currency = mapping.currency ?? style.currency
        self.fallback = style
    }

    mutating func plan(words: ChoiceWords) throws(Refusal) -> ImportPlan {
        guard let kind = schema.kind(plural: mapping.entity), !viewer.grants(for: kind.name).isEmpty else {
            throw PlanMaker.unknownEntity(mapping.entity, schema, viewer)
        }
        var record = RecordPlan(kind)
        for column in mapping.columns { add(column, to: &record) }
        for filling in mapping.defaults { add(filling, "defaults", to: &record) }
        for (column, _) in mapping.values where places[column] == nil { refuseColumn(column, "values.\(column)") }
        addCompletions(to: &record)
        order(&record)
        check(record)
        let match = matchPlan(kind, record)
        if !refusals.isEmpty { throw MappingReader.refusal(refusals) }
        return ImportPlan(
            kind: kind, mapping: mapping, record: record, match: match, cells: cells(record), words: words)
    }

    // Columns and defaults

    private mutating func add(_ column: ImportMapping.Column, to record: inout RecordPlan) {
        let place = "columns.\(column.name)"
        guard let index = places[column.name] else { return refuseColumn(column.name, place) }
        let style = style(of: index)
        for text in column.paths {
            guard let path = path(text, place) else { continue }
            insert(path.steps[...], "", into: &record, place, style) { field in
                field.source.columns.append(index)
            } second: {
                $0.columns.append(index)
            }
        }
    }

    private mutating func add(_ filling: ImportMapping.Filling, _ section: String, to record: inout RecordPlan) {
        let place = "\(section).\(filling.path)"
        guard let path = path(filling.path, place) else { return }
        let template: CellTemplate
        do { template = try CellTemplate(filling.text, at: place) { places[$0] } } catch {
            return refusals.append(error)
        }
        // A text without holes is written by whoever wrote the mapping: points and ISO days, as in JSON.
        var style = template.columns.first.map { self.style(of: $0) } ?? fallback
        if template.columns.isEmpty { (style.mark, style.order) = (.point, .yearMonthDay) }
        insert(path.steps[...], "", into: &record, place, style) { field in
            field.source.filling = template
        } second: {
            $0.filling = template
        }
    }

    private mutating func path(_ text: String, _ place: String) -> FieldPath? {
        if let path = FieldPath(text) { return path }
        refuse(place, "unknown_field", Message("“{path}” is not the path of a field.", ["path": .text(text)]))
        return nil
    }

    /// How cells of this column are read, the mapping's word first.
    func style(of index: Int) -> CellStyle {
        var style = columns[index].style
        style.order = mapping.dates ?? style.order
        style.mark = mapping.decimal ?? style.mark
        style.currency = mapping.currency ?? style.currency
        style.zone = fallback.zone
        return style
    }

    private func cells(_ record: RecordPlan) -> [ImportPlan.CellPlan?] {
        let used = record.columns
        return columns.indices.map { index in
            guard used.contains(index) else { return nil }
            return ImportPlan.CellPlan(style: style(of: index), values: mapping.values[columns[index].name] ?? [:])
        }
    }

    // What belongs together

    private mutating func addCompletions(to record: inout RecordPlan) {
        for (path, values) in mapping.create {
            guard let place = record.links.firstIndex(where: { $0.path == path }) else {
                refuse(
                    "create.\(path)", "unknown_link",
                    Message("No column or default fills the link “{link}”.", ["link": .text(path)]))
                continue
            }
            for (value, fillings) in values {
                var completion = RecordPlan(schema.kind(record.links[place].target))
                for filling in fillings { add(filling, "create.\(path).\(value)", to: &completion) }
                order(&completion)
                record.links[place].completions[value] = completion
            }
        }
        for path in mapping.linksByPath.keys where !record.links.contains(where: { $0.path == path }) {
            refuse(
                "links.\(path)", "unknown_link",
                Message("No column or default fills the link “{link}”.", ["link": .text(path)]))
        }
    }

    /// A link within which another is looked for (a stage's pipeline) comes first.
    private func order(_ record: inout RecordPlan) {
        let scopes = Set(record.links.compactMap(\.field.scope))
        record.links =
            record.links.filter { scopes.contains($0.field.name) }
            + record.links.filter { !scopes.contains($0.field.name) }
        for index in record.links.indices { order(&record.links[index].record) }
    }

    private mutating func check(_ record: RecordPlan) {
        for link in record.links {
            if link.keys.isEmpty {
                let names = link.record.kind.fields.filter { LinkPlan.strength($0, link.record.kind) > 0 }.map(\.name)
                refuse(
                    link.path, "link_without_key",
                    Message(
                        "Nothing says which {kind} is meant. Fill one of these too: {fields}.",
                        [
                            "kind": .message(link.record.kind.label),
                            "fields": .text(names.map { "\(link.path).\($0)" }.joined(separator: ", ")),
                        ]))
            }
            check(link.record)
        }
    }

    private mutating func matchPlan(_ kind: Kind, _ record: RecordPlan) -> ImportPlan.Match? {
        guard let text = mapping.match else { return nil }
        let steps = FieldPath(text)?.steps ?? []
        if steps.count == 1, let field = kind[steps[0].name], viewer.sees(field, of: kind) {
            if let plan = record.fields.first(where: { $0.field.name == field.name }) {
                return ImportPlan.Match(path: text, field: field, part: nil, plan: plan)
            }
            refuse(
                "match", "match_not_filled",
                Message("No column fills “{field}”, by which lines are to be found again.", ["field": .text(text)]))
        } else if steps.count == 2, let part = kind.part(steps[0].name), let field = part.kind[steps[1].name] {
            let item = record.parts.first { $0.part.name == part.name }?.items.first
            if let plan = item?.fields.first(where: { $0.field.name == field.name }) {
                return ImportPlan.Match(path: text, field: field, part: part, plan: plan)
            }
            refuse(
                "match", "match_not_filled",
                Message("No column fills “{field}”, by which lines are to be found again.", ["field": .text(text)]))
        } else {
            refuse("match", "unknown_field", PlanMaker.unknownField(text, kind))
        }
        return nil
    }

    mutating func refuse(_ place: String, _ code: String, _ message: Message) {
        refusals.append(FieldRefusal(place, code: code, message))
    }

    private mutating func refuseColumn(_ name: String, _ place: String) {
        let known = columns.map(\.name).joined(separator: ", ")
        refuse(
            place, "unknown_column",
            Message(
                "The file has no column “{column}”. It has: {columns}.",
                ["column": .text(name), "columns": .text(known)]))
    }

    static func unknownField(_ name: String, _ kind: Kind) -> Message {
        let names = kind.fields.map(\.name) + kind.parts.map(\.name)
        let near = Suggestion.nearest(name, among: names)
        guard let near else {
            return Message("{kind} has no field “{field}”.", ["kind": .message(kind.label), "field": .text(name)])
        }
        return Message(
            "{kind} has no field “{field}”. Did you mean “{suggestion}”?",
            ["kind": .message(kind.label), "field": .text(name), "suggestion": .text(near)])
    }

    static func unknownEntity(_ name: String, _ schema: Schema, _ viewer: Viewer) -> Refusal {
        let known = schema.entities.filter { !viewer.grants(for: $0.name).isEmpty }.map(\.plural)
        return Refusal(
            code: "unknown_entity",
            Message(
                "There are no records called “{name}”. There are: {known}.",
                ["name": .text(name), "known": .text(known.joined(separator: ", "))]))
    }
}
