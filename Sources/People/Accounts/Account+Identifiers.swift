import Records
import Storage

/// The numbers by which registers, tax offices and statisticians know an account: each checked when it is written, kept
/// in its normal form, and held against the others. A number that was there before the check is left alone.
extension Account {
    mutating func checkIdentifiers(since old: Account?, refusing change: inout Change) {
        if let typed = siret, typed != old?.siret {
            check("siret", &change) { () throws(IdentifierProblem) in siret = try SIRET(typed).digits }
        }
        if let typed = siren, typed != old?.siren {
            check("siren", &change) { () throws(IdentifierProblem) in siren = try SIREN(typed).digits }
        }
        if let typed = vatNumber, typed != old?.vatNumber {
            check("vat_number", &change) { () throws(IdentifierProblem) in
                vatNumber = try Account.vatNumber(typed)
            }
        }
        if let typed = naf, typed != old?.naf {
            check("naf", &change) { () throws(IdentifierProblem) in naf = try NAFCode(typed).code }
        }
        guard !change.isRefused else { return }
        agreeOnCompany(since: old, refusing: &change)
        forgetRegister(since: old)
        deriveTrade()
    }

    private func check(_ field: String, _ change: inout Change, _ read: () throws(IdentifierProblem) -> Void) {
        do { try read() } catch { change.refuse(field, code: error.code, error.message) }
    }

    /// A number of the European Union is checked; one that begins with the letters of another country (`CHE…`) is
    /// only written in capitals. Eleven characters without letters in front can only be a French one.
    private static func vatNumber(_ typed: String) throws(IdentifierProblem) -> String {
        do { return try VATNumber(typed).number } catch {
            let compact = typed.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
            if case .unknownCountry = error {
                if let french = VATNumber.normalised("FR" + compact) { return french }
                if compact.prefix(2).allSatisfy(\.isLetter), compact.count >= 5 { return compact }
            }
            throw error
        }
    }

    /// A SIRET begins with the SIREN of its company, and a French VAT number ends with it.
    private mutating func agreeOnCompany(since old: Account?, refusing change: inout Change) {
        if siren == nil, siret != old?.siret { siren = siret.map { String($0.prefix(9)) } }
        let french = vatNumber.flatMap { VATNumber.siren(of: $0) }
        if siren == nil, vatNumber != old?.vatNumber { siren = french }
        guard let siren else { return }
        let isNew = siren != old?.siren
        if let siret, isNew || siret != old?.siret, !siret.hasPrefix(siren) {
            change.refuse(
                siret != old?.siret ? "siret" : "siren", code: "siren_differs",
                Message(
                    "The SIRET begins with {other}, but the SIREN is {siren}: they belong to two companies. "
                        + "Correct one, or empty it.",
                    ["other": .text(String(siret.prefix(9))), "siren": .text(siren)]))
        }
        if let french, isNew || vatNumber != old?.vatNumber, french != siren {
            change.refuse(
                vatNumber != old?.vatNumber ? "vat_number" : "siren", code: "siren_differs",
                Message(
                    "This VAT number belongs to the company with the SIREN {other}, but the SIREN here is {siren}. "
                        + "Correct one, or empty it.",
                    ["other": .text(french), "siren": .text(siren)]))
        }
    }

    /// What the registers said was said of a number. Of another number it says nothing; an emptied one keeps it, so
    /// that nobody gets round an opposition by emptying a field.
    private mutating func forgetRegister(since old: Account?) {
        if let siren, let before = old?.siren, siren != before, registerState == old?.registerState {
            (registerState, closedOn, diffusion) = (nil, nil, nil)
        }
        if let old, vatNumber != old.vatNumber, vatState == old.vatState { vatState = nil }
        prospectingBarred = Prospecting.derived(registerState, diffusion)
    }

    /// The trade in words follows from the code.
    package mutating func deriveTrade() {
        let division = naf.flatMap { NAFCode.normalised($0) }.flatMap { NAFTree.division(String($0.prefix(2))) }
        (trade, nafSection) = (division?.number, division?.section)
    }
}

extension Account {
    /// Accounts saved before there were trades get theirs.
    static let trades = MigrationStep("trades of accounts") { connection in
        let cases = NAFTree.divisions.map { "WHEN '\($0.number)' THEN '\($0.section)'" }.joined(separator: " ")
        let known = NAFTree.divisions.map { "'\($0.number)'" }.joined(separator: ", ")
        try connection.execute(
            SQL(
                text: """
                    UPDATE account SET trade = substr(naf, 1, 2), naf_section = CASE substr(naf, 1, 2) \(cases) END
                    WHERE substr(naf, 1, 2) IN (\(known)) AND length(replace(naf, '.', '')) = 5
                    """))
    }
}
