/// What every surface works with: the erased face of a field. Declared or custom, core or customer's.
package struct FieldSpec: Sendable, Hashable {
    package let name: String
    package let label: Message
    package let shape: Shape
    package var columns: [Column]

    package var isRequired = false
    package var maxLength: Int?
    package var isSearched = false
    package var isListed = false
    package var isSorted = false
    package var isUnique = false
    /// Written by the house only: `created_at`, a computed name.
    package var isReadOnly = false
    /// Not shown on pages: kept for searching and matching, or said better elsewhere. The API shows it.
    package var isQuiet = false
    /// A number that counts nothing, such as a year: written without groups.
    package var isPlain = false
    /// The verb that any door writing this field calls (`move`).
    package var verb: String?
    package var reverse: String?
    /// A permission without which the field is hidden.
    package var permission: String?
    package var isCustom = false
    /// When the linked record goes, this record goes with it (and comes back with it).
    package var goesWithLink = false
    /// The linked record must agree with this one in this field: a stage is one of the opportunity's pipeline.
    package var scope: String?
    /// Normalised values compared when looking for duplicates.
    package var match: MatchKey?
    package var help: Message?
    /// An accepted older or foreign spelling of the column in an imported file, beside name and labels.
    package var importNames: [String] = []

    package struct Column: Sendable, Hashable {
        package let name: String
        package let type: ColumnType
        package init(name: String, type: ColumnType) {
            self.name = name
            self.type = type
        }
    }

    package init(name: String, label: Message, shape: Shape, traits: [Trait] = []) {
        self.name = name
        self.label = label
        self.shape = shape
        columns = shape.columnTypes.map { Column(name: name + $0.suffix, type: $0.type) }
        for trait in traits { apply(trait) }
    }

    private mutating func apply(_ trait: Trait) {
        switch trait {
        case .required: isRequired = true
        case .max(let length): maxLength = length
        case .searched: isSearched = true
        case .listed: isListed = true
        case .sorted: isSorted = true
        case .unique: isUnique = true
        case .readOnly: isReadOnly = true
        case .quiet: isQuiet = true
        case .plain: isPlain = true
        case .setByRules(let verb): self.verb = verb
        case .reverse(let name): reverse = name
        case .needs(let permission): self.permission = permission
        case .goesWithLink: goesWithLink = true
        case .within(let field): scope = field
        case .matched(let key): match = key
        case .help(let text): help = Message(text)
        case .alsoImportedAs(let names): importNames = names
        case .shape: break
        }
    }

    /// The longest text accepted where the declaration says nothing.
    package var lengthLimit: Int { maxLength ?? (shape == .longText ? 100_000 : 255) }

    package var hasSortKey: Bool { shape.isText && isSorted }
}

/// What a declaration may say of a field beside name, type and label.
package enum Trait: Sendable, Hashable {
    case required
    case max(Int)
    case searched
    case listed
    case sorted
    case unique
    case readOnly
    case quiet
    case plain
    case setByRules(by: String)
    case reverse(String)
    case needs(String)
    case goesWithLink
    case within(String)
    case matched(MatchKey)
    case help(String)
    case alsoImportedAs([String])
    /// Overrides the shape given by the property's type: `.shape(.longText)`, `.shape(.email)`.
    case shape(Shape)
}

/// Which normalisation makes two records candidates for being the same.
package enum MatchKey: String, Sendable, Hashable {
    case companyName, personName, email, phone, domain, siren, siret, reference
}

/// One field of `Model`: the typed face for rules, the erased one in `spec`.
package struct Field<Model>: Sendable {
    package let spec: FieldSpec
    package let path: PartialKeyPath<Model> & Sendable
    package let read: @Sendable (Model) -> [Value]
    package let write: @Sendable (inout Model, ArraySlice<Value>) throws(Mismatch) -> Void

    package init<Property: FieldValue>(
        _ name: String, _ path: WritableKeyPath<Model, Property> & Sendable, _ label: String, _ traits: Trait...
    ) {
        var shape = Property.shape
        for case .shape(let override) in traits { shape = override }
        spec = FieldSpec(name: name, label: Message(label), shape: shape, traits: traits)
        self.path = path
        read = { $0[keyPath: path].values }
        write = { (model: inout Model, values: ArraySlice<Value>) throws(Mismatch) in
            model[keyPath: path] = try Property(values: values)
        }
    }
}
