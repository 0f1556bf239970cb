import Records

/// A way of selling: its stages in order. A company may have several.
package struct Pipeline: Entity {
    package static let name = "pipeline", plural = "pipelines"
    package static let label = "Pipeline", pluralLabel = "Pipelines"
    package static let icon = "kanban"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    package var position = 0
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(120), .searched, .listed, .sorted, .unique),
        Field("position", \.position, "Position", .required, .listed, .sorted),
    ]
}

/// A step of a pipeline: how likely a sale is when it stands there, and after how many days it rots.
package struct Stage: Entity {
    package static let name = "stage", plural = "stages"
    package static let label = "Stage", pluralLabel = "Stages"
    package static let icon = "columns-3"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    package var pipeline: ID<Pipeline>?
    package var position = 0
    package var probability = 0
    package var outcome = Outcome.open
    package var rottingDays: Int?
    /// A sale counts as opened from here on: what a file tells of the day it was opened is about this stage.
    package var opensSales = false
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(120), .listed, .sorted),
        Field("pipeline", \.pipeline, "Pipeline", .required, .listed, .goesWithLink),
        Field("position", \.position, "Position", .required, .listed, .sorted),
        Field("probability", \.probability, "Probability (%)", .required, .listed),
        Field("outcome", \.outcome, "Outcome", .required, .listed),
        Field("rotting_days", \.rottingDays, "Rots after days"),
        Field("opens_sales", \.opensSales, "Sales open here", .required),
    ]
}

/// How a sale stands.
package enum Outcome: String, Choice {
    case open, won, lost

    package var label: String {
        switch self {
        case .open: "Open"
        case .won: "Won"
        case .lost: "Lost"
        }
    }
}
