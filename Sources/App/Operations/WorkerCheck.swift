import Foundation
import Records

/// Whether the Python worker, which reads and writes spreadsheets, starts and answers.
struct WorkerCheck: Sendable {
    let settings: ServerSettings

    func run() async -> [Finding] {
        let remedy = Message(
            "Run “bin/install”, which sets Python up, or name it with ENTREGENT_PYTHON. CSV files work without it.")
        guard let python = Program.find(settings.python) else {
            return [
                .problem(
                    "worker",
                    Message(
                        "There is no Python at {path}: spreadsheets cannot be read.", ["path": .text(settings.python)]),
                    remedy)
            ]
        }
        let script = settings.documents + "/worker.py"
        guard FileManager.default.fileExists(atPath: script) else {
            return [
                .problem("worker", Message("The document worker {path} is missing.", ["path": .text(script)]), remedy)
            ]
        }
        let heard = Heard()
        do {
            // Without anything to read it says whether it is ready and ends.
            try await Program.lines(python, [script]) { heard.lines.append(String(decoding: $0, as: UTF8.self)) }
        } catch {
            if heard.lines.isEmpty {
                return [
                    .problem(
                        "worker",
                        Message(
                            "The document worker does not start: {error}", ["error": .text(String(describing: error))]),
                        remedy)
                ]
            }
        }
        let said = heard.lines.first.flatMap { try? JSON(parsing: $0) }
        if said?["ready"] == .boolean(true) { return [.fine("worker", Message("The document worker answers."))] }
        let missing = said?["missing"]?.text ?? heard.lines.first ?? "?"
        return [
            .problem(
                "worker", Message("The document worker lacks something: {missing}.", ["missing": .text(missing)]),
                remedy)
        ]
    }

    private final class Heard { var lines: [String] = [] }
}
