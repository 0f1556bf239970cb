import App
import ArgumentParser
import Records

struct Setup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make the first administrator and the company.")
    @OptionGroup var shared: SharedOptions
    @Option(help: "The administrator's e-mail address") var email: String
    @Option(help: "At least 10 characters") var password: String
    @Option(help: "The company's name") var company: String
    @Option(help: "The administrator's name") var name: String?
    @Option(help: "fr or en") var language = "fr"

    func run() async throws {
        try await shared.run { installation in
            let founder = Company.Founder(
                company: company, email: email, password: password, name: name, language: language)
            try await Company.found(founder, in: installation.workspace, door: .command)
            Terminal(json: shared.json).say(
                Message("{company} is ready. Sign in as {email}.", ["company": .text(company), "email": .text(email)]),
                .record(["company": .text(company), "email": .text(email), "language": .text(language)]))
        }
    }
}
