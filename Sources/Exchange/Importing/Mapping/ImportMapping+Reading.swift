import Records

extension ImportMapping {
    /// Reads a mapping exactly: what it does not know it refuses, all at once, each with its place.
    package init(_ json: JSON) throws(Refusal) {
        var reader = MappingReader()
        self = reader.mapping(json)
        if !reader.refusals.isEmpty { throw MappingReader.refusal(reader.refusals) }
    }

    /// The text of a mapping file.
    package init(text: [UInt8]) throws(Refusal) {
        let json: JSON
        do {
            json = try JSON(text)
        } catch {
            throw Refusal(
                code: "malformed_json",
                Message(
                    "The mapping is not valid JSON: at byte {offset}, {reason}.",
                    ["offset": .number(error.offset), "reason": .text(error.reason)]))
        }
        try self.init(json)
    }
}

/// Reads the parts of a mapping and collects what is wrong with them.
struct MappingReader {
    private(set) var refusals: [FieldRefusal] = []

    private static let known = [
        "entity", "match", "sheet", "dates", "decimal", "currency", "columns", "values", "defaults", "links", "create",
        "duplicates", "empty",
    ]

    static func refusal(_ refusals: [FieldRefusal]) -> Refusal {
        Refusal(
            code: "invalid_mapping",
            Message(
                "The mapping cannot be used: at “{path}”: {reason}",
                ["path": .text(refusals[0].field), "reason": .message(refusals[0].message)]),
            fields: refusals)
    }

    mutating func mapping(_ json: JSON) -> ImportMapping {
        guard let members = json.members else {
            refuse("$", Message("A mapping is a JSON object such as {example}.", ["example": .text(Self.example)]))
            return ImportMapping(entity: "")
        }
        for member in members where !MappingReader.known.contains(member.name) {
            let known = MappingReader.known.joined(separator: ", ")
            refuse(member.name, Message("A mapping does not say this. It says: {known}.", ["known": .text(known)]))
        }
        var mapping = ImportMapping(entity: text(json["entity"], "entity") ?? "")
        if mapping.entity.isEmpty, json["entity"] == nil {
            refuse("entity", Message("Say what the file holds, such as “opportunities”."))
        }
        mapping.match = text(json["match"], "match")
        mapping.sheet = text(json["sheet"], "sheet")
        mapping.dates = choice(json["dates"], "dates")
        mapping.decimal = choice(json["decimal"], "decimal")
        mapping.currency = currency(json["currency"])
        mapping.columns = columns(json["columns"])
        mapping.values = dictionary(json["values"], "values") { $0.fillings($1, $2).asDictionary }
        mapping.defaults = fillings(json["defaults"], "defaults")
        readLinks(json["links"], into: &mapping)
        mapping.create = dictionary(json["create"], "create") { reader, value, path in
            reader.dictionary(value, path) { $0.fillings($1, $2) }
        }
        mapping.duplicates = choice(json["duplicates"], "duplicates") ?? .refuse
        mapping.empty = choice(json["empty"], "empty") ?? .keep
        return mapping
    }

    private static let example = #"{"entity":"accounts","columns":{"Company":"name"}}"#

    private mutating func readLinks(_ json: JSON?, into mapping: inout ImportMapping) {
        guard case .object(let members)? = json else {
            mapping.links = choice(json, "links") ?? .fail
            return
        }
        for member in members {
            guard let policy: ImportMapping.LinkPolicy = choice(member.value, "links.\(member.name)") else { continue }
            if member.name == "*" { mapping.links = policy } else { mapping.linksByPath[member.name] = policy }
        }
    }

    private mutating func columns(_ json: JSON?) -> [ImportMapping.Column] {
        guard let json else {
            refuse(
                "columns",
                Message(
                    "Say which column fills which field, such as {example}.",
                    [
                        "example": .text(#"{"Company":"name"}"#)
                    ]))
            return []
        }
        return members(json, "columns").compactMap { member in
            switch member.value {
            case .null: return nil
            case .text(let path): return .init(member.name, [path])
            case .array(let items) where !items.isEmpty && items.allSatisfy { $0.text != nil }:
                return .init(member.name, items.compactMap(\.text))
            default:
                refuse("columns.\(member.name)", Message("The name of a field is expected, or several in brackets."))
                return nil
            }
        }
    }

    /// Texts by name; numbers and truths are taken as they are written.
    private mutating func fillings(_ json: JSON?, _ path: String) -> [ImportMapping.Filling] {
        members(json, path).compactMap { member in
            switch member.value {
            case .text(let text): return .init(member.name, text)
            case .number(let digits): return .init(member.name, digits)
            case .boolean(let truth): return .init(member.name, truth ? "true" : "false")
            default:
                refuse("\(path).\(member.name)", Message("A text is expected."))
                return nil
            }
        }
    }

    private mutating func dictionary<Item>(
        _ json: JSON?, _ path: String, _ read: (inout MappingReader, JSON?, String) -> Item
    ) -> [String: Item] {
        var items: [String: Item] = [:]
        for member in members(json, path) { items[member.name] = read(&self, member.value, "\(path).\(member.name)") }
        return items
    }

    private mutating func members(_ json: JSON?, _ path: String) -> [JSON.Member] {
        guard let json, json != .null else { return [] }
        guard let members = json.members else {
            refuse(path, Message("An object in braces is expected."))
            return []
        }
        return members
    }

    private mutating func text(_ json: JSON?, _ path: String) -> String? {
        guard let json, json != .null else { return nil }
        guard let text = json.text, !text.isEmpty else {
            refuse(path, Message("A text is expected."))
            return nil
        }
        return text
    }

    private mutating func currency(_ json: JSON?) -> String? {
        guard let code = text(json, "currency") else { return nil }
        if Money.isCurrency(code) { return code }
        refuse("currency", Message("A currency is three capital letters, such as EUR."))
        return nil
    }

    private mutating func choice<Option: RawRepresentable & CaseIterable>(_ json: JSON?, _ path: String) -> Option?
    where Option.RawValue == String {
        guard let json, json != .null else { return nil }
        if let option = json.text.flatMap(Option.init(rawValue:)) { return option }
        let known = Option.allCases.map(\.rawValue).joined(separator: ", ")
        refuse(path, Message("One of these is expected: {options}.", ["options": .text(known)]))
        return nil
    }

    private mutating func refuse(_ path: String, _ message: Message) {
        refusals.append(FieldRefusal(path, code: "invalid_mapping", message))
    }
}

extension [ImportMapping.Filling] {
    fileprivate var asDictionary: [String: String] { Dictionary(map { ($0.path, $0.text) }) { first, _ in first } }
}
