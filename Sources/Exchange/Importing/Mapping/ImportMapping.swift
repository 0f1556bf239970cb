import Records

/// What becomes of the columns of a file: which record they make, how it is found again, how its links are met. Kept as
/// JSON beside the file, so that the same import can be done again.
package struct ImportMapping: Sendable, Hashable {
    /// The kind's plural, as in the API: `opportunities`.
    package var entity: String
    /// The field by which a record is found that exists already; without one every line makes a record.
    package var match: String?
    /// The sheet of a spreadsheet; its first, where none is named.
    package var sheet: String?
    package var dates: DayOrder?
    package var decimal: DecimalMark?
    /// Of amounts that say none.
    package var currency: String?
    package var columns: [Column] = []
    /// Source column → what the file says → what it means.
    package var values: [String: [String: String]] = [:]
    /// What the file lacks: a field path and a text with `{column}` holes.
    package var defaults: [Filling] = []
    /// What happens where no linked record is found; by link path, and for all others.
    package var links: LinkPolicy = .fail
    package var linksByPath: [String: LinkPolicy] = [:]
    /// Link path → its value in the file, or `*` for any → what else a record made for it says.
    package var create: [String: [String: [Filling]]] = [:]
    package var duplicates: Duplicates = .refuse
    package var empty: EmptyCells = .keep

    /// One column and the fields it fills.
    package struct Column: Sendable, Hashable {
        package var name: String
        package var paths: [String]
        package init(_ name: String, _ paths: [String]) {
            self.name = name
            self.paths = paths
        }
    }

    /// A field path and the text it gets.
    package struct Filling: Sendable, Hashable {
        package var path: String
        package var text: String
        package init(_ path: String, _ text: String) {
            self.path = path
            self.text = text
        }
    }

    package enum LinkPolicy: String, Sendable, CaseIterable { case create, skip, fail }
    package enum Duplicates: String, Sendable, CaseIterable { case refuse, allow }
    /// Whether an empty cell leaves what a record says already, or empties it too.
    package enum EmptyCells: String, Sendable, CaseIterable { case keep, clear }

    package init(entity: String) { self.entity = entity }

    package func policy(of path: String) -> LinkPolicy { linksByPath[path] ?? links }

    /// As it is stored and shown; reading it gives the same mapping.
    package var json: JSON {
        var members: [JSON.Member] = [.init("entity", .text(entity))]
        func add(_ name: String, _ text: String?) { if let text { members.append(.init(name, .text(text))) } }
        add("match", match)
        add("sheet", sheet)
        add("dates", dates?.rawValue)
        add("decimal", decimal?.rawValue)
        add("currency", currency)
        members.append(.init("columns", .object(columns.map { .init($0.name, ImportMapping.json($0.paths)) })))
        if !values.isEmpty { members.append(.init("values", ImportMapping.json(values))) }
        if !defaults.isEmpty { members.append(.init("defaults", ImportMapping.json(defaults))) }
        members.append(.init("links", linksJSON))
        if !create.isEmpty {
            let links = create.sorted { $0.key < $1.key }.map { path, values in
                let values = values.sorted { $0.key < $1.key }
                return JSON.Member(path, .object(values.map { .init($0.key, ImportMapping.json($0.value)) }))
            }
            members.append(.init("create", .object(links)))
        }
        if duplicates != .refuse { add("duplicates", duplicates.rawValue) }
        if empty != .keep { add("empty", empty.rawValue) }
        return .object(members)
    }

    private var linksJSON: JSON {
        if linksByPath.isEmpty { return .text(links.rawValue) }
        let byPath = linksByPath.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .text($0.value.rawValue)) }
        return .object([.init("*", .text(links.rawValue))] + byPath)
    }

    private static func json(_ paths: [String]) -> JSON {
        paths.count == 1 ? .text(paths[0]) : .array(paths.map { .text($0) })
    }

    private static func json(_ fillings: [Filling]) -> JSON { .object(fillings.map { .init($0.path, .text($0.text)) }) }

    private static func json(_ values: [String: [String: String]]) -> JSON {
        .object(
            values.sorted { $0.key < $1.key }.map { column, words in
                .init(column, .object(words.sorted { $0.key < $1.key }.map { .init($0.key, .text($0.value)) }))
            })
    }
}
