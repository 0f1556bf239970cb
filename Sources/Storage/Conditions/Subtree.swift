import Records

/// A record and all that stands below it, as far as the viewer sees the way down: a hidden company hides what is under
/// it, so that nobody learns from a count that there is something.
package struct Subtree: Sendable {
    package let kind: Kind
    package let link: FieldSpec
    let compiler: ConditionCompiler

    /// Nil where records of the kind stand in no tree, or the viewer may not know in which.
    package init?(of kind: Kind, compiler: ConditionCompiler) {
        guard let link = compiler.schema.tree(of: kind) else { return nil }
        self.init(of: kind, along: link, compiler: compiler)
    }

    init?(of kind: Kind, along link: FieldSpec, compiler: ConditionCompiler) {
        guard compiler.viewer.sees(link, of: kind) else { return nil }
        (self.kind, self.link, self.compiler) = (kind, link, compiler)
    }

    /// `SELECT id`: the record itself and those below. The same query on both databases; `UNION` ends even a circle.
    package func ids(under root: SQL, depth: Int = 0) throws(ConditionFault) -> SQL {
        "WITH RECURSIVE \(try table(under: root, depth: depth)) SELECT id FROM subtree"
    }

    /// The table expression `subtree(id)`, for queries that use it more than once.
    package func table(under root: SQL, depth: Int = 0) throws(ConditionFault) -> SQL {
        let place = ConditionCompiler.Place(kind, depth: depth)
        let rights = try compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        return """
            subtree(id) AS (
            SELECT \(place.column("id")) FROM \(place.from) WHERE \(place.column("id")) = \(root)\(rights)
            UNION
            SELECT \(place.column("id")) FROM subtree JOIN \(place.from)
            ON \(place.column(link.columns[0].name)) = subtree.id\(rights))
            """
    }
}

extension Transaction {
    /// The subtree of this kind as the viewer sees it.
    package func subtree(of kind: Kind) -> Subtree? { Subtree(of: kind, compiler: compiler) }
}
