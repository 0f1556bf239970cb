import Records

/// JSON for people and for comparing line by line: what fits on a line stands on one, the rest is indented.
extension JSON {
    package var readable: String {
        var text = ""
        write(into: &text, indent: "", before: 0)
        return text + "\n"
    }

    private static let columns = 120

    private func write(into text: inout String, indent: String, before: Int) {
        let short = onOneLine
        guard isNested, indent.count + before + short.count > JSON.columns || holdsStructures else {
            text += short
            return
        }
        let inner = indent + "  "
        switch self {
        case .array(let items):
            text += "[\n"
            for (number, item) in items.enumerated() {
                text += inner
                item.write(into: &text, indent: inner, before: 1)
                text += number == items.count - 1 ? "\n" : ",\n"
            }
            text += indent + "]"
        case .object(let members):
            text += "{\n"
            for (number, member) in members.enumerated() {
                let name = JSON.text(member.name).string + ": "
                text += inner + name
                member.value.write(into: &text, indent: inner, before: name.count + 1)
                text += number == members.count - 1 ? "\n" : ",\n"
            }
            text += indent + "}"
        default: text += short
        }
    }

    private var isNested: Bool {
        switch self {
        case .array(let items): !items.isEmpty
        case .object(let members): !members.isEmpty
        default: false
        }
    }

    /// Lists of objects, and objects that hold lists or objects, are always spread out.
    private var holdsStructures: Bool {
        switch self {
        case .array(let items): items.contains { $0.members != nil }
        case .object(let members): members.contains { $0.value.members != nil || $0.value.array != nil }
        default: false
        }
    }

    private var onOneLine: String {
        switch self {
        case .array(let items): "[" + items.map(\.onOneLine).joined(separator: ", ") + "]"
        case .object(let members) where members.isEmpty: "{}"
        case .object(let members):
            "{" + members.map { JSON.text($0.name).string + ": " + $0.value.onOneLine }.joined(separator: ", ") + "}"
        default: string
        }
    }
}
