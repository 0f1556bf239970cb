import Records
import Storage

/// The items of a part as sent: they replace what was there. One sent with its `id` keeps it, and what it does not
/// mention.
struct PartReader {
    private(set) var refusals: [FieldRefusal] = []
    static let maximumItems = 500

    private let part: Kind.PartKind
    private let before: [Int64: PartRow]
    private let transaction: Transaction

    init(_ part: Kind.PartKind, before: [PartRow], _ transaction: Transaction) {
        self.part = part
        self.before = Dictionary(before.map { ($0.id, $0) }) { first, _ in first }
        self.transaction = transaction
    }

    mutating func rows(_ json: JSON) -> [PartRow] {
        guard let items = json == .null ? [] : json.array else {
            refuse("", "invalid_type", Message("A list of objects is expected."))
            return []
        }
        guard items.count <= PartReader.maximumItems else {
            refuse("", "too_many", Message("At most {limit} are kept.", ["limit": .number(PartReader.maximumItems)]))
            return []
        }
        var used: Set<Int64> = []
        return items.enumerated().map { row($1, "[\($0)]", &used) }
    }

    private mutating func row(_ json: JSON, _ place: String, _ used: inout Set<Int64>) -> PartRow {
        guard let members = json.members else {
            refuse(place, "invalid_type", Message("An object is expected."))
            return blank
        }
        var row = kept(json["id"], place, &used)
        for member in members where member.name != "id" {
            let path = "\(place).\(member.name)"
            guard let (field, range) = part.kind.declaredField(member.name),
                transaction.viewer.sees(field, of: part.kind)
            else {
                refuse(
                    path, "unknown_field",
                    Message(
                        "{kind} has no field “{field}”.",
                        ["kind": .message(part.kind.label), "field": .text(member.name)]))
                continue
            }
            do {
                let values = try FieldReader.values(
                    member.value, field, transaction.settings.currency, at: part.name + path)
                if transaction.viewer.mayWrite(field, of: part.kind) {
                    row.values.replaceSubrange(range, with: values)
                } else if Array(row.values[range]) != values {
                    refusals.append(.readOnly(field, at: part.name + path))
                }
            } catch {
                refusals.append(error)
            }
        }
        checkRequired(row, place)
        return row
    }

    private mutating func kept(_ id: JSON?, _ place: String, _ used: inout Set<Int64>) -> PartRow {
        guard let id, id != .null else { return blank }
        guard let number = id.integer ?? id.text.flatMap({ Int64($0) }), let row = before[number],
            used.insert(number).inserted
        else {
            refuse(
                place + ".id", "unknown_record",
                Message("This record has no such item, or it is given twice. Leave “id” away for a new one."))
            return blank
        }
        return row
    }

    private mutating func checkRequired(_ row: PartRow, _ place: String) {
        var at = 0
        for field in part.kind.declared {
            let path = "\(part.name)\(place).\(field.name)"
            if field.isRequired, FieldReader.isBlank(Array(row.values[at..<at + field.columns.count])),
                !refusals.contains(where: { $0.field == path })
            {
                refusals.append(.required(field, at: path))
            }
            at += field.columns.count
        }
    }

    private mutating func refuse(_ place: String, _ code: String, _ message: Message) {
        refusals.append(FieldRefusal(part.name + place, code: code, message))
    }

    /// A new item: what must hold a value and can be nothing else starts at no and at the first choice.
    private var blank: PartRow {
        PartRow(
            values: part.kind.declared.flatMap { field -> [Value] in
                switch field.shape {
                case .boolean where field.isRequired: [.boolean(false)]
                case .choice(let options) where field.isRequired: [options.first.map { .text($0.value) } ?? .null]
                default: field.columns.map { _ in .null }
                }
            })
    }
}

extension Kind {
    /// A field of a part and the place of its values in a `PartRow`.
    func declaredField(_ name: String) -> (field: FieldSpec, range: Range<Int>)? {
        var at = 0
        for field in declared {
            if field.name == name { return (field, at..<at + field.columns.count) }
            at += field.columns.count
        }
        return nil
    }
}
