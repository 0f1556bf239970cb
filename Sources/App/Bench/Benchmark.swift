import Foundation
import Records
import Storage

/// How fast this program is on this machine, as ratios inside one run: each thing it does against the least that could
/// do it. Works on a demo company of its own.
package enum Benchmark {
    /// What can be measured by itself; on a large company all of it takes an hour.
    package enum Part: String, Sendable, CaseIterable {
        case lists, eyes, day, transfer, duplicates, merge, served
    }

    package struct Order: Sendable {
        package var parts = Set(Part.allCases)
        package var scale: DemoScale
        package var seed: UInt64
        /// For all measuring together, without making the company.
        package var seconds: Double
        package var importedContacts: Int

        package init(_ scale: DemoScale, seed: UInt64, seconds: Double, importedContacts: Int = 10_000) {
            self.scale = scale
            self.seed = seed
            self.seconds = seconds
            self.importedContacts = importedContacts
        }
    }

    package struct Report: Sendable {
        package private(set) var order: Order
        package let database: String
        package var makingSeconds: Double?
        package var rows: [BenchRow] = []

        /// A company that was there already is of its own size, whatever was ordered.
        fileprivate mutating func takeCompany(_ mark: DemoMark?) {
            guard let mark, let scale = DemoScale(rawValue: mark.scale) else { return }
            order.scale = scale
            order.seed = mark.seed
        }

        package var markdown: String {
            // Without optimisation the figures say little: the table must tell.
            #if DEBUG
                let build = ", debug build"
            #else
                let build = ""
            #endif
            let made = makingSeconds.map { ", made in \(Spread.written($0)) s" } ?? ""
            let head = [
                "### \(database), \(order.scale.rawValue) company (seed \(order.seed)\(made)\(build))", "",
                "| Work | Entregent | Compared with | Ratio | Goal | Met | Note |", "|---|---|---|---|---|---|---|",
            ]
            return (head + rows.map(\.markdown)).joined(separator: "\n")
        }

        package var json: JSON {
            .record([
                "database": .text(database), "scale": .text(order.scale.rawValue), "seed": .text(String(order.seed)),
                "making_seconds": makingSeconds.map { .number(Spread.written($0)) } ?? .null,
                "rows": .array(rows.map(\.json)),
            ])
        }
    }

    package static func run(
        _ order: Order, _ settings: ServerSettings, say: @escaping @Sendable (String) -> Void
    ) async throws -> Report {
        let installation = try await Installation.open(settings, logger: BenchLog.silent)
        do {
            var report = Report(order: order, database: installation.workspace.database.dialect.label)
            report.makingSeconds = try await BenchGround.prepare(order, installation.workspace, say)
            report.takeCompany(DemoMark.find(installation.workspace.settings))
            // Some thirty measurements share the time.
            let share = order.seconds / 31
            report.rows += try await inside(installation, order, share, say)
            guard order.parts.contains(.served) else {
                try await installation.close()
                return report
            }
            let boards = try await BenchGround.boards(in: installation.workspace)
            let token = try await BenchGround.token(in: installation.workspace)
            let raw = try await AccountQueries.measured(in: installation.workspace)
            try await installation.close()
            report.rows += try await ServedBench(
                settings: settings, token: token, seconds: share, boards: boards, raw: raw, say: say
            ).run()
            return report
        } catch {
            try await installation.close()
            throw error
        }
    }

    /// What is measured within this process.
    private static func inside(
        _ installation: Installation, _ order: Order, _ share: Double, _ say: @escaping @Sendable (String) -> Void
    ) async throws -> [BenchRow] {
        let workspace = installation.workspace
        var rows: [BenchRow] = []
        for part in Part.allCases where order.parts.contains(part) {
            switch part {
            case .lists: rows += try await ReadingBench(workspace: workspace, seconds: share, say: say).run()
            case .eyes: rows += try await EyesBench(workspace: workspace, seconds: share, say: say).run()
            case .day: rows += try await DayBench(workspace: workspace, seconds: share, say: say).run()
            case .transfer:
                rows += try await TransferBench(
                    installation: installation, contacts: order.importedContacts, say: say
                ).run()
            case .duplicates: rows += try await DuplicateBench(installation: installation, say: say).run()
            case .merge: rows += try await MergeBench(installation: installation, say: say).run()
            case .served: break
            }
        }
        return rows
    }
}
