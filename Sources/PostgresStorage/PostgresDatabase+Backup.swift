import CPostgres
import Foundation
import Storage

extension PostgresDatabase {
    /// `pg_dump` in custom format of the workspace's schema, consistent while serving. The file appears under its name
    /// only once it is whole.
    package func backup(to path: String) async throws {
        let tools = try await tools()
        let partial = path + ".partial"
        do {
            try await tools.run(
                "pg_dump",
                [
                    "--format=custom", "--no-owner", "--no-privileges", "--schema=\(SQL.quoted(tools.schema))",
                    "--file=\(partial)",
                ])
            try await tools.check(partial)
            // Read to its end, as a restore would.
            try await tools.run("pg_restore", ["--file=/dev/null", partial])
        } catch {
            // The first error says more than a leftover that cannot be removed.
            unlink(partial)
            throw error
        }
        guard rename(partial, path) == 0 else {
            throw DatabaseError(kind: .other, message: "cannot write \(path): \(String(cString: strerror(errno)))")
        }
    }

    /// Replaces everything in one transaction: either the whole backup is there afterwards or nothing has changed.
    package func restore(from path: String) async throws {
        let tools = try await tools()
        try await tools.check(path)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("entregent-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        do {
            try await restore(path, in: folder, tools)
        } catch {
            try FileManager.default.removeItem(at: folder)
            throw error
        }
        try FileManager.default.removeItem(at: folder)
    }

    private func restore(_ path: String, in folder: URL, _ tools: PostgresTools) async throws {
        let list = folder.appendingPathComponent("contents"), script = folder.appendingPathComponent("restore.sql")
        let clearing = folder.appendingPathComponent("clear.sql")
        // The schema itself stays: an extension may live in it.
        let contents = try await tools.run("pg_restore", ["--list", path]).split(separator: "\n")
        let wanted = contents.filter { !$0.contains(" SCHEMA - ") }.joined(separator: "\n")
        try wanted.write(to: list, atomically: true, encoding: .utf8)
        // As a script, checked whole before it runs: it must share its transaction with the clearing, which also takes
        // what was made since the backup.
        try await tools.run(
            "pg_restore",
            ["--no-owner", "--no-privileges", "--use-list=\(list.path)", "--file=\(script.path)", path])
        try PostgresDatabase.clearing(tools.schema).write(to: clearing, atomically: true, encoding: .utf8)
        try await tools.run(
            "psql",
            [
                "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--file=\(clearing.path)",
                "--file=\(script.path)",
            ])
    }

    private func tools() async throws -> PostgresTools {
        let schema = try await read { try $0.text("SELECT current_schema()") }
        guard let schema else {
            throw DatabaseError(
                kind: .other, message: "this connection has no schema: name one in the address (schema=…)")
        }
        return try await PostgresTools.make(settings, schema: schema)
    }

    /// Drops what the schema holds, except what belongs to an extension.
    private static func clearing(_ schema: String) -> String {
        """
        DO $clearing$
        DECLARE command text;
        BEGIN
            FOR command IN
                SELECT format('DROP %s IF EXISTS %I.%I CASCADE',
                    CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                        ELSE 'TABLE' END, n.nspname, c.relname)
                FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = \(literal(schema)) AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
                    AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'e')
                UNION ALL
                SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure)
                FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
                WHERE n.nspname = \(literal(schema))
                    AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e')
            LOOP
                EXECUTE command;
            END LOOP;
        END
        $clearing$;
        """
    }

    private static func literal(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
}
