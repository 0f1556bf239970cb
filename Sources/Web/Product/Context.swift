import Localisation
import Records
import Storage

/// Who asks, in which workspace, in which language, through which door: what every handler works with.
package struct Context: Sendable {
    package let workspace: Workspace
    package let product: Product
    /// Nil for somebody who is not signed in.
    package let person: Person?
    package let viewer: Viewer
    package let door: Door
    /// The address of the client, kept with what it changes and opens.
    package let origin: String?
    package let t: Translator
    package let now: Instant
    /// Proof for changes from pages; nil for bearer tokens and strangers.
    package let csrfToken: String?
    /// Their role asks for a second step at sign-in that they have not set up: nothing else opens until they do.
    package var mustEnrol = false

    package init(
        workspace: Workspace, product: Product, person: Person?, viewer: Viewer, door: Door, t: Translator,
        now: Instant, csrfToken: String?, origin: String? = nil
    ) {
        self.workspace = workspace
        self.product = product
        self.person = person
        self.viewer = viewer
        self.door = door
        self.t = t
        self.now = now
        self.csrfToken = csrfToken
        self.origin = origin
    }

    package var schema: Schema { workspace.schema }
    package var today: Day { now.day(in: t.timeZone) }

    /// The same person looking through narrower eyes: beside a record that they may not change.
    package func seen(by viewer: Viewer) -> Context {
        var context = Context(
            workspace: workspace, product: product, person: person, viewer: viewer, door: door, t: t, now: now,
            csrfToken: csrfToken, origin: origin)
        context.mustEnrol = mustEnrol
        return context
    }

    /// A read through this person's eyes.
    package func read<Result: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Result) async throws
        -> Result
    {
        try await workspace.read(viewer, body)
    }

    /// A change by this person, through this door.
    package func write<Result: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Result) async throws
        -> Result
    {
        let result = try await workspace.write(viewer, door, origin: origin, body)
        product.outboxSignal.raise()
        product.jobSignal.raise()
        return result
    }

    /// The kind called by this plural in a URL; not found when there is none or the viewer sees none of it.
    package func kind(plural: String) throws(Refusal) -> Kind {
        guard let kind = schema.kind(plural: plural), !viewer.grants(for: kind.name).isEmpty else { throw .notFound() }
        return kind
    }

    /// The same, refused where the viewer may do this to no record of the kind.
    package func kind(plural: String, to act: Viewer.Act) throws(Refusal) -> Kind {
        let kind = try kind(plural: plural)
        guard viewer.may(act, kind) else { throw .notAllowed(to: act) }
        return kind
    }

    /// What may be brought in from a file: made, or at least changed.
    package func importedKind(plural: String) throws(Refusal) -> Kind {
        let kind = try kind(plural: plural)
        guard viewer.mayChange(kind) else { throw .notAllowed(to: .create) }
        return kind
    }
}

/// The signed-in person, as pages show them.
package struct Person: Sendable, Hashable {
    package let id: Int64
    package let name: String
    package let email: String
    package let language: Language
    /// Theme and other choices of the person, kept with the user.
    package let preferences: JSON

    package init(id: Int64, name: String, email: String, language: Language, preferences: JSON = .object([])) {
        self.id = id
        self.name = name
        self.email = email
        self.language = language
        self.preferences = preferences
    }
}
