import Foundation
import Identity
import Jobs
import Localisation
import Logging
import Records
import ServiceLifecycle
import Storage
import Web

/// One company as a running server serves it: its pages and doors, its live events and its background work. Nothing of
/// it is shared with another company but the program itself.
package struct Site: Sendable {
    /// What the server as a whole keeps: health, metrics, the files of the pages, and the way to other companies.
    struct House: Sendable {
        var health = Health()
        var metrics = Metrics()
        var files: StaticFiles?
        var elsewhere: (@Sendable (Request) async -> WebServer<Context>.Answered?)?
    }

    package let installation: Installation
    package let web: WebServer<Context>
    let background: Background

    init(_ installation: Installation, in house: House = House()) {
        self.installation = installation
        let (workspace, product, logger, settings) = (
            installation.workspace, installation.product, installation.logger, installation.settings
        )
        background = Background(installation)
        let authenticator = Authenticator(workspace: workspace, product: product)
        var configuration = WebConfiguration(host: settings.host, port: settings.port, now: { Instant(Date()) })
        configuration.isBehindProxy = settings.isBehindProxy
        configuration.metricsToken = settings.metricsToken
        let translator = Site.translator(product, workspace)
        web = WebServer(
            configuration: configuration, routes: product.registry.routes, files: house.files, events: product.events,
            health: house.health,
            metrics: house.metrics,
            errors: ErrorResponse(
                translate: { message, request in translator(request)(message) },
                page: { page, request in ErrorPages.render(page, translator(request)) }, logger: logger),
            logger: logger,
            around: { request, context, handler in
                try await Authenticator.demandSignIn(request, context) { request, context in
                    try await FormerRecords.answering(request, context, handler)
                }
            },
            elsewhere: house.elsewhere,
            csrfToken: { $1.csrfToken }, context: { try await authenticator.context(for: $0) })
    }

    /// Whether its database answers.
    func isWell() async -> Bool {
        do {
            _ = try await installation.workspace.database.read { try $0.integer("SELECT 1") }
            return true
        } catch { return false }
    }

    /// The language of an answer when something failed before the person was known.
    private static func translator(_ product: Product, _ workspace: Workspace) -> @Sendable (Request) -> Translator {
        { request in
            let house = Language(rawValue: workspace.settings.language) ?? .french
            let wished =
                request.cookie("language").flatMap { Language(rawValue: $0) }
                ?? request.acceptedLanguages.compactMap { Language(rawValue: String($0.prefix(2))) }.first
            return product.catalogues.translator(wished ?? house, timeZone: workspace.settings.timeZone)
        }
    }
}
