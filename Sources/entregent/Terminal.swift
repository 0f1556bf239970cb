import App
import Exchange
import Foundation
import Localisation
import Records
import Storage

/// What a command says: plain lines for people, JSON for programs, errors to standard error.
struct Terminal {
    let json: Bool

    func say(_ text: String, _ value: JSON? = nil) {
        if !json { print(text) } else if let value { print(value.string) }
    }

    /// In the reader's language.
    func say(_ message: Message, _ value: JSON? = nil) { say(Terminal.translator(message), value) }

    /// A list: a line each for people, and as the API answers lists for programs.
    func say(_ lines: [String], list: [JSON]) {
        say(lines.joined(separator: "\n"), .record(["data": .array(list), "has_more": false]))
    }

    func fail(_ error: any Error) {
        let (code, message, fields) = explained(error), t = Terminal.translator
        if json {
            let list = fields.map { JSON.record(["field": .text($0.field), "message": .text(t($0.message))]) }
            let body = JSON.record([
                "type": "refused", "code": .text(code), "message": .text(message), "fields": .array(list),
            ])
            write(JSON.record(["error": body]).string)
        } else {
            write("entregent: \(message)")
            for refusal in fields { write("  " + Terminal.reason(refusal, t)) }
        }
    }

    private func explained(_ error: any Error) -> (String, String, [FieldRefusal]) {
        guard let refusal = error as? Refusal else { return ("failed", String(describing: error), []) }
        return (refusal.code, Terminal.translator(refusal.message), refusal.fields)
    }

    /// A command's fields belong to the first kind that has one of this name: `email` to users.
    private static func reason(_ refusal: FieldRefusal, _ t: Translator) -> String {
        guard let schema = try? Schema(version: 0, core: Modules.registry().storage.kinds) else {
            return t(refusal.message)
        }
        let first = refusal.field.prefix { $0 != "." && $0 != "[" }
        let kind = schema.entities.first { $0[String(first)] != nil || $0.part(String(first)) != nil }
        return schema.reason(refusal, of: kind, t)
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
