import Jobs
import Localisation
import Records
import Storage

/// What the modules declare before the port opens: the table of contents of the product, checked whole at start.
package struct Registry: Sendable {
    package var storage = StorageRegistry()
    package var routes = Routes<Context>()
    package var api = ApiBook()
    package var jobs = JobBook()
    /// What happens by itself after something happened.
    package var events = EventBook()
    package var navigation: [NavigationEntry] = []
    package var panels: [String: [Panel]] = [:]
    package var recordActions: [String: [RecordAction]] = [:]
    package var boards: [String: Board] = [:]
    /// What may be done with records ticked in a list.
    package var listActions: [ListAction] = []
    /// What stands above the form of a kind and helps to fill it.
    package var formAids: [String: [FormAid]] = [:]
    /// What a role may be given beside rights on records; kept with the rules, which refuse unknown ones.
    package var permissions: [String: Message] {
        get { storage.rules.permissions }
        set { storage.rules.permissions = newValue }
    }
    /// What a list shows instead of a stored value, by `kind.field`: a countdown instead of an instant.
    package var cells: [String: @Sendable (Record, Kind, Context) -> Cell] = [:]
    /// Records of other kinds that may be meant by what is typed into a new one, by kind.
    package var alike: [String: AlikeFinder] = [:]
    /// What the palette offers for typed words: a telephone number is somebody to call.
    package var commands: [@Sendable (String, Context) -> (icon: String, title: String, href: String)?] = []
    package var homeParts: [HomePart] = []
    /// What is asked once for a whole file of a kind that is imported.
    package var importChoices: [String: ImportChoice] = [:]
    /// Pages of the settings, in the order of their menu.
    package var settings: [SettingsEntry] = []
    /// The words of the product, for work without a request.
    package let words = CatalogueShelf()
    /// Makes the company and its first administrator from the first-run page.
    package var setUp: (@Sendable (FirstCompany, Workspace) async throws -> Void)?

    package init() {}

    /// An entity with everything derived: table, list, form, API, import, export.
    package mutating func add<E: Entity>(_ entity: E.Type) { storage.add(entity) }

    /// What another module shows on the page of a record of this kind.
    package mutating func panel(on kind: String, _ panel: Panel) { panels[kind, default: []].append(panel) }

    /// A verb offered on the page of a record: “Win”, “Send again”.
    package mutating func action(on kind: String, _ action: RecordAction) {
        recordActions[kind, default: []].append(action)
    }
}

/// An entry of the sidebar.
package struct NavigationEntry: Sendable {
    package let section: Message?
    package let label: Message
    package let icon: String
    package let path: String
    /// The letter after `G`.
    package let shortcut: Character?
    /// Who may go there, where no kind of record says it; nil: everybody.
    package let permission: String?

    package init(
        section: Message? = nil, label: Message, icon: String, path: String, shortcut: Character? = nil,
        permission: String? = nil
    ) {
        self.permission = permission
        self.section = section
        self.label = label
        self.icon = icon
        self.path = path
        self.shortcut = shortcut
    }
}

/// A part of a record's page made by another module: related records with an action to add one.
package struct Panel: Sendable {
    /// `later` comes by a request of its own once the page stands: what is derived and may cost more than a glance
    /// (sums over a group, a score, doubles) does not hold up what people came for.
    package enum Column: Sendable { case main, side, later }
    package let name: String
    package let column: Column
    /// Kinds whose derived lists on the page are not needed beside this panel.
    package let replaces: Set<String>
    /// Nil where there is nothing to show for this record. All panels of a page read in one transaction.
    package let render: @Sendable (Record, Kind, Context, Transaction) throws -> HTML?

    package init(
        _ name: String, column: Column = .side, replacing replaces: Set<String> = [],
        render: @escaping @Sendable (Record, Kind, Context, Transaction) throws -> HTML?
    ) {
        self.name = name
        self.column = column
        self.replaces = replaces
        self.render = render
    }
}

/// A verb on the page of a record.
package struct RecordAction: Sendable {
    package let label: Message
    package let icon: String
    package let shortcut: String?
    /// Where the button posts, made from the record's id.
    package let path: @Sendable (Int64) -> String
    package let applies: @Sendable (Record, Kind) -> Bool
    /// What one must be allowed to do to the record for this to be offered.
    package let needs: Viewer.Act

    package init(
        _ label: Message, icon: String, shortcut: String? = nil, needs: Viewer.Act = .change,
        path: @escaping @Sendable (Int64) -> String,
        applies: @escaping @Sendable (Record, Kind) -> Bool = { _, _ in true }
    ) {
        self.label = label
        self.icon = icon
        self.shortcut = shortcut
        self.path = path
        self.applies = applies
        self.needs = needs
    }
}

/// A verb on records ticked in a list: its address is given the selection, as `BulkSelection` reads it.
package struct ListAction: Sendable {
    package let label: Message
    package let icon: String
    package let path: @Sendable (Kind) -> String
    package let applies: @Sendable (Kind, Viewer) -> Bool

    package init(
        _ label: Message, icon: String, path: @escaping @Sendable (Kind) -> String,
        applies: @escaping @Sendable (Kind, Viewer) -> Bool
    ) {
        self.label = label
        self.icon = icon
        self.path = path
        self.applies = applies
    }
}

/// Something above a form that helps to fill it: a register to choose a company from. It stands outside the form, so it
/// may hold one of its own.
package struct FormAid: Sendable {
    /// Given the record as it is stored; a new one has no identifier. Nil where there is nothing to offer.
    package let render: @Sendable (Record, Kind, Context) -> HTML?
    package init(render: @escaping @Sendable (Record, Kind, Context) -> HTML?) { self.render = render }
}

/// Finds records of other kinds that a record being typed may be about.
package struct AlikeFinder: Sendable {
    package struct Found: Sendable {
        package let kind: String
        package let id: Int64
        package let title: String
        package let evidence: [MatchScore.Evidence]
        package init(kind: String, id: Int64, title: String, evidence: [MatchScore.Evidence]) {
            (self.kind, self.id, self.title, self.evidence) = (kind, id, title, evidence)
        }
    }

    package let find: @Sendable (Record, Kind, Transaction) throws -> [Found]
    package init(find: @escaping @Sendable (Record, Kind, Transaction) throws -> [Found]) { self.find = find }
}

/// A kind that can be shown as columns: its list page offers the board.
package struct Board: Sendable {
    package let path: String
    package init(path: String) { self.path = path }
}

/// A question that an import asks for all its lines: the answer fills a field where the file says nothing.
package struct ImportChoice: Sendable {
    package let field: String
    package let label: Message
    /// What can be answered; the first is meant where nothing is.
    package let options: [ChoiceOption]
    package init(_ field: String, _ label: Message, _ options: [ChoiceOption]) {
        (self.field, self.label, self.options) = (field, label, options)
    }
}

/// A part of the home page.
package struct HomePart: Sendable {
    package let render: @Sendable (Context) async throws -> HTML?
    package init(render: @escaping @Sendable (Context) async throws -> HTML?) { self.render = render }
}
