import App
import ArgumentParser
import Records

/// `entregent doctor`: what is wrong with this installation, and what to do. Exit code 0 when all is well, else 1.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Explain what is wrong with this installation.")
    @OptionGroup var shared: SharedOptions
    @Option(help: "HOST:PORT it listens on, as given to serve") var listen: String?
    @Option(help: "Directory of browser files") var `public`: String?
    @Flag(help: "A proxy in front of the server speaks https") var behindProxy = false

    func run() async throws {
        let terminal = Terminal(json: shared.json)
        let findings: [Finding]
        do {
            let further: [String: String?] = [
                "listen": listen, "public": `public`, "behind-proxy": behindProxy ? "1" : nil,
            ]
            findings = await Examination.run(try shared.settings(further))
        } catch {
            terminal.fail(error)
            throw ExitCode(1)
        }
        let t = Terminal.translator
        let lines = findings.map { finding -> String in
            let mark =
                switch finding.level {
                case .fine: "✓"
                case .notice: "!"
                case .problem: "✗"
                }
            return "\(mark) \(t(finding.message))" + (finding.remedy.map { "\n  → \(t($0))" } ?? "")
        }
        terminal.say(lines.joined(separator: "\n"), Examination.json(findings) { t($0) })
        if findings.contains(where: { $0.level == .problem }) { throw ExitCode(1) }
    }
}
