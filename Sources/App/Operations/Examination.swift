import Foundation
import Records
import Storage

/// What is wrong with an installation, and what to do: looks at everything, changes nothing. Later questions are left
/// out where an earlier answer makes them pointless.
package enum Examination {
    package static func run(_ settings: ServerSettings) async -> [Finding] {
        var findings = PlaceCheck(settings: settings).run()
        findings += await WorkerCheck(settings: settings).run()
        guard exists(settings) else {
            return findings + [
                .problem(
                    "database.reachable",
                    Message("There is no database at {address} yet.", ["address": .text(settings.shownDatabase)]),
                    Message("Run “entregent setup” to make one, or name the right one with --database."))
            ]
        }
        do {
            let database = try await OpenDatabase.at(settings.database)
            findings += await examine(database, settings)
            try await database.close()
        } catch {
            findings.append(
                .problem(
                    "database.reachable",
                    Message("The database cannot be opened: {error}", ["error": .text(String(describing: error))]),
                    Message("Check --database, that the server runs, and that this user may read and write there.")))
        }
        return findings
    }

    /// With a database that is open.
    package static func examine(
        _ database: any Database, _ settings: ServerSettings,
        clock: @escaping @Sendable () -> Instant = { Instant(Date()) }
    ) async -> [Finding] {
        var findings: [Finding] = []
        do {
            let (found, isCurrent) = try await DatabaseCheck(database: database).run()
            findings += found
            guard isCurrent else { return findings }
            let workspace = try await Workspace.open(database, registry: Modules.registry().storage, clock: clock)
            findings += try await WorkCheck(workspace: workspace).run()
            findings += try await RecordCheck(workspace: workspace, data: settings.data).run()
        } catch {
            findings.append(
                .problem(
                    "database.readable",
                    Message(
                        "The database does not answer as it should: {error}",
                        ["error": .text(String(describing: error))]),
                    Message("Restore the last backup with “entregent restore FILE”, or ask for help with this message.")
                ))
        }
        return findings
    }

    /// Opening would make a missing SQLite file: looking changes nothing.
    private static func exists(_ settings: ServerSettings) -> Bool {
        guard settings.database.hasPrefix("sqlite:") else { return true }
        let path = String(settings.database.dropFirst("sqlite:".count))
        return path == ":memory:" || FileManager.default.fileExists(atPath: path)
    }

    package static func json(
        _ findings: [Finding], repaired: [Message] = [], _ text: (Message) -> String
    ) -> JSON {
        .record([
            "repaired": .array(repaired.map { .text(text($0)) }),
            "fine": .boolean(!findings.contains { $0.level == .problem }),
            "findings": .array(
                findings.map { finding in
                    .record([
                        "check": .text(finding.check), "level": .text(finding.level.rawValue),
                        "message": .text(text(finding.message)),
                        "remedy": finding.remedy.map { .text(text($0)) } ?? .null,
                    ])
                }),
        ])
    }
}

extension ServerSettings {
    /// Without the password that may stand in it.
    package var shownDatabase: String {
        guard let start = database.range(of: "://"), let end = database[start.upperBound...].firstIndex(of: "@"),
            let colon = database[start.upperBound..<end].firstIndex(of: ":")
        else { return database }
        return database[..<colon] + ":…" + database[end...]
    }
}
