import Activities
import Foundation
import Localisation
import People
import Records
import Storage
import Web

/// The forms as strangers see them: `/f/contact`, the same inside another site, and the script that puts it there.
enum PublicFormPages {
    static let path = "/f/"
    /// Nobody reads and fills a form faster.
    private static let leastSeconds = 3
    /// A page that was left open longer is handed out anew.
    private static let mostSeconds = 86_400
    /// A box that only machines see and fill.
    static let trap = "fax_extension"

    static func register(in registry: inout Registry) {
        let callers = RateLimiter(burst: 12, secondsPerToken: 20, now: { Instant(Date()) })
        let forms = RateLimiter(burst: 300, secondsPerToken: 1, now: { Instant(Date()) })
        registry.routes.get(path + ":slug", .anonymous, show)
        registry.routes.post(path + ":slug", [.anonymous, .otherSites]) { request, context in
            let form = try await find(request.parameter("slug"), context)
            try allowed(request, form)
            try callers.take(request.remoteAddress)
            try forms.take(form.slug)
            return try await take(request, form, context)
        }
    }

    static func find(_ slug: String, _ context: Context) async throws -> WebForm {
        try await context.workspace.read(.house) { transaction in
            let kind = transaction.schema.kind(of: WebForm.self)
            let found = try transaction.all(kind, where: .test(path: ["slug"], .equals(.text(slug)))).first
            guard let form = try found.map({ try WebForm($0, kind: kind) }), form.isActive else {
                throw Refusal.notFound()
            }
            return form
        }
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let slug = request.parameter("slug")
        if slug.hasSuffix(".js") { return try await script(String(slug.dropLast(3)), request, context) }
        let form = try await find(slug, context)
        let t = translator(request, context), isPreview = request.query["preview"] != nil
        if request.query["thanks"] != nil {
            return try await FormPageView.load(form, t, context).thanks(request)
        }
        var token = ""
        if !isPreview, request.method == .get {
            let marks = marks(of: request), language = t.language.rawValue
            token = try await context.workspace.write(.house, .screen) { transaction in
                try FormDesk.count("views", form.id, in: transaction)
                return try pageToken(form, marks, language, in: transaction)
            }
        }
        return try await FormPageView.load(form, t, context).page(request, token: token)
    }

    static func pageToken(
        _ form: WebForm, _ marks: [String: String], _ language: String, in transaction: Transaction
    ) throws -> String {
        try Preferences.token(
            "form",
            [
                "form": .text(String(form.id.number)), "at": .text(transaction.now.iso),
                "nonce": .text(String(transaction.ids.next())), "language": .text(language),
                "marks": .object(marks.sorted { $0.key < $1.key }.map { .init($0.key, .text($0.value)) }),
            ], transaction)
    }

    private static func take(_ request: Request, _ form: WebForm, _ context: Context) async throws -> Response {
        let upload = try await sent(request, form, context), sent = upload.answers, files = upload.files
        // Those kept have moved.
        defer { AttachmentUpload.discard(files, in: context.product.files) }
        let said = Preferences.read(sent["_page"] ?? "", use: "form", context.workspace.settings)
        let t = translator(request, context)
        var answer = FormAnswer(
            form: form, typed: Form(sent.items.filter { !$0.name.hasPrefix("_") && $0.name != trap }))
        answer.hasAgreed = sent["_consent"] == "yes"
        answer.ipAddress = request.remoteAddress
        answer.language = t.language
        guard let said, said["form"]?.text == String(form.id.number),
            let at = said["at"]?.text.flatMap({ Instant(iso: $0) }),
            at > context.now.adding(seconds: -mostSeconds)
        else {
            let late = Message("This page was open too long. Look through it once more and send it again.")
            return try await again(answer, Refusal(code: "page_too_old", late), request, t, context)
        }
        answer.nonce = said["nonce"]?.text
        for member in said["marks"]?.members ?? [] { answer.marks[member.name] = member.value.text }
        var spam: Message?
        if !(sent[trap] ?? "").isEmpty { spam = Message("A box that people do not see was filled in") }
        if at > context.now.adding(seconds: -leastSeconds) { spam = Message("It was sent faster than anybody types") }
        do {
            if let fault = upload.fault { throw fault }
            _ = try await FormDesk.take(answer, spam: spam, files: files, context)
        } catch let refusal as Refusal where !refusal.fields.isEmpty {
            if request.wantsJSON { throw refusal }
            return try await again(answer, refusal, request, t, context)
        }
        let next = form.thanksUrl.flatMap { $0.isEmpty ? nil : $0 }
        if request.wantsJSON {
            let words = form.thanks(t.language.rawValue) ?? t("Thank you. We will answer you soon.")
            let json = JSON.record(["message": .text(words), "next": next.map { .text($0) } ?? .null])
            return shared(Response.json(json, status: 201), request, form)
        }
        let embedded = request.query["embed"] == nil ? "" : "&embed=1"
        let address = next ?? "\(path)\(form.slug)?thanks=1&language=\(t.language.rawValue)\(embedded)"
        return shared(.redirect(address), request, form)
    }

