import Records
import Web

// For which company is a request? By host name first; on the server's own hosts by path, or by the choice that such a
// path has left in the browser.
extension WorkspaceHall {
    /// Where a browser keeps which company it is in, on hosts that belong to none.
    static let cookie = "workspace"
    private static let prefix = "/w/"

    /// Nil for the server's own company.
    func answer(_ request: Request) async -> WebServer<Context>.Answered? {
        if isEmpty { return nil }
        if let tenant = tenant(host: WorkspaceEntry.host(request.host)) { return await answer(request, for: tenant) }
        if request.path.hasPrefix(WorkspaceHall.prefix) { return await answerPrefixed(request) }
        guard let name = request.cookie(WorkspaceHall.cookie), let tenant = tenant(name: name) else { return nil }
        var answer = await answer(request, for: tenant)
        // Another company has other pages at the same address: a browser must not keep these.
        answer.response.headers["Cache-Control"] = "no-store"
        return answer
    }

    private func answer(_ request: Request, for tenant: Tenant) async -> WebServer<Context>.Answered {
        metrics.count(
            "entregent_workspace_requests_total", help: "Requests answered, by workspace.",
            ["workspace": tenant.entry.name])
        guard let site = tenant.resident?.site else { return (WorkspaceHall.away(request), "workspace away") }
        return await site.web.answerHere(request)
    }

    /// `/w/acme/api/v1/accounts` is for programs; any other `/w/acme…` brings a browser in.
    private func answerPrefixed(_ request: Request) async -> WebServer<Context>.Answered? {
        let rest = request.path.dropFirst(WorkspaceHall.prefix.count)
        let name = String(rest.prefix { $0 != "/" }), path = String(rest.dropFirst(name.count))
        if name == WorkspaceEntry.defaultName { return enter("", path, request) }
        guard let tenant = tenant(name: name) else { return nil }
        if path.hasPrefix("/api/") {
            var answer = await answer(request.moved(to: path), for: tenant)
            if let location = answer.response.headers["Location"], location.hasPrefix("/") {
                answer.response.headers["Location"] = WorkspaceHall.prefix + name + location
            }
            return answer
        }
        return enter(name, path, request)
    }

    private func enter(_ name: String, _ path: String, _ request: Request) -> WebServer<Context>.Answered? {
        guard request.method == .get || request.method == .head else { return nil }
        let address = Response.localAddress(path.isEmpty ? "/" : path) ?? "/"
        let query = request.query.items.isEmpty ? "" : "?" + request.query.encoded
        let cookie = Cookie(WorkspaceHall.cookie, name, maxAgeSeconds: name.isEmpty ? 0 : 365 * 86_400)
        let response = Response.redirect(address + query).setting(cookie).with("Cache-Control", "no-store")
        return (response, "/w/:workspace")
    }

    /// Its database is away, or it is being restored: never the pages of somebody else.
    private static func away(_ request: Request) -> Response {
        let english = "This company cannot be reached right now. Try again in a minute."
        let french = "Cette entreprise n’est pas joignable pour l’instant. Réessayez dans une minute."
        let wished = request.cookie("language") ?? request.acceptedLanguages.first.map { String($0.prefix(2)) } ?? "fr"
        let sentence = wished == "en" ? english : french
        var response: Response
        if request.wantsJSON {
            let error: JSON = .record([
                "type": "unavailable", "code": "workspace_unavailable", "field": .null, "message": .text(sentence),
                "fields": .array([]), "request_id": .text(request.id),
            ])
            response = .json(.record(["error": error]), status: 503)
        } else {
            response = .text(sentence, status: 503)
        }
        response.headers["Retry-After"] = "60"
        response.headers["Cache-Control"] = "no-store"
        return response
    }
}
