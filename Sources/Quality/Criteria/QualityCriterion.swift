import Records

/// One thing that makes a good record in the eyes of the company: “has a telephone”, “was spoken with this year”.
/// All of one kind together are its customer reference.
package struct QualityCriterion: Entity {
    package static let name = "quality_criterion", plural = "quality_criteria"
    package static let label = "Quality criterion", pluralLabel = "Quality criteria"
    package static let icon = "scale"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    package var kind = ""
    package var aspect = QualityAspect.completeness
    /// What a good record fulfils. For uniqueness, empty: no open pair of possible duplicates.
    package var condition: String?
    /// Which records are asked at all; empty: every one.
    package var appliesWhen: String?
    package var weight = 10
    /// The field or part to fill, or the related records to add.
    package var repair: String?
    package var position = 0
    package var isActive = true
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(120), .searched, .listed, .sorted),
        Field("kind", \.kind, "Records", .required, .max(63), .listed),
        Field("aspect", \.aspect, "Aspect", .required, .listed),
        Field("condition", \.condition, "A good record fulfils", .shape(.longText), .max(20_000)),
        Field("applies_when", \.appliesWhen, "Asked of records that fulfil", .shape(.longText), .max(20_000)),
        Field("weight", \.weight, "Weight", .required, .listed, .sorted),
        Field("repair", \.repair, "Repaired by filling", .max(63)),
        Field("position", \.position, "Position", .required, .sorted),
        Field("is_active", \.isActive, "In use", .required, .listed),
    ]
}

/// In which way a record falls short.
package enum QualityAspect: String, Choice {
    case completeness, validity, freshness, uniqueness

    package var label: String {
        switch self {
        case .completeness: "Completeness"
        case .validity: "Validity"
        case .freshness: "Freshness"
        case .uniqueness: "Uniqueness"
        }
    }
}
