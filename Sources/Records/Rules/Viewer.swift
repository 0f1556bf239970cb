/// Through whose eyes something is looked at: compiled into every query, so that list, count, search, export and report
/// agree on what exists. Made by Identity, understood by everybody.
package struct Viewer: Sendable, Hashable {
    /// 0 for the house.
    package let user: Int64
    /// The user's team and those above it: what is shared with one of them is shared with the user.
    package let teams: [Int64]
    /// Per kind, what may be done to which records; a kind that is absent is not seen at all. Nil: the house itself,
    /// which may do everything.
    package let rights: [String: Rights]?
    /// `opportunity.amount`
    package let hiddenFields: Set<String>
    package let readOnlyFields: Set<String>
    package let permissions: Set<String>

    /// What somebody may do to records of one kind.
    package struct Rights: Sendable, Hashable {
        package var read: [Grant] = []
        package var create: [Grant] = []
        package var change: [Grant] = []
        package var delete: [Grant] = []
        package var export: [Grant] = []

        package init() {}

        /// The same for every act.
        package init(_ grants: [Grant]) {
            (read, create, change, delete, export) = (grants, grants, grants, grants, grants)
        }

        /// To look at, and no more.
        package init(read grants: [Grant]) { read = grants }

        /// Only what may be exported is read.
        fileprivate var exporting: Rights {
            if export.contains(.all) { return Rights(read: read) }
            return Rights(read: read.contains(.all) || export.isEmpty ? export : [.both(read, export)])
        }

        package subscript(act: Act) -> [Grant] {
            switch act {
            case .read: read
            case .create: create
            case .change: change
            case .delete: delete
            case .export: export
            }
        }
    }

    /// What can be done to a record.
    package enum Act: String, Sendable, Hashable, CaseIterable { case read, create, change, delete, export }

    /// One reason why something may be done to a record of a kind; several grants widen.
    package enum Grant: Sendable, Hashable {
        case all
        /// Records that one of these users owns (or made, where a kind has no owner).
        case owners([Int64])
        /// Records shared with the user or one of their teams.
        case shared
        /// Records whose link of this name leads to a record the user sees: a note of an account.
        case through(String)
        case condition(Condition)
        /// Both lists must allow it.
        case both([Grant], [Grant])
    }

    package init(
        user: Int64, teams: [Int64] = [], rights: [String: Rights]?, hiddenFields: Set<String> = [],
        readOnlyFields: Set<String> = [], permissions: Set<String> = []
    ) {
        self.user = user
        self.teams = teams
        self.rights = rights
        self.hiddenFields = hiddenFields
        self.readOnlyFields = readOnlyFields
        self.permissions = permissions
    }

    /// The same grants for every act; of `readOnlyKinds` nothing may be made, changed or deleted.
    package init(
        user: Int64, grants: [String: [Grant]]?, hiddenFields: Set<String> = [], readOnlyFields: Set<String> = [],
        readOnlyKinds: Set<String> = [], permissions: Set<String> = []
    ) {
        let rights = grants?.map { kind, grants in
            (kind, readOnlyKinds.contains(kind) ? Rights(read: grants) : Rights(grants))
        }
        self.init(
            user: user, rights: rights.map { Dictionary(uniqueKeysWithValues: $0) }, hiddenFields: hiddenFields,
            readOnlyFields: readOnlyFields, permissions: permissions)
    }

    /// Migrations, jobs of the house, triggers and gates.
    package static let house = Viewer(user: 0, rights: nil)

    package var isHouse: Bool { rights == nil }

    package func grants(for kind: String, to act: Act = .read) -> [Grant] {
        rights.map { $0[kind]?[act] ?? [] } ?? [.all]
    }

    /// Whether there may be records of this kind to which the viewer may do this. Parts have their owner's rights.
    package func may(_ act: Act, _ kind: Kind) -> Bool { !grants(for: kind.owner ?? kind.name, to: act).isEmpty }

    package func may(_ permission: String) -> Bool { isHouse || permissions.contains(permission) }

    /// As this viewer where, of every kind, only what may be exported exists.
    package var exporting: Viewer { with(rights: rights?.mapValues(\.exporting)) }

    /// As this viewer where, of this kind, only what may be exported exists; what it links to is seen as ever.
    package func exporting(_ kind: Kind) -> Viewer {
        var narrowed = rights
        narrowed?[kind.name] = rights?[kind.name]?.exporting
        return with(rights: narrowed)
    }

    /// As this viewer beside a record of this kind that may be looked at but not changed: nothing on it is offered.
    package func onlyLooking(at kind: Kind) -> Viewer {
        var narrowed = rights
        if let own = rights?[kind.name] { narrowed?[kind.name] = Rights(read: own.read) }
        return with(rights: narrowed)
    }

    private func with(rights: [String: Rights]?) -> Viewer {
        Viewer(
            user: user, teams: teams, rights: rights, hiddenFields: hiddenFields, readOnlyFields: readOnlyFields,
            permissions: permissions)
    }

    /// Hidden fields are unknown fields: in reads, conditions, sorts, groups and search.
    package func sees(_ field: FieldSpec, of kind: Kind) -> Bool {
        if isHouse { return true }
        if hiddenFields.contains("\(kind.name).\(field.name)") { return false }
        return field.permission.map { permissions.contains($0) } ?? true
    }

    /// A part is hidden like a field of its owner.
    package func sees(part: String, of kind: Kind) -> Bool { isHouse || !hiddenFields.contains("\(kind.name).\(part)") }

    package func mayWrite(part: String, of kind: Kind) -> Bool {
        mayChange(kind) && sees(part: part, of: kind)
            && (isHouse || !readOnlyFields.contains("\(kind.name).\(part)"))
    }

    /// Whether some records of this kind may be made or changed: what a page offers. Each record is asked about anew.
    package func mayChange(_ kind: Kind) -> Bool { may(.change, kind) || may(.create, kind) }

    package func mayWrite(_ field: FieldSpec, of kind: Kind) -> Bool {
        mayChange(kind) && sees(field, of: kind) && !field.isReadOnly
            && !readOnlyFields.contains("\(kind.name).\(field.name)")
    }
}

/// By which door a change came in; written in the history.
package enum Door: String, Sendable, Choice {
    case screen, api, `import`, command, job, demo

    package var label: String {
        switch self {
        case .screen: "Screen"
        case .api: "API"
        case .import: "Import"
        case .command: "Command line"
        case .job: "Background job"
        case .demo: "Demo data"
        }
    }
}
