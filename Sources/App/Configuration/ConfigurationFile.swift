import Foundation
import Records

/// A configuration file, taken apart: which pieces it has, and where each stands in it.
package struct ConfigurationFile: Sendable {
    static let version = 1

    /// One record of a section.
    struct Item: Sendable {
        let section: ConfigurationSection
        /// `users[12]`
        let path: String
        let key: String
        /// The path of the record it stands in.
        let parent: String?
        let members: [JSON.Member]

        subscript(name: String) -> JSON? { members.first { $0.name == name }?.value }
    }

    let settings: [JSON.Member]
    /// Nil where the file says nothing of them.
    let customFields: [JSON]?
    private(set) var items: [Item] = []
    /// Where the file has lists, even empty ones (`teams`, `pipelines[0].stages`): only of these can something be
    /// missing.
    private(set) var lists: Set<String> = []
    private var faults: [FieldRefusal] = []

    package init(_ bytes: some Sequence<UInt8>) throws(Refusal) {
        let bytes = Array(bytes), json: JSON
        do throws(JSONError) {
            json = try JSON(bytes)
        } catch {
            let before = bytes.prefix(error.offset)
            throw Refusal(
                .malformed, code: "malformed_json",
                Message(
                    "The file is not valid JSON: line {line}, {reason}.",
                    ["line": .number(before.count { $0 == 10 } + 1), "reason": .text(error.reason)]))
        }
        try self.init(json)
    }

    package init(_ json: JSON) throws(Refusal) {
        guard let members = json.members else {
            throw Refusal(
                code: "invalid_type",
                Message("A configuration file is one JSON object. “entregent config export” shows what it looks like."))
        }
        settings = json["settings"]?.members ?? []
        customFields = json["custom_fields"]?.array
        for member in members { check(member) }
        for section in ConfigurationSection.all where section.inside == nil {
            if let json = json[section.name] { read(json, section, section.name, parent: nil) }
        }
        if !faults.isEmpty { throw Refusal(fields: faults) }
    }

    var hasProducts: Bool { lists.contains("products") }

    private mutating func check(_ member: JSON.Member) {
        switch (member.name, member.value) {
        case ("entregent", let version):
            if version.integer != Int64(ConfigurationFile.version) {
                faults.append(
                    FieldRefusal(
                        "entregent", code: "newer_file",
                        Message("This file was written for another version of the program; 1 is expected here.")))
            }
        case ("settings", .object), ("custom_fields", .array): break
        case ("settings", _):
            faults.append(FieldRefusal("settings", code: "invalid_type", Message("An object is expected.")))
        case ("custom_fields", _):
            let message = Message("A list of objects is expected.")
            faults.append(FieldRefusal("custom_fields", code: "invalid_type", message))
        case (let name, _) where ConfigurationSection.all.contains { $0.name == name && $0.inside == nil }: break
        default: faults.append(.notUnderstood(member.name, at: ""))
        }
    }

    private mutating func read(
        _ json: JSON, _ section: ConfigurationSection, _ place: String, parent: Item?
    ) {
        lists.insert(place)
        guard let list = json.array else {
            let message = Message("A list of objects is expected.")
            return faults.append(FieldRefusal(place, code: "invalid_type", message))
        }
        for (number, json) in list.enumerated() {
            let path = "\(place)[\(number)]"
            guard let members = json.members else {
                faults.append(FieldRefusal(path, code: "invalid_type", Message("An object is expected.")))
                continue
            }
            guard let key = section.key(inside: parent?.key, { json[$0]?.text }) else {
                let names = section.key.fields.joined(separator: ", ")
                faults.append(
                    FieldRefusal(
                        path, code: "required",
                        Message("This needs a name. Write one of: {fields}.", ["fields": .text(names)])))
                continue
            }
            let nested = section.nested
            let own = members.filter { member in !nested.contains { $0.name == member.name } }
            let item = Item(section: section, path: path, key: key, parent: parent?.path, members: own)
            items.append(item)
            for section in nested {
                if let json = json[section.name] { read(json, section, "\(path).\(section.name)", parent: item) }
            }
        }
    }
}
