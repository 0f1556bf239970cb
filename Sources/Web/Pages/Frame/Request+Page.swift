import Records

extension Request {
    /// Whether a script of ours asks, and not the browser for a whole page.
    package var isFetched: Bool { headers["X-Fragment"] != nil }

    /// The address a form came from, within this site: where to go back to.
    package func back(_ form: Form, or fallback: String) -> String {
        Response.localAddress(form["back"]) ?? fallback
    }

    /// The page this request was sent from, if it is one of ours.
    package var cameFrom: String? {
        guard let referer = headers["Referer"], let scheme = referer.range(of: "://") else { return nil }
        let rest = referer[scheme.upperBound...]
        guard let slash = rest.firstIndex(of: "/"), rest[..<slash].lowercased() == host.lowercased() else { return nil }
        return Response.localAddress(String(rest[slash...]))
    }
}

// A word about what was done, shown by the page that follows.
extension Response {
    /// A form that was accepted: the page that follows says so.
    package func saying(_ toast: Toast) -> Response {
        setting(Cookie(Toast.cookie, toast.header, maxAgeSeconds: 30))
    }

    /// The answer to an accepted form: a browser goes there; a script is told where, and what became of the record.
    package static func accepted(_ request: Request, next: String, _ json: JSON = .object([])) -> Response {
        request.isFetched || request.wantsJSON ? .json(json).with("X-Location", next) : .redirect(next)
    }

    /// The toast with an answer to a script, which shows it itself.
    package func announcing(_ toast: Toast) -> Response { with("X-Toast", toast.header) }

    /// A piece of a page.
    package static func fragment(status: Int = 200, _ content: (inout HTML) -> Void) -> Response {
        var html = HTML()
        content(&html)
        return .html(html.bytes, status: status).with("Cache-Control", "no-store")
    }
}

extension Toast {
    static let cookie = "toast"
    static var cleared: Cookie { Cookie(cookie, "", maxAgeSeconds: 0) }
}

extension Request {
    /// What the form before this page did.
    var waitingToast: Toast? {
        guard let text = cookie(Toast.cookie), let json = percentDecoded(text.utf8) else { return nil }
        guard case .success(let read) = Result(catching: { try JSON(parsing: json) }), let text = read["text"]?.text
        else {
            return nil
        }
        let tone = read["tone"]?.text.flatMap { Tone(rawValue: $0) } ?? .good
        return Toast(text, undo: Response.localAddress(read["undo"]?.text), tone: tone)
    }
}
