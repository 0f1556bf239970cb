import Exchange
import Foundation
import Jobs
import Records
import Storage
import Web

/// Source files as every door brings them in, and what is done with them.
package enum SourceFiles {
    static func register(in registry: inout Registry) {
        registry.add(SourceFile.self)
        registry.storage.tables += [SourceKeys.table, SourceReport.table]
        registry.storage.rules.add(to: SourceFile.name, prepare: SourceFile.prepare, deleting: SourceFile.deleting)
        InventoryJob.register(in: &registry)
        InventoryPages.register(in: &registry)
    }

    /// Writes a taken file down and queues its measure; raise the job signal afterwards. The viewer must be allowed to
    /// add source files.
    package static func add(_ file: ImportFile, system: String?, bytes: Int?, in transaction: Transaction) throws -> (
        source: Int64, job: Int64
    ) {
        let kind = transaction.schema.kind(of: SourceFile.self)
        try transaction.refuse(.create, kind)
        var source = SourceFile()
        source.name = String(file.name.prefix(200))
        source.owner = transaction.author.map { ID($0) }
        source.system = system
        (source.state, source.bytes) = (.waiting, bytes)
        (source.file, source.original, source.sheet) = (file.file, file.original, file.sheet)
        (source.format, source.encoding) = (file.format.json.string, file.format.encoding.rawValue.uppercased())
        let id = try transaction.asHouse.save(source).number
        return (id, try InventoryJob.queue(id, in: transaction))
    }

    /// What was measured, as programs read it.
    package static func json(_ id: Int64, in transaction: Transaction) throws -> JSON {
        let source = try stored(id, in: transaction), report = try SourceReport.find(id, in: transaction)
        func number(_ number: Int?) -> JSON { number.map { .number(String($0)) } ?? .null }
        return .record([
            "id": .text(String(id)), "name": .text(source.name), "state": .text(source.state.rawValue),
            "holds": source.holds.map { .text($0) } ?? .null, "rows": number(source.rowCount),
            "columns": number(source.columnCount), "completeness": number(source.completeness),
            "validity": number(source.validity), "doubles_inside": number(source.doublesInside),
            "doubles_in_base": number(source.doublesInBase), "unreadable_rows": number(source.unreadableRows),
            "encoding": source.encoding.map { .text($0) } ?? .null, "report": report?.json ?? .null,
        ])
    }

    /// The file as an import of its own, to be settled in the wizard: the inventory keeps its copy.
    static func beginImport(_ id: Int64, _ context: Context) async throws -> Int64 {
        let files = context.product.files
        let source = try await context.read { try SourceFiles.stored(id, in: $0) }
        guard let key = source.file, files.exists(key), let format = try source.tableFormat else { throw missing }
        func copied(_ key: String?, _ suffix: String) throws -> String? {
            guard let key, files.exists(key) else { return nil }
            let incoming = files.incomingPath()
            try FileManager.default.copyItem(atPath: files.path(of: key), toPath: incoming)
            return try files.keep(incoming: incoming, extension: suffix)
        }
        guard let copy = try copied(key, "csv") else { throw missing }
        let file = ImportFile(
            name: source.name, file: copy, original: try copied(source.original, "sheet"),
            sheets: source.sheet.map { [$0] } ?? [], sheet: source.sheet, format: format, warnings: [])
        return try await context.write { try Imports.draft(file, in: $0).id }
    }

    /// As the house knows it: with its file's key.
    static func stored(_ id: Int64, in transaction: Transaction) throws -> SourceFile {
        let kind = transaction.schema.kind(of: SourceFile.self)
        guard try transaction.existing([id], of: kind).contains(id) else { throw Refusal.notFound() }
        return try transaction.asHouse.find(ID<SourceFile>(id))
    }

    static let missing = Refusal(
        code: "file_missing", Message("The file of this source is no longer there. Send it again."))
}

extension SourceFile {
    var tableFormat: TableFormat? { get throws { try format.flatMap { TableFormat(try JSON(parsing: $0)) } } }
    var isSpreadsheet: Bool { original != nil }
}
