import Exchange
import Localisation
import Records

/// What a column may fill: fields of the record, of what it links to, of its parts.
struct ImportTargets {
    struct Option {
        let path: String
        let label: String
        let shape: Shape
    }

    struct Group {
        let label: String
        var options: [Option]
    }

    private(set) var groups: [Group] = []

    init(_ kind: Kind, _ context: Context) {
        let t = context.t, viewer = context.viewer
        var own = Group(label: t(kind.label), options: [])
        for field in kind.fields
        where ImportTargets.isOpen(field, kind, viewer) && field.shape.linkTarget == nil && field.shape != .reference {
            own.options.append(Option(path: field.name, label: t(field.label), shape: field.shape))
        }
        groups.append(own)
        for part in kind.parts {
            var group = Group(label: t(part.kind.label), options: [])
            for field in part.kind.declared where !field.isReadOnly {
                let end = field.shape.linkTarget.map { ".\(context.schema.kind($0).title)" } ?? ""
                group.options.append(
                    Option(
                        path: "\(part.name).\(field.name)\(end)", label: "\(t(part.kind.label)) › \(t(field.label))",
                        shape: end.isEmpty ? field.shape : .text))
            }
            groups.append(group)
        }
        for field in kind.fields where ImportTargets.isOpen(field, kind, viewer) {
            guard let target = field.shape.linkTarget.map({ context.schema.kind($0) }),
                !viewer.grants(for: target.name).isEmpty
            else { continue }
            var group = Group(label: t(field.label), options: [])
            for other in target.fields
            where ImportTargets.isOpen(other, target, viewer) && other.shape.linkTarget == nil
                && other.name != "created_at"
            {
                group.options.append(
                    Option(
                        path: "\(field.name).\(other.name)", label: "\(t(field.label)) › \(t(other.label))",
                        shape: other.shape))
            }
            groups.append(group)
        }
    }

    func knows(_ path: String) -> Bool { shape(path) != nil }

    /// What the field at this path holds.
    func shape(_ path: String) -> Shape? {
        for group in groups {
            if let option = group.options.first(where: { $0.path == path }) { return option.shape }
        }
        return nil
    }

    /// What the viewer may import: first what the sidebar leads to, in its order.
    static func kinds(_ context: Context) -> [Kind] {
        let open = context.schema.entities.filter {
            $0.isImportable && !context.viewer.grants(for: $0.name).isEmpty && context.viewer.mayChange($0)
        }
        let places = context.product.registry.navigation.map { String($0.path.dropFirst()) }
        func place(_ kind: Kind) -> Int { places.firstIndex(of: kind.plural) ?? places.count }
        return open.enumerated().sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }.map(
            \.element)
    }

    private static func isOpen(_ field: FieldSpec, _ kind: Kind, _ viewer: Viewer) -> Bool {
        viewer.sees(field, of: kind)
            && (viewer.mayWrite(field, of: kind) || field.name == "id" || field.name == "created_at")
    }
}
