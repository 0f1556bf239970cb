import People
import Records
import Storage

/// The rules a company starts with, in its language: ordinary records that it may change.
package enum ScorePresets {
    private static let mark = "score_presets"

    package static func areMissing(in transaction: Transaction) -> Bool { transaction.settings.extra[mark] == nil }

    package static func ensure(_ language: String, in transaction: Transaction) throws {
        guard areMissing(in: transaction) else { return }
        for (index, preset) in presets.enumerated() {
            var rule = ScoreRule()
            rule.name = language == "en" ? preset.english : preset.french
            (rule.condition, rule.points, rule.events) = (preset.condition, preset.points, preset.events)
            rule.kind = preset.kind
            (rule.halfLifeDays, rule.maximumPoints, rule.position) = (preset.halfLife, preset.most, index + 1)
            try transaction.save(rule)
        }
        try WorkspaceSettings.save(mark, true, in: transaction)
    }

    private struct Preset {
        let french: String, english: String, condition: String?, points: Int
        var kind = Lead.name
        var events: String?
        var halfLife: Int?
        var most: Int?
    }

    private static let presets = [
        Preset(
            french: "A donné un téléphone", english: "Gave a telephone",
            condition: #"{"field":"phone","empty":false}"#, points: 10),
        Preset(
            french: "A nommé sa société", english: "Named a company", condition: #"{"field":"company","empty":false}"#,
            points: 10),
        Preset(
            french: "A décrit son besoin", english: "Described the need", condition: #"{"field":"need","empty":false}"#,
            points: 15),
        Preset(
            french: "Une activité terminée avec lui", english: "An activity finished with them",
            condition: #"{"field":"is_done","is":true}"#, points: 10, events: "activities", halfLife: 30, most: 40),
        Preset(
            french: "Nous a écrit", english: "Wrote to us", condition: #"{"field":"direction","is":"in"}"#, points: 20,
            events: "messages", halfLife: 30, most: 60),
        Preset(
            french: "Une activité terminée avec lui", english: "An activity finished with them",
            condition: #"{"field":"is_done","is":true}"#, points: 10, kind: Contact.name, events: "activities",
            halfLife: 60, most: 40),
        Preset(
            french: "Nous a écrit", english: "Wrote to us", condition: #"{"field":"direction","is":"in"}"#, points: 20,
            kind: Contact.name, events: "correspondence", halfLife: 60, most: 60),
    ]
}
