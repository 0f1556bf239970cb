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
    @Flag(help: "Mend what can be mended safely, then look again") var repair = false

    func run() async throws {
        let terminal = Terminal(json: shared.json)
        let findings: [Finding], t = Terminal.translator
        var repaired: [Message] = []
        do {
            let further: [String: String?] = [
                "listen": listen, "public": `public`, "behind-proxy": behindProxy ? "1" : nil,
            ]
            let settings = try shared.settings(further)
            if repair { repaired = try await Repair.run(settings) }
            findings = await Examination.run(settings)
        } catch {
            terminal.fail(error)
            throw ExitCode(1)
        }
        var lines = findings.map { finding -> String in
            let mark =
                switch finding.level {
                case .fine: "✓"
                case .notice: "!"
                case .problem: "✗"
                }
            return "\(mark) \(t(finding.message))" + (finding.remedy.map { "\n  → \(t($0))" } ?? "")
        }
        if repair {
            let done = repaired.isEmpty ? [Message("There was nothing to repair.")] : repaired
            lines = done.map { "+ " + t($0) } + lines
        }
        terminal.say(lines.joined(separator: "\n"), Examination.json(findings, repaired: repaired) { t($0) })
        if findings.contains(where: { $0.level == .problem }) { throw ExitCode(1) }
    }
}
