import App
import ArgumentParser
import Foundation

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the CRM over HTTP.")
    @OptionGroup var shared: SharedOptions
    @Option(help: "HOST:PORT (default: 127.0.0.1:8080)") var listen: String?
    @Option(help: "Directory of browser files") var `public`: String?
    @Flag(help: "A proxy in front of this server speaks https") var behindProxy = false
    @Option(help: "debug, info, notice, warning or error") var logLevel: String?

    func run() async throws {
        let further: [String: String?] = [
            "listen": listen, "public": `public`, "behind-proxy": behindProxy ? "1" : nil, "log-level": logLevel,
        ]
        do {
            let installation = try await Installation.open(shared.settings(further))
            let server = try Server(installation)
            let (host, json) = (installation.settings.host, shared.json)
            try await server.run { port in
                if port > 0 {
                    Terminal(json: json).say(
                        "Entregent listens on http://\(host):\(port)",
                        .record(["listen": .text("http://\(host):\(port)")]))
                }
                fflush(nil)
            }
        } catch {
            Terminal(json: shared.json).fail(error)
            throw ExitCode(1)
        }
    }
}
