import Records

/// The tables that the paths of a report lead through, joined once each. What the viewer does not see of a linked table
/// is as if it were not linked.
struct ReportJoins {
    let root: ConditionCompiler.Place
    let compiler: ConditionCompiler
    private(set) var joins: [SQL] = []
    private var places: [[String]: ConditionCompiler.Place] = [:]

    /// A field at the end of a path, and where its table stands in the query.
    struct End {
        let field: FieldSpec
        let place: ConditionCompiler.Place
        /// The value that groups, compares or adds up.
        var column: SQL
    }

    init(_ root: ConditionCompiler.Place, _ compiler: ConditionCompiler) {
        (self.root, self.compiler) = (root, compiler)
    }

    mutating func end(of path: [String]) throws(ConditionFault) -> End {
        var place = root
        for (index, name) in path.dropLast().enumerated() {
            place = try join(Array(path[...index]), name, from: place)
        }
        let field = try compiler.field(path.last ?? "", at: place, path: "$")
        guard let target = field.shape.linkTarget else {
            return End(field: field, place: place, column: place.column(field.columns[0].name))
        }
        // A link to what the viewer does not see says nothing: not even that it is always the same record.
        let next = ConditionCompiler.Place(compiler.schema.kind(target), depth: 1)
        guard try compiler.rights(at: next) != nil else {
            return End(field: field, place: place, column: place.column(field.columns[0].name))
        }
        let seen = try join(path, field.name, from: place)
        return End(field: field, place: place, column: seen.column("id"))
    }

    private mutating func join(
        _ path: [String], _ name: String, from place: ConditionCompiler.Place
    ) throws(ConditionFault) -> ConditionCompiler.Place {
        if let known = places[path] { return known }
        let field = try compiler.field(name, at: place, path: "$")
        guard let target = field.shape.linkTarget else {
            throw ConditionFault(
                "$", Message("“{field}” is not a link to another record.", ["field": .text(name)]))
        }
        // Far from the depths that conditions use for their own tables.
        let next = ConditionCompiler.Place(compiler.schema.kind(target), depth: 100 * (places.count + 1))
        let rights: SQL = try compiler.rights(at: next).map { " AND \($0)" } ?? ""
        joins.append("LEFT JOIN \(next.from) ON \(next.column("id")) = \(place.column(name))\(rights)")
        places[path] = next
        return next
    }

    /// “Owner › Team”: each link by its name, and what is reached unless it is the record's own title.
    func label(of path: [String]) -> Message {
        var kind = root.kind, labels: [Message] = []
        for (index, name) in path.enumerated() {
            guard let field = kind[name] else { break }
            if index == 0 || index < path.count - 1 || name != kind.title { labels.append(field.label) }
            if let target = field.shape.linkTarget { kind = compiler.schema.kind(target) }
        }
        return labels.dropFirst().reduce(
            labels.first ?? Message("{name}", ["name": .text(path.joined(separator: "."))])
        ) {
            Message("{first} › {second}", ["first": .message($0), "second": .message($1)])
        }
    }

    var from: SQL { .joined([root.from] + joins, "\n") }
}
