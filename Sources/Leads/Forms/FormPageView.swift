import Localisation
import People
import Records
import Storage
import Web

/// A form as a page: title, questions, consent, one button. Works without script.
struct FormPageView: Sendable {
    private let form: WebForm
    private let t: Translator
    private let company: String
    private let questions: [(field: WebFormField, spec: FieldSpec)]
    private let consent: String?
    var typed = Form()
    var hasAgreed = false
    var refusal: Refusal?

    static func load(_ form: WebForm, _ t: Translator, _ context: Context) async throws -> FormPageView {
        let language = t.language.rawValue
        let (kind, words) = try await context.workspace.read(.house) { transaction in
            let words = try form.purpose.flatMap { try ConsentText.current(of: $0, in: transaction)?.text(language) }
            return (transaction.schema.kind(of: Lead.self), words)
        }
        let askable = Dictionary(uniqueKeysWithValues: WebForm.askable(kind).map { ($0.name, $0) })
        let questions = form.fields.compactMap { field -> (field: WebFormField, spec: FieldSpec)? in
            guard !field.isHidden, let spec = askable[field.field] else { return nil }
            var traits: [Trait] = field.isRequired ? [.required] : []
            if let limit = spec.maxLength { traits.append(.max(limit)) }
            let label = field.label(language).flatMap { $0.isEmpty ? nil : Message.verbatim($0) } ?? spec.label
            var asked = FieldSpec(name: spec.name, label: label, shape: spec.shape, traits: traits)
            asked.help = field.help(language).flatMap { $0.isEmpty ? nil : Message.verbatim($0) }
            return (field, asked)
        }
        return FormPageView(
            form: form, t: t, company: context.workspace.settings.company, questions: questions, consent: words)
    }

    private init(
        form: WebForm, t: Translator, company: String, questions: [(field: WebFormField, spec: FieldSpec)],
        consent: String?
    ) {
        (self.form, self.t, self.company) = (form, t, company)
        (self.questions, self.consent) = (questions, consent)
    }

    func page(_ request: Request, token: String) -> Response {
        let language = t.language.rawValue, frame = BarePage(t: t, assets: PageFrame.assets, wide: true)
        let embedded = request.query["embed"] == nil ? "" : "&embed=1"
        let bytes = frame.page(title: form.title(language)) { html in
            if let intro = form.intro(language), !intro.isEmpty { html.p(intro, .class("prose")) }
            if let refusal, refusal.fields.isEmpty { html.notice(t(refusal.message), .warn) }
            html.form(
                .class("card form two"), .method("post"),
                .attribute("enctype", form.fileMegabytes == nil ? nil : "multipart/form-data"),
                .action("\(PublicFormPages.path)\(form.slug)?language=\(language)\(embedded)")
            ) { html in
                html.input(.type("hidden"), .name("_page"), .value(token))
                if let refusal { html.div(.class("wide")) { $0.refusals(nil, refused(refusal), t) } }
                for question in questions { html.field(field(question.spec), t) }
                if let most = form.fileMegabytes { file(most, &html) }
                trap(&html)
                if let consent { agree(consent, &html) }
                html.div(.class("wide")) { html in
                    html.action(
                        Action(t("Send"), icon: "send", look: .primary, submit: true, [.disabled(token.isEmpty)]))
                }
            }
            html.p(t(Message("Your answers go to {company}.", ["company": .text(company)])), .class("xs muted"))
        }
        return answer(bytes, status: refusal == nil ? 200 : 422)
    }

    func thanks(_ request: Request) -> Response {
        let frame = BarePage(t: t, assets: PageFrame.assets, wide: true)
        let bytes = frame.page(title: form.title(t.language.rawValue)) { html in
            html.div(.class("card form"), .role("status")) { html in
                let words = form.thanks(t.language.rawValue).flatMap { $0.isEmpty ? nil : $0 }
                html.notice(words ?? t("Thank you. We will answer you soon."), .good)
            }
        }
        return answer(bytes, status: 200)
    }

    private func field(_ spec: FieldSpec) -> FormField {
        var field = FormField(spec, text: typed[spec.name] ?? "")
        field.error = refusal?.fields.first { $0.field == spec.name }.map { t($0.message) }
        return field
    }

    private func refused(_ refusal: Refusal) -> [(field: FormField, message: String)] {
        refusal.fields.compactMap { fault in
            let spec = fault.field == "file" ? fileSpec : questions.first { $0.spec.name == fault.field }?.spec
            return spec.map { (field($0), t(fault.message)) }
        }
    }

    private var fileSpec: FieldSpec {
        let label = form.fileLabel(t.language.rawValue).map { Message.verbatim($0) } ?? Message("File")
        return FieldSpec(name: "file", label: label, shape: .text)
    }

    private func file(_ most: Int, _ html: inout HTML) {
        html.div(.class("field wide")) { html in
            let fault = refusal?.fields.first { $0.field == "file" }
            html.label(.for("field-file")) { html in
                html.text(t(fileSpec.label))
                if form.fileIsRequired { html.span("*", .class("needed"), .aria("hidden", "true")) }
            }
            html.input(
                .class("input"), .type("file"), .id("field-file"), .name("_file"),
                .required(form.fileIsRequired),
                .attribute("accept", form.fileEndings.map { "." + $0 }.joined(separator: ",")),
                .aria("describedby", fault == nil ? "field-file-help" : "field-file-help field-file-error"),
                .aria("invalid", fault == nil ? nil : "true"))
            html.p(
                t(
                    Message(
                        "At most {megabytes} MB: {kinds}.",
                        [
                            "megabytes": .number(most), "kinds": .text(form.fileEndings.joined(separator: ", ")),
                        ])), .class("help"), .id("field-file-help"))
            if let fault {
                html.p(.class("error"), .id("field-file-error")) { html in
                    html.icon("circle-alert", .small)
                    html.span(t(fault.message))
                }
            }
        }
    }

    /// People neither see nor reach it; machines fill it.
    private func trap(_ html: inout HTML) {
        html.div(.class("unseen"), .aria("hidden", "true")) { html in
            html.label(t("Leave this empty"), .for("form-trap"))
            html.input(
                .type("text"), .id("form-trap"), .name(PublicFormPages.trap), .tabindex(-1),
                .attribute("autocomplete", "off"))
        }
    }

    private func agree(_ words: String, _ html: inout HTML) {
        html.div(.class("field wide")) { html in
            html.label(.class("tick")) { html in
                html.input(.type("checkbox"), .name("_consent"), .value("yes"), .checked(hasAgreed))
                html.span(words)
            }
        }
    }

    /// Only the listed sites may show it in a frame.
    private func answer(_ bytes: [UInt8], status: Int) -> Response {
        let frames = (["'self'"] + form.origins).joined(separator: " ")
        return Response.html(bytes, status: status)
            .with(
                "Content-Security-Policy",
                "default-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; frame-ancestors \(frames); "
                    + "base-uri 'none'; form-action 'self' https:; object-src 'none'"
            )
            .with("X-Frame-Options", "SAMEORIGIN").with("Cache-Control", "no-store")
    }
}