    /// The answers, and the file where one is asked for.
    private static func sent(
        _ request: Request, _ form: WebForm, _ context: Context
    ) async throws -> FormUpload {
        guard let limit = form.fileMegabytes else {
            return FormUpload(answers: try await request.form(limit: 200_000))
        }
        var upload = FormUpload()
        if request.contentType == "multipart/form-data" {
            let most = min(limit << 20, context.workspace.settings.maximumUploadBytes)
            upload = try await FormUpload.receive(request, form, limit: most, context.product.files)
        } else {
            upload.answers = try await request.form(limit: 200_000)
        }
        if form.fileIsRequired, upload.files.isEmpty, upload.fault == nil { upload.fault = FormUpload.missing }
        return upload
    }

    /// The form once more, with what was typed and what is wrong.
    private static func again(
        _ answer: FormAnswer, _ refusal: Refusal, _ request: Request, _ t: Translator, _ context: Context
    ) async throws -> Response {
        let form = answer.form, marks = answer.marks.isEmpty ? marks(of: request) : answer.marks
        let language = t.language.rawValue
        let token = try await context.workspace.write(.house, .screen) {
            try pageToken(form, marks, language, in: $0)
        }
        var view = try await FormPageView.load(form, t, context)
        view.typed = answer.typed
        view.hasAgreed = answer.hasAgreed
        view.refusal = refusal
        return shared(view.page(request, token: token), request, form)
    }

    /// Where they came from: what advertisements add to addresses, the first page, the page before.
    private static func marks(of request: Request) -> [String: String] {
        var marks: [String: String] = [:]
        for item in request.query.items {
            let isMark = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"].contains(item.name)
            if isMark, !item.value.isEmpty { marks[item.name] = String(item.value.prefix(300)) }
        }
        if let page = request.query["page"], !page.isEmpty {
            marks["page"] = String(page.prefix(1000))
            // The embedding page's own address carries the marks of the advertisement.
            if let mark = page.firstIndex(of: "?"), let query = Form(encoded: page[page.index(after: mark)...].utf8) {
                for item in query.items where item.name.hasPrefix("utm_") && marks[item.name] == nil {
                    marks[item.name] = String(item.value.prefix(300))
                }
            }
        } else {
            marks["page"] = request.path
        }
        if let referrer = request.query["ref"] ?? request.headers["Referer"], !referrer.isEmpty {
            marks["referrer"] = String(referrer.prefix(1000))
        }
        return marks
    }

    private static func translator(_ request: Request, _ context: Context) -> Translator {
        guard let language = request.query["language"].flatMap({ Language(rawValue: $0) }) else { return context.t }
        return context.product.catalogues.translator(language, timeZone: context.t.timeZone)
    }

    // Other sites

    /// Only our own page and the sites on the list send answers.
    private static func allowed(_ request: Request, _ form: WebForm) throws {
        guard let origin = request.headers["Origin"], origin != "null" else { return }
        let own = origin.drop { $0 != ":" }.dropFirst(3).lowercased() == request.host.lowercased()
        guard own || form.origins.contains(origin.lowercased()) else {
            throw Refusal(
                .forbidden, code: "site_not_listed",
                Message("This site may not send this form. Add it to the sites of the form first."))
        }
    }

    private static func shared(_ response: Response, _ request: Request, _ form: WebForm) -> Response {
        guard let origin = request.headers["Origin"], form.origins.contains(origin.lowercased()) else {
            return response
        }
        return response.with("Access-Control-Allow-Origin", origin).with("Vary", "Origin")
    }

    private static func script(_ slug: String, _ request: Request, _ context: Context) async throws -> Response {
        let form = try await find(slug, context)
        // A file and a consent take about the room of a question each.
        let further = [form.fileMegabytes != nil, form.purpose != nil].count { $0 }
        let shown = form.fields.count { !$0.isHidden } + further
        let title = JSON.text(form.title(context.workspace.settings.language)).string.replacing("<", with: "\\u003c")
        let text = """
            (function () {
              var here = document.currentScript, base = new URL(here.src);
              var frame = document.createElement("iframe");
              frame.src = base.origin + base.pathname.replace(/\\.js$/, "") + "?embed=1&page=" +
                encodeURIComponent(location.href) + "&ref=" + encodeURIComponent(document.referrer) +
                (here.dataset.language ? "&language=" + encodeURIComponent(here.dataset.language) : "");
              frame.title = \(title);
              frame.setAttribute("sandbox",
                "allow-forms allow-scripts allow-same-origin allow-top-navigation-by-user-activation");
              frame.loading = "lazy";
              frame.style.width = "100%";
              frame.style.border = "0";
              frame.style.height = "\(360 + shown * 96)px";
              here.parentNode.insertBefore(frame, here.nextSibling);
            })();

            """
        return Response(
            headers: [
                "Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "public, max-age=300",
                "Cross-Origin-Resource-Policy": "cross-origin",
            ], body: .bytes(Array(text.utf8)))
    }
}
