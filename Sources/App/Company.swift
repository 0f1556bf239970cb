import Identity
import Leads
import Localisation
import People
import Quality
import Records
import Sales
import Storage

/// Founding a company: its settings, its first administrator and the pipeline it starts with.
package enum Company {
    package struct Founder: Sendable {
        package let company: String
        package let email: String
        package let password: String
        package let name: String?
        package let language: String

        package init(company: String, email: String, password: String, name: String? = nil, language: String) {
            self.company = company
            self.email = email
            self.password = password
            self.name = name
            self.language = language
        }
    }

    /// Refuses when somebody can sign in already: the first administrator is made once.
    package static func found(_ founder: Founder, in workspace: Workspace, door: Door) async throws {
        try Password.check(founder.password)
        guard EmailAddress.normalised(founder.email) != nil else {
            throw Refusal(fields: [
                FieldRefusal(
                    "email", code: "invalid_email",
                    Message("“{value}” is not an e-mail address.", ["value": .text(founder.email)]))
            ])
        }
        guard Language(rawValue: founder.language) != nil else {
            throw Refusal(fields: [
                FieldRefusal(
                    "language", code: "unknown_choice",
                    Message("One of these is expected: {options}.", ["options": .text("fr, en")]))
            ])
        }
        let hash = try await Password.hash(founder.password)
        try await workspace.write(.house, door) { transaction in
            if try Credentials.exist(in: transaction) {
                throw Refusal(
                    .conflict, code: "already_set_up",
                    Message("This installation already has an administrator. Sign in, or use “entregent user add”."))
            }
            try WorkspaceSettings.save("company", .text(founder.company), in: transaction)
            try WorkspaceSettings.save("language", .text(founder.language), in: transaction)
            try WorkspaceSettings.save("secret", .text(Secret.make()), in: transaction)
            try RolePreset.ensure(founder.language, in: transaction)
            try QualityPresets.ensure(founder.language, in: transaction)
            try ConsentPresets.ensure(founder.language, in: transaction)
            try ScorePresets.ensure(founder.language, in: transaction)
            var administrator = User()
            administrator.name = founder.name ?? String(founder.email.prefix { $0 != "@" })
            administrator.email = founder.email
            administrator.role = try RolePreset.administrator.id(in: transaction)
            administrator.language = UserLanguage(rawValue: founder.language)
            let id = try transaction.save(administrator)
            try Credentials.setPassword(hash, of: id, in: transaction)
            if try transaction.count(transaction.schema.kind(of: Pipeline.self), cap: 1) == 0 {
                try StartingPipeline.make(language: founder.language, in: transaction)
            }
        }
        try await workspace.reload()
    }
}
