import Records
import Storage

/// The pipeline a new company starts with, in its language; made of ordinary records that it may change.
package enum StartingPipeline {
    private struct Step {
        let french: String, english: String, probability: Int
        var outcome = Outcome.open
        var rottingDays: Int?
    }

    private static let steps = [
        Step(french: "Qualification", english: "Qualification", probability: 10, rottingDays: 14),
        Step(french: "Découverte", english: "Discovery", probability: 30, rottingDays: 21),
        Step(french: "Proposition", english: "Proposal", probability: 50, rottingDays: 30),
        Step(french: "Négociation", english: "Negotiation", probability: 75, rottingDays: 30),
        Step(french: "Gagnée", english: "Won", probability: 100, outcome: .won),
        Step(french: "Perdue", english: "Lost", probability: 0, outcome: .lost),
    ]

    package static func make(language: String, in transaction: Transaction) throws {
        var pipeline = Pipeline()
        pipeline.name = language == "en" ? "Sales" : "Ventes"
        pipeline.position = 1
        let id = try transaction.save(pipeline)
        for (index, step) in steps.enumerated() {
            var stage = Stage()
            stage.name = language == "en" ? step.english : step.french
            stage.pipeline = id
            stage.position = index + 1
            stage.probability = step.probability
            stage.outcome = step.outcome
            stage.rottingDays = step.rottingDays
            try transaction.save(stage)
        }
    }
}
