import Records
import Storage

extension Objective {
    /// Setting what others are to reach is not for everybody who may change records.
    package static let permission = "objectives.set"

    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        let isFree = transaction.viewer.may(permission)
        for index in changes.indices {
            guard isFree else {
                changes[index].refuse(
                    Refusal(
                        .forbidden, code: "not_permitted",
                        Message("Your role does not let you set objectives. Ask whoever leads your team.")))
                continue
            }
            var objective = try changes[index].typed(Objective.self)
            for refusal in objective.faults { changes[index].refuse(refusal) }
            objective.complete(transaction, author: transaction.author)
            changes[index].replace(with: objective)
        }
    }

    private var faults: [FieldRefusal] {
        var faults: [FieldRefusal] = []
        if measure.isMoney {
            if (amount?.minor ?? 0) <= 0 {
                faults.append(FieldRefusal("amount", code: "required", Message("Say which amount is to be won.")))
            }
        } else if !(1...1_000_000).contains(number ?? 0) {
            faults.append(
                FieldRefusal(
                    "number", code: "out_of_range",
                    Message(
                        "A whole number from {least} to {limit} is expected.",
                        ["least": .number(1), "limit": .number(1_000_000)])))
        }
        if let startsOn, let endsOn, endsOn < startsOn {
            faults.append(
                FieldRefusal("ends_on", code: "out_of_range", Message("It ends before it begins: choose a later day.")))
        }
        return faults
    }

    private mutating func complete(_ transaction: Transaction, author: Int64?) {
        if measure.isMoney { number = nil } else { amount = nil }
        if startsOn == nil { startsOn = period.span(around: transaction.today).from }
        if owner == nil { owner = author.map { ID($0) } }
        if name?.isEmpty ?? true { name = words(transaction.settings.language) }
    }

    /// Its name in the company's language, as data: “Montant gagné par mois”.
    private func words(_ language: String) -> String {
        let isEnglish = language == "en"
        let what =
            switch measure {
            case .wonAmount: isEnglish ? "Amount won" : "Montant gagné"
            case .wonCount: isEnglish ? "Sales won" : "Ventes gagnées"
            case .calls: isEnglish ? "Calls" : "Appels"
            case .meetings: isEnglish ? "Meetings" : "Rendez-vous"
            }
        let turn =
            switch period {
            case .month: isEnglish ? "a month" : "par mois"
            case .quarter: isEnglish ? "a quarter" : "par trimestre"
            case .year: isEnglish ? "a year" : "par an"
            }
        return what + " " + turn
    }
}
