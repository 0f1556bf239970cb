import People
import Records
import Storage
import Web

extension Timeline {
    /// What registers said of an account, where it was something new.
    static let registers = TimelineSource(
        RegisterCheck.name, .changes,
        tells: [Account.name: ["register_state", "closed_on", "vat_state", "diffusion", "prospecting_barred"]]
    ) { scope, transaction in
        guard scope.kind.name == Account.name, !transaction.viewer.grants(for: RegisterCheck.name).isEmpty else {
            return nil
        }
        let place = ConditionCompiler.Place(transaction.schema.kind(of: RegisterCheck.self))
        return TimelineRows(
            from: place.from, on: "\(place.column("account")) = s.id",
            where: try transaction.compiler.rights(at: place), id: place.column("id"), at: place.column("checked_at"),
            user: place.column("created_by"),
            texts: [place.column("register"), place.column("state"), place.column("number")])
    } entry: { wording in
        let (row, t) = (wording.row, wording.t)
        let check = row.texts[1].flatMap { CheckState(rawValue: $0) } ?? .unavailable
        let record: Message.Argument = .text(row.aboutTitle), number: Message.Argument = .text(row.texts[2] ?? "")
        let isVAT = row.texts[0] == Register.vies.rawValue
        let what: Message =
            switch (isVAT, check) {
            case (_, .unavailable): Message("asked a register about “{record}”: no answer", ["record": record])
            case (true, .valid):
                Message("checked the VAT number {number} of “{record}”: valid", ["number": number, "record": record])
            case (true, _):
                Message(
                    "checked the VAT number {number} of “{record}”: not valid", ["number": number, "record": record])
            case (false, .valid): Message("checked “{record}” in the company register: in business", ["record": record])
            case (false, .closed): Message("checked “{record}” in the company register: closed", ["record": record])
            case (false, _): Message("looked for “{record}” in the company register: not there", ["record": record])
            }
        let tone: Tone =
            switch check {
            case .valid: .good
            case .closed, .invalid: .bad
            case .notFound, .unavailable: .neutral
            }
        return wording.frame(icon: "shield-check", tone: tone, t(what))
    }
}
