import Foundation
import Messaging
import Records
import Storage

/// Where registers are asked: their addresses, our own VAT number, how often all is asked again. The addresses are
/// the public ones, the company's setting, or before both what whoever runs this machine says.
package struct RegisterDesk: Sendable {
    package static let setting = "registers"
    static let publicFrench = "https://recherche-entreprises.api.gouv.fr"
    static let publicVies = "https://ec.europa.eu/taxation_customs/vies/rest-api"

    package let french: FrenchRegister
    package let vies: Vies
    /// Days between two checks of an account; nil: only when somebody asks.
    package let everyDays: Int?
    /// Addresses that whoever runs this machine has fixed.
    let fixed: Set<Register>

    package init(
        _ settings: WorkspaceSettings, environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        let json = settings.extra[RegisterDesk.setting]
        let client = HttpClient(environment: environment)
        func line(_ variable: String, _ name: String, _ usual: String) -> (line: RegisterLine, isFixed: Bool) {
            if let address = environment[variable], !address.isEmpty {
                return (RegisterLine(address, client: client, isOfTheHouse: true), true)
            }
            let chosen = json?[name]?.text.flatMap { $0.isEmpty ? nil : $0 }
            return (RegisterLine(chosen ?? usual, client: client), false)
        }
        let first = line("ENTREGENT_FRENCH_REGISTER_URL", "french", RegisterDesk.publicFrench)
        let second = line("ENTREGENT_VIES_URL", "vies", RegisterDesk.publicVies)
        french = FrenchRegister(first.line)
        vies = Vies(second.line, requester: json?["own_vat"]?.text.flatMap { RegisterDesk.vat($0) })
        fixed = Set([(Register.french, first.isFixed), (.vies, second.isFixed)].filter(\.1).map(\.0))
        everyDays = json?["every_days"]?.integer.flatMap { (1...3650).contains($0) ? Int($0) : nil }
    }

    package init(french: FrenchRegister, vies: Vies, everyDays: Int? = nil) {
        (self.french, self.vies, self.everyDays, fixed) = (french, vies, everyDays, [])
    }

    /// The desk of a job, which has time to wait for its turn.
    var patient: RegisterDesk {
        RegisterDesk(
            french: FrenchRegister(french.line.patient), vies: Vies(vies.line.patient, requester: vies.requester),
            everyDays: everyDays)
    }

    static func vat(_ text: String) -> VATNumber? {
        do { return try VATNumber(text) } catch { return nil }
    }

    /// Asks about an account; nil where it has no number that this register knows.
    package func ask(_ register: Register, about account: Account) async throws -> RegisterFinding? {
        switch register {
        case .french:
            guard
                let number = account.siret.flatMap({ SIRET.normalised($0) })
                    ?? account.siren.flatMap({ SIREN.normalised($0) })
            else { return nil }
            return try await RegisterFinding.of(number, in: french)
        case .vies:
            guard let number = account.vatNumber.flatMap({ RegisterDesk.vat($0) }),
                VATNumber.viesPrefixes.contains(number.prefix)
            else { return nil }
            return try await RegisterFinding.of(number, in: vies)
        }
    }
}
