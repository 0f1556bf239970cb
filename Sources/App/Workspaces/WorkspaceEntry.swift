import Foundation
import Records

/// A company of its own on this server, as the register knows it.
package struct WorkspaceEntry: Sendable, Hashable {
    /// Where its records stand.
    package enum Place: Sendable, Hashable {
        /// A SQLite file in its own folder.
        case file
        /// A schema of this name in the PostgreSQL database of the server.
        case schema(String)
        /// A database named when it was made: ours to use, not to throw away.
        case given(String)
    }

    package let name: String
    /// Names under which browsers reach it, in lower case, without port.
    package let hosts: [String]
    package let place: Place
    /// Written in its database too: tells that two addresses lead to one database.
    package let mark: String
    package let madeAt: Instant

    package init(name: String, hosts: [String], place: Place, mark: String, madeAt: Instant) {
        self.name = name
        self.hosts = hosts
        self.place = place
        self.mark = mark
        self.madeAt = madeAt
    }

    init?(_ json: JSON) {
        guard let name = json["name"]?.text, let mark = json["mark"]?.text,
            let madeAt = json["made_at"]?.text.flatMap({ Instant(iso: $0) })
        else { return nil }
        self.init(
            name: name, hosts: (json["hosts"]?.array ?? []).compactMap(\.text),
            place: json["schema"]?.text.map { .schema($0) } ?? json["database"]?.text.map { .given($0) } ?? .file,
            mark: mark, madeAt: madeAt)
    }

    var json: JSON {
        var members: [JSON.Member] = [
            .init("name", .text(name)), .init("hosts", .array(hosts.map { .text($0) })),
        ]
        switch place {
        case .file: break
        case .schema(let schema): members.append(.init("schema", .text(schema)))
        case .given(let address): members.append(.init("database", .text(address)))
        }
        return .object(members + [.init("mark", .text(mark)), .init("made_at", .text(madeAt.iso))])
    }

    // Names

    /// The company that the server has anyway.
    package static let defaultName = "default"

    /// Letters, digits and dashes: good as a folder, a schema, and in an address.
    package static func check(name: String) throws(Refusal) {
        let isPlain = name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        guard isPlain, (1...40).contains(name.utf8.count), !name.hasPrefix("-"), !name.hasSuffix("-"),
            name != defaultName
        else {
            throw Refusal(fields: [
                FieldRefusal(
                    "name", code: "invalid_name",
                    Message(
                        "A workspace is named with small letters, digits and dashes, at most 40, and not “default”."))
            ])
        }
    }

    /// `Acme.Example.com:443` → `acme.example.com`
    package static func host(_ text: String) -> String {
        var host = text.lowercased()
        if host.hasPrefix("[") {
            host = String(host.prefix { $0 != "]" }) + "]"
        } else if let colon = host.lastIndex(of: ":") {
            host = String(host[..<colon])
        }
        return host.hasSuffix(".") ? String(host.dropLast()) : host
    }

    package static func checked(hosts: [String]) throws(Refusal) -> [String] {
        var checked: [String] = []
        for text in hosts {
            let host = WorkspaceEntry.host(text)
            let labels = host.split(separator: ".", omittingEmptySubsequences: false)
            let isName = labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
            }
            guard isName, host.utf8.count <= 253 else {
                throw Refusal(fields: [
                    FieldRefusal(
                        "host", code: "invalid_host",
                        Message(
                            "“{value}” is no host name. Write it as crm.example.com.", ["value": .text(text)]))
                ])
            }
            if !checked.contains(host) { checked.append(host) }
        }
        return checked
    }
}
