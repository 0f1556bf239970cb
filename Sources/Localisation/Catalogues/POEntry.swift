/// The keywords of a PO file.
enum POField: Hashable {
    case context, source, plural, form(Int)

    init?(_ keyword: String) {
        switch keyword {
        case "msgctxt": self = .context
        case "msgid": self = .source
        case "msgid_plural": self = .plural
        case "msgstr": self = .form(0)
        default:
            guard keyword.hasPrefix("msgstr["), keyword.hasSuffix("]"),
                let index = Int(keyword.dropFirst(7).dropLast()), (0..<6).contains(index)
            else { return nil }
            self = .form(index)
        }
    }
}

/// The entry being read, until a blank line or the next one ends it.
struct POEntry {
    var line = 0
    var isFuzzy = false
    var context: String?
    var source: String?
    var plural: String?
    var forms: [Int: String] = [:]

    var isComplete: Bool { !forms.isEmpty }

    /// Why this field may not come now; nil when it may.
    func refuses(_ field: POField) -> String? {
        switch field {
        case .context: context == nil ? nil : "a second msgctxt: its msgid is missing"
        case .source: nil
        case .plural:
            source == nil || isComplete || plural != nil ? "msgid_plural must follow its msgid" : nil
        case .form(let index):
            if source == nil {
                "msgstr without msgid"
            } else if forms[index] != nil {
                "the same msgstr twice"
            } else {
                nil
            }
        }
    }

    mutating func append(_ text: String, to field: POField) {
        switch field {
        case .context: context = (context ?? "") + text
        case .source: source = (source ?? "") + text
        case .plural: plural = (plural ?? "") + text
        case .form(let index): forms[index] = (forms[index] ?? "") + text
        }
    }
}

/// A quoted text of a PO file, with C's escapes.
enum POString {
    struct Fault: Error { let reason: String }

    static func read(_ text: Substring.UTF8View) -> Result<String, Fault> {
        guard text.first == UInt8(ascii: "\"") else { return .failure(Fault(reason: "a quoted text is expected")) }
        var bytes: [UInt8] = []
        var rest = text.dropFirst()
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""):
                guard rest.isEmpty else { return .failure(Fault(reason: "something stands after the closing quote")) }
                return .success(String(decoding: bytes, as: UTF8.self))
            case UInt8(ascii: "\\"):
                guard let escape = rest.popFirst(), let meant = escapes[escape] else {
                    return .failure(Fault(reason: "a backslash may come before n, t, r, a quote or a backslash only"))
                }
                bytes.append(meant)
            default: bytes.append(byte)
            }
        }
        return .failure(Fault(reason: "the closing quote is missing"))
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "\""): 34,
        UInt8(ascii: "\\"): 92,
    ]
}

extension Substring.UTF8View {
    /// Without spaces, tabs and carriage returns at either end.
    var trimmed: Substring.UTF8View {
        let blank: (UInt8) -> Bool = { $0 == 32 || $0 == 9 || $0 == 13 }
        var rest = drop(while: blank)
        while let last = rest.last, blank(last) { rest = rest.dropLast() }
        return rest
    }
}
