import Localisation
import Records

/// Proposes a mapping from the names of the columns: field names, labels in both languages, names declared for imports,
/// and what such columns are commonly called.
package struct MappingGuess {
    private let kind: Kind
    private let schema: Schema
    private let viewer: Viewer
    private var paths: [String: String] = [:]
    /// Names that several fields share mean none of them.
    private var vague: Set<String> = []

    package init(_ kind: Kind, schema: Schema, viewer: Viewer, labels: (Message) -> [String]) {
        self.kind = kind
        self.schema = schema
        self.viewer = viewer
        learnNames()
        learnLabels(labels)
        learnSynonyms()
    }

    /// Every column whose meaning is plain; the others are left for a person.
    package func mapping(_ guess: TableGuess) -> ImportMapping {
        var mapping = ImportMapping(entity: kind.plural), taken: Set<String> = []
        for column in guess.columns {
            guard let path = path(column, taken) else { continue }
            if !path.contains("[") { taken.insert(path) }
            mapping.columns.append(.init(column.name, [path]))
        }
        mapping.links = .create
        mapping.match =
            mapping.columns.contains { $0.paths == ["id"] }
            ? "id"
            : mapping.columns.contains { $0.paths == ["external_id"] } ? "external_id" : nil
        let orders = guess.columns.filter { $0.kind == .day || $0.kind == .moment }.map(\.style.order)
        mapping.dates = orders.first { $0 != .yearMonthDay } ?? orders.first
        return mapping
    }

    private func path(_ column: ColumnGuess, _ taken: Set<String>) -> String? {
        // An export calls its columns by their paths.
        if let exact = paths[column.title], !taken.contains(exact) { return exact }
        let key = HeaderNames.key(column.title)
        guard !key.isEmpty, let path = paths[key], !taken.contains(path) || isPart(path) else { return nil }
        return path
    }

    private func isPart(_ path: String) -> Bool { kind.part(String(path.prefix { $0 != "." })) != nil }

    private func importable(_ field: FieldSpec, of kind: Kind) -> Bool {
        viewer.sees(field, of: kind) && (!field.isReadOnly || field.name == "id" || field.name == "created_at")
    }

    private mutating func learnNames() {
        for field in kind.fields where importable(field, of: kind) {
            if let target = field.shape.linkTarget {
                let other = schema.kind(target)
                for name in other.fields where importable(name, of: other) && name.shape.linkTarget == nil {
                    paths["\(field.name).\(name.name)"] = "\(field.name).\(name.name)"
                }
                learn(field.name, "\(field.name).\(other.title)")
            } else {
                paths[field.name] = field.name
                if field.shape == .money { paths["\(field.name).currency"] = "\(field.name).currency" }
                if field.shape == .reference {
                    paths["\(field.name).kind"] = "\(field.name).kind"
                    paths["\(field.name).id"] = "\(field.name).id"
                }
                learn(field.name, field.name)
            }
            for name in field.importNames {
                learn(name, field.shape.linkTarget.map { "\(field.name).\(schema.kind($0).title)" } ?? field.name)
            }
        }
        for part in kind.parts {
            for field in part.kind.declared where !field.isReadOnly {
                let end = field.shape.linkTarget == nil ? "" : ".id"
                for item in 0..<20 {
                    paths["\(part.name)[\(item)].\(field.name)\(end)"] = "\(part.name)[\(item)].\(field.name)\(end)"
                }
                paths["\(part.name).\(field.name)\(end)"] = "\(part.name).\(field.name)\(end)"
            }
        }
    }

    private mutating func learnLabels(_ labels: (Message) -> [String]) {
        for field in kind.fields where importable(field, of: kind) {
            let path = field.shape.linkTarget.map { "\(field.name).\(schema.kind($0).title)" } ?? field.name
            for label in [field.label.text] + labels(field.label) { learn(label, path) }
        }
        // A column called “Account” in a file of accounts is what they are called.
        guard let title = kind[kind.title], importable(title, of: kind) else { return }
        for label in [kind.name, kind.label.text] + labels(kind.label) { learn(label, title.name) }
    }

    private mutating func learnSynonyms() {
        for (path, names) in HeaderNames.synonyms.sorted(by: { $0.key < $1.key }) where exists(path) {
            for name in names where paths[name] == nil { paths[name] = path }
        }
        // A person's file says `Nom` beside `Prénom`; `name` alone is the whole name.
        if kind["last_name"] != nil { paths["nom"] = "last_name" }
    }

    private func exists(_ path: String) -> Bool {
        let steps = path.split(separator: ".").map(String.init)
        if let part = kind.part(steps[0]) { return steps.count == 2 && part.kind[steps[1]] != nil }
        guard let field = kind[steps[0]], importable(field, of: kind) else { return false }
        guard steps.count == 2 else { return field.shape.linkTarget == nil }
        return field.shape.linkTarget.flatMap { schema[$0]?[steps[1]] } != nil
    }

    private mutating func learn(_ name: String, _ path: String) {
        let key = HeaderNames.key(name)
        guard !key.isEmpty, !vague.contains(key) else { return }
        if let known = paths[key], known != path, paths[name] != path { return }
        paths[key] = path
    }
}
