import App
import Foundation
import Localisation
import Records

/// What a command says: plain lines for people, JSON for programs, errors to standard error.
struct Terminal {
    let json: Bool

    func say(_ text: String, _ value: JSON? = nil) {
        if !json { print(text) } else if let value { print(value.string) }
    }

    func fail(_ error: any Error) {
        let (code, message, fields) = explained(error)
        if json {
            let list = fields.map { JSON.record(["field": .text($0.0), "message": .text($0.1)]) }
            let body = JSON.record([
                "type": "refused", "code": .text(code), "message": .text(message), "fields": .array(list),
            ])
            write(JSON.record(["error": body]).string)
        } else {
            write("entregent: \(message)")
            for (field, text) in fields { write("  \(field): \(text)") }
        }
    }

    private func explained(_ error: any Error) -> (String, String, [(String, String)]) {
        guard let refusal = error as? Refusal else { return ("failed", String(describing: error), []) }
        let t = Terminal.translator
        return (refusal.code, t(refusal.message), refusal.fields.map { ($0.field, t($0.message)) })
    }

    func write(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

    /// The language of the operator's terminal.
    static var translator: Translator {
        let environment = ProcessInfo.processInfo.environment
        let wished = environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"] ?? "en"
        let language = Language(rawValue: String(wished.prefix(2))) ?? .english
        let directory = (try? ServerSettings().translations) ?? "Translations"
        let catalogues = (try? Catalogues.load(directory: directory)) ?? .empty
        return catalogues.translator(language, timeZone: .current)
    }

    /// A line that is written over as work goes on; nothing when the output is no terminal.
    func progress(_ done: Int, of total: Int?, _ note: String = "") {
        guard !json, isatty(2) == 1 else { return }
        var line = "\r"
        if let total, total > 0 {
            let filled = min(30, done * 30 / total)
            line += "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: 30 - filled) + "] "
        }
        line += "\(done)" + (total.map { "/\($0)" } ?? "") + " " + note
        FileHandle.standardError.write(Data(line.utf8))
    }

    func endProgress() {
        if !json, isatty(2) == 1 { write("") }
    }
}
