/// Records that stand below others of their kind: companies of a group, teams of a division, people of a manager.
extension Schema {
    /// The link to what stands above, where records of a kind stand in a tree.
    package func tree(of kind: Kind) -> FieldSpec? {
        kind["parent"].flatMap { $0.shape == .link(kind.name) ? $0 : nil }
    }

    /// Where “under” climbs for a field: a link to its own kind is the tree itself (`parent`), another one leads to the
    /// tree of what it links to (`account`), and an identifier stands for the record.
    package func tree(above field: FieldSpec, of kind: Kind) -> (kind: Kind, link: FieldSpec)? {
        if field.name == "id" { return tree(of: kind).map { (kind, $0) } }
        guard let target = field.shape.linkTarget.flatMap({ self[$0] }) else { return nil }
        if target.name == kind.name { return (kind, field) }
        return tree(of: target).map { (target, $0) }
    }
}
