import Records
import Storage
import Web

/// Which fields put a record right: the one each missing criterion names, and further empty ones that it asks for.
enum RepairFields {
    static func names(
        _ missing: [CustomerReference.Criterion], _ record: Record, _ kind: Kind, _ schema: Schema
    ) -> [String] {
        var names: [String] = []
        func add(_ name: String) { if !names.contains(name) { names.append(name) } }
        for criterion in missing {
            switch criterion.repair.flatMap({ Repair($0, of: kind, schema) }) {
            case .field(let name), .part(let name): add(name)
            case .related, nil: break
            }
            for name in criterion.condition?.filledFields ?? [] {
                guard let field = kind[name], !field.isReadOnly,
                    record.values(name, in: kind).allSatisfy(\.isNull)
                else { continue }
                add(name)
            }
        }
        return names
    }
}

extension Condition {
    /// Own fields that this condition wants filled in.
    fileprivate var filledFields: [String] {
        switch self {
        case .all(let list), .any(let list): list.flatMap(\.filledFields)
        case .test(let path, .empty(false)): path.count == 1 ? path : []
        default: []
        }
    }
}
