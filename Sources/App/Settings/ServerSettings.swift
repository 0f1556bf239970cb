import Foundation

/// What an installation decides: by flag, environment (`ENTREGENT_…`) or file, in this order.
package struct ServerSettings: Sendable, Hashable {
    package var database: String
    package var host: String
    package var port: Int
    package var data: String
    package var publicDirectory: String
    package var translations: String
    package var documents: String
    package var python: String
    package var isBehindProxy: Bool
    package var metricsToken: String?
    package var logLevel: String

    /// Flags as given (name without dashes → value); nil or absent where not given.
    package init(flags: [String: String?] = [:], environment: [String: String] = ProcessInfo.processInfo.environment)
        throws
    {
        let file = try SettingsFile.read(
            path: flags["config"] ?? environment["ENTREGENT_CONFIG"], default: "entregent.conf")
        func value(_ name: String) -> String? {
            (flags[name] ?? nil) ?? environment["ENTREGENT_" + name.uppercased().replacing("-", with: "_")]
                ?? file[name]
        }
        let home = ServerSettings.home()
        data = value("data") ?? "data"
        database = value("database") ?? "sqlite:\(data)/entregent.sqlite"
        (host, port) = try ServerSettings.address(value("listen") ?? "127.0.0.1:8080")
        publicDirectory = value("public") ?? "\(home)/Public"
        translations = value("translations") ?? "\(home)/Translations"
        documents = value("documents") ?? "\(home)/documents"
        python =
            value("python")
            ?? (FileManager.default.isExecutableFile(atPath: "\(home)/.venv/bin/python")
                ? "\(home)/.venv/bin/python" : "python3")
        isBehindProxy = ["1", "true", "yes"].contains(value("behind-proxy") ?? "")
        metricsToken = value("metrics-token")
        logLevel = value("log-level") ?? "info"
    }

    /// The folder that holds `Public/` and `Translations/`: here, or above the program, as in a build folder.
    static func home() -> String {
        let files = FileManager.default
        var candidates = [files.currentDirectoryPath]
        var folder = URL(fileURLWithPath: CommandLine.arguments.first ?? ".").resolvingSymlinksInPath()
            .deletingLastPathComponent()
        for _ in 0..<5 {
            candidates.append(folder.path)
            folder.deleteLastPathComponent()
        }
        return candidates.first { files.fileExists(atPath: "\($0)/Translations/fr.po") } ?? "."
    }

    private static func address(_ text: String) throws -> (String, Int) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65535).contains(port)
        else {
            throw SettingsError("--listen expects HOST:PORT, such as 127.0.0.1:8080; “\(text)” is not that.")
        }
        return (String(text[..<colon]).trimmingCharacters(in: CharacterSet(charactersIn: "[]")), port)
    }
}

/// A setting that cannot be understood, for the operator.
package struct SettingsError: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

/// `name = value` lines; `#` starts a comment. Names as the flags, without dashes in front.
enum SettingsFile {
    static func read(path: String??, default fallback: String) throws -> [String: String] {
        let given = path.flatMap(\.self)
        guard let text = try? String(contentsOfFile: given ?? fallback, encoding: .utf8) else {
            if let given { throw SettingsError("The settings file \(given) cannot be read.") }
            return [:]
        }
        var values: [String: String] = [:]
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.isEmpty || line.hasPrefix("#") { continue }
            guard let mark = line.firstIndex(of: "=") else {
                throw SettingsError("Line \(number + 1) of the settings file is not “name = value”.")
            }
            values[line[..<mark].trimmingCharacters(in: .whitespaces)] = line[line.index(after: mark)...]
                .trimmingCharacters(in: .whitespaces)
        }
        return values
    }
}
