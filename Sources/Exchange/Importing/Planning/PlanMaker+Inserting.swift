import Records

extension PlanMaker {
    typealias Fill = (inout FieldPlan) -> Void
    typealias FillSecond = (inout CellSource) -> Void

    /// Follows a path through links and parts, making what is not there yet, and fills its last field.
    mutating func insert(
        _ steps: ArraySlice<FieldPath.Step>, _ before: String, into record: inout RecordPlan, _ place: String,
        _ style: CellStyle, _ fill: Fill, second: FillSecond
    ) {
        guard let step = steps.first else { return }
        let path = before.isEmpty ? step.name : "\(before).\(step.name)", rest = steps.dropFirst()
        if let part = record.kind.part(step.name), !rest.isEmpty {
            return insert(rest, part, step.item, path, into: &record, place, style, fill, second: second)
        }
        guard let field = record.kind[step.name], viewer.sees(field, of: record.kind), step.item == nil else {
            return refuse(place, "unknown_field", PlanMaker.unknownField(step.name, record.kind))
        }
        switch field.shape {
        case .link(let target):
            link(field, to: target, path, rest, into: &record, place, style, fill, second: second)
        case .reference where rest.first.map({ schema[$0.name]?.owner == nil && schema[$0.name] != nil }) ?? false:
            link(field, to: rest.first!.name, path, rest.dropFirst(), into: &record, place, style, fill, second: second)
        case .money where rest.first?.name == "currency", .reference where rest.first?.name == "id":
            let index = fieldPlace(field, path, in: &record, style)
            if record.fields[index].second == nil { record.fields[index].second = CellSource() }
            second(&record.fields[index].second!)
        case .reference where rest.first?.name == "kind": own(field, path, into: &record, place, style, fill)
        default:
            guard rest.isEmpty || field.shape == .money && rest.first?.name == "amount" else {
                return refuse(
                    place, "not_a_link", Message("“{field}” is not a link to another record.", ["field": .text(path)]))
            }
            own(field, path, into: &record, place, style, fill)
        }
    }

    private mutating func own(
        _ field: FieldSpec, _ path: String, into record: inout RecordPlan, _ place: String, _ style: CellStyle,
        _ fill: Fill
    ) {
        if field.isReadOnly, !["id", "created_at"].contains(field.name), record.kind.owner == nil || field.name == "id"
        {
            return refuse(
                place, "read_only",
                Message("“{field}” is set by Entregent itself and cannot be imported.", ["field": .text(path)]))
        }
        let index = fieldPlace(field, path, in: &record, style)
        var plan = record.fields[index]
        fill(&plan)
        if plan.source.columns.count > 1 {
            return refuse(
                place, "filled_twice", Message("Another column fills “{field}” already.", ["field": .text(path)]))
        }
        record.fields[index] = plan
    }

    private func fieldPlace(_ field: FieldSpec, _ path: String, in record: inout RecordPlan, _ style: CellStyle) -> Int
    {
        if let index = record.fields.firstIndex(where: { $0.field.name == field.name }) { return index }
        record.fields.append(FieldPlan(field: field, style: style, path: path))
        return record.fields.count - 1
    }

    /// A link without a further path is met by the identifier or by the title of its record.
    private mutating func link(
        _ field: FieldSpec, to target: String, _ path: String, _ rest: ArraySlice<FieldPath.Step>,
        into record: inout RecordPlan, _ place: String, _ style: CellStyle, _ fill: Fill, second: FillSecond
    ) {
        if field.isReadOnly {
            return refuse(
                place, "read_only",
                Message("“{field}” is set by Entregent itself and cannot be imported.", ["field": .text(path)]))
        }
        let kind = schema.kind(target)
        guard !viewer.grants(for: target).isEmpty else {
            return refuse(place, "unknown_field", PlanMaker.unknownField(field.name, record.kind))
        }
        let index = record.links.firstIndex { $0.field.name == field.name && $0.target == target } ?? record.links.count
        if index == record.links.count {
            let link = LinkPlan(
                field: field, target: target, path: path, policy: mapping.policy(of: path), record: RecordPlan(kind))
            record.links.append(link)
        }
        let steps = rest.isEmpty ? [FieldPath.Step(name: kind.titleField.name, item: nil)] : rest
        insert(steps, path, into: &record.links[index].record, place, style, fill, second: second)
    }

    /// Columns that name no item fill one each, in their order.
    private mutating func insert(
        _ rest: ArraySlice<FieldPath.Step>, _ part: Kind.PartKind, _ wanted: Int?, _ path: String,
        into record: inout RecordPlan, _ place: String, _ style: CellStyle, _ fill: Fill, second: FillSecond
    ) {
        let index = record.parts.firstIndex { $0.part.name == part.name } ?? record.parts.count
        if index == record.parts.count { record.parts.append(PartPlan(part: part)) }
        let items = record.parts[index].items
        let name = rest.first?.name ?? ""
        let free = items.firstIndex { item in
            !item.fields.contains { $0.field.name == name && !$0.source.columns.isEmpty }
                && !item.links.contains { $0.field.name == name }
        }
        let item = wanted ?? (place.hasPrefix("columns.") ? free ?? items.count : 0)
        while record.parts[index].items.count <= item { record.parts[index].items.append(RecordPlan(part.kind)) }
        insert(rest, "\(path)[\(item)]", into: &record.parts[index].items[item], place, style, fill, second: second)
    }
}
