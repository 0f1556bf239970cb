import Activities
import Records
import Storage

/// One file of a document: its first, its second… The current one is what customers get.
package struct LibraryVersion: Sendable {
    package let attachment: ID<Attachment>
    let number: Int
    let name: String
    let bytes: Int
    let isCurrent: Bool
    let at: Instant
    let by: Int64?

    /// The current version of each document. Whoever sees a document sees what customers get of it: the documents
    /// themselves are looked up through the viewer's eyes before.
    package static func current(of documents: [Int64], in transaction: Transaction) throws -> [Int64: LibraryVersion] {
        let rows = try transaction.connection.rows(
            """
            SELECT about_id, id, number, name, bytes, is_current, created_at, created_by FROM attachment
            WHERE about_kind = \(LibraryDocument.name) AND about_id IN (\(SQL.list(documents))) AND is_current = TRUE
            """, .integer, .integer, .integer, .text, .integer, .boolean, .instant, .integer)
        return Dictionary(
            rows.map { ($0[0].integer ?? 0, LibraryVersion(Array($0.dropFirst()), transaction)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// All versions, the newest first.
    static func all(of document: Int64, in transaction: Transaction) throws -> [LibraryVersion] {
        try transaction.connection.rows(
            """
            SELECT id, number, name, bytes, is_current, created_at, created_by FROM attachment
            WHERE about_kind = \(LibraryDocument.name) AND about_id = \(document)
            ORDER BY number DESC, id DESC LIMIT 100
            """, .integer, .integer, .text, .integer, .boolean, .instant, .integer
        ).map { LibraryVersion($0, transaction) }
    }

    private init(_ row: [Value], _ transaction: Transaction) {
        attachment = ID(row[0].integer ?? 0)
        (number, name, bytes) = (Int(row[1].integer ?? 1), row[2].text ?? "", Int(row[3].integer ?? 0))
        (isCurrent, at, by) = (row[4].boolean ?? false, row[5].instant ?? transaction.now, row[6].integer)
    }
}
