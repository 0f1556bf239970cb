/// Every kind of one workspace: the registry's code plus its configuration. Immutable; replaced whole on change.
package struct Schema: Sendable {
    /// Compared in every transaction: another node or command may have changed the configuration.
    package let version: Int64
    package let kinds: [String: Kind]
    /// Entities in the order they were registered.
    package let entities: [Kind]
    private let byPlural: [String: String]
    /// `account` → `opportunities` → the kind and field that link there. Parts are among them.
    package let reverse: [String: [String: ReverseLink]]
    /// Links that reach a kind, whatever their name: what delete, merge and doctor walk.
    package let incoming: [String: [ReverseLink]]
    package var groups = NamedGroups()

    package struct ReverseLink: Sendable, Hashable {
        package let kind: String
        package let field: String
        package let isPart: Bool
        /// The field is a `Reference`: it reaches records of every kind.
        package var isReference = false
    }

    /// Throws when names clash or a link leads nowhere; the sentence says which and what to do.
    package init(version: Int64, core: [Kind], custom: [String: [FieldSpec]] = [:]) throws(SchemaFault) {
        self.version = version
        entities = core.map { kind in custom[kind.name].map { kind.adding($0) } ?? kind }
        var kinds: [String: Kind] = [:], byPlural: [String: String] = [:]
        var reverse: [String: [String: ReverseLink]] = [:], incoming: [String: [ReverseLink]] = [:]
        for kind in entities {
            for each in [kind] + kind.parts.map(\.kind) {
                guard kinds.updateValue(each, forKey: each.name) == nil else {
                    throw SchemaFault("two kinds are called \(each.name)")
                }
            }
            byPlural[kind.plural] = kind.name
        }
        for kind in entities {
            for part in kind.parts {
                reverse[kind.name, default: [:]][part.name] = ReverseLink(
                    kind: part.kind.name, field: kind.name, isPart: true)
            }
            for each in [kind] + kind.parts.map(\.kind) {
                try Schema.check(each)
                for field in each.fields {
                    if field.shape == .reference {
                        let link = ReverseLink(kind: each.name, field: field.name, isPart: false, isReference: true)
                        for target in entities {
                            reverse[target.name, default: [:]][field.reverse ?? each.plural] = link
                        }
                    }
                    guard let target = field.shape.linkTarget else { continue }
                    guard kinds[target] != nil else {
                        throw SchemaFault("\(each.name).\(field.name) links to unknown \(target)")
                    }
                    let isOwner = each.owner != nil && field.name == each.owner
                    let link = ReverseLink(kind: each.name, field: field.name, isPart: isOwner)
                    incoming[target, default: []].append(link)
                    let name = field.reverse ?? each.plural
                    if isOwner || name.isEmpty { continue }
                    guard reverse[target]?[name] == nil else {
                        throw SchemaFault(
                            "two links called \(name) reach \(target): name one with .reverse"
                                + " (\(each.name).\(field.name))"
                        )
                    }
                    reverse[target, default: [:]][name] = link
                }
            }
        }
        self.kinds = kinds
        self.byPlural = byPlural
        self.reverse = reverse
        self.incoming = incoming
    }

    package subscript(_ name: String) -> Kind? { kinds[name] }

    /// A kind the code itself declares; its absence is our mistake.
    package func kind(_ name: String) -> Kind {
        guard let kind = kinds[name] else { preconditionFailure("no kind called \(name) is registered") }
        return kind
    }

    package func kind<E: Entity>(of _: E.Type) -> Kind { kind(E.name) }
    package func kind(plural: String) -> Kind? { byPlural[plural].flatMap { kinds[$0] } }

    private static func check(_ kind: Kind) throws(SchemaFault) {
        var seen: Set<String> = []
        for column in kind.columns where !seen.insert(column.name).inserted {
            throw SchemaFault("\(kind.name) declares the column \(column.name) twice")
        }
    }
}

/// The declarations contradict each other.
package struct SchemaFault: Error, Sendable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
