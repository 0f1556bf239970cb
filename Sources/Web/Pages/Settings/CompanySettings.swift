import Foundation
import Localisation
import Records
import Storage

/// The company's name, language, money, clock and limits.
enum CompanySettings {
    static func register(in registry: inout Registry) {
        registry.routes.get("/settings/company", [], show)
        registry.routes.post("/settings/company", [], save)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(Settings.permission)
        let form = CompanyForm(context.workspace.settings, context.t)
        return answer(form, request, context)
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(Settings.permission)
        var form = CompanyForm(try await request.form())
        let values = form.read(context.t)
        guard form.refusals.isEmpty else {
            if request.wantsJSON { throw Refusal(fields: form.refusals) }
            return answer(form, request, context, status: 422)
        }
        try await context.write { transaction in
            for (name, value) in values { try WorkspaceSettings.save(name, value, in: transaction) }
        }
        try await context.workspace.reload()
        return Response.accepted(request, next: "/settings/company").saying(Toast(context.t("Saved.")))
    }

    private static func answer(
        _ form: CompanyForm, _ request: Request, _ context: Context, status: Int = 200
    ) -> Response {
        let t = context.t
        return SettingsFrame(request, context).page(t("Company"), status: status) { html in
            html.form(.class("form two"), .method("post"), .action("/settings/company"), .data("keep")) { html in
                html.csrfField(context.csrfToken ?? "")
                form.write(&html, t)
                html.div(.class("wide")) { $0.action(Action(t("Save"), icon: "check", look: .primary, submit: true)) }
            }
        }
    }
}

/// The form of these settings: what stands in it, and what is wrong with it.
struct CompanyForm: Sendable {
    private var typed: Form
    private(set) var refusals: [FieldRefusal] = []

    init(_ typed: Form) { self.typed = typed }

    init(_ settings: WorkspaceSettings, _ t: Translator) {
        typed = Form([
            .init("company", settings.company), .init("language", settings.language),
            .init("currency", settings.currency), .init("country", settings.country),
            .init("time_zone", settings.timeZone.identifier),
            .init("maximum_upload", t.number(settings.maximumUploadBytes / 1_048_576)),
        ])
        for (number, rate) in settings.rates.sorted(by: { $0.key < $1.key }).enumerated() {
            typed.items.append(.init("rates[\(number)].currency", rate.key))
            typed.items.append(.init("rates[\(number)].rate", t.exact(rate.value)))
        }
    }

    private static let currency = FieldSpec(
        name: "currency", label: Message("Currency"), shape: .text, traits: [.required, .max(3)])
    private static let rate = FieldSpec(
        name: "rate", label: Message("Worth in company currency"), shape: .exact)

    private var fields: [FieldSpec] {
        let languages = Language.allCases.map { ChoiceOption($0.rawValue, .verbatim($0.label)) }
        return [
            FieldSpec(name: "company", label: Message("Company"), shape: .text, traits: [.required, .max(200)]),
            FieldSpec(name: "language", label: Message("Language"), shape: .choice(languages), traits: [.required]),
            CompanyForm.currency,
            FieldSpec(
                name: "country", label: Message("Country"), shape: .text,
                traits: [
                    .required, .max(2), .help("Two letters, such as FR: how telephones without a prefix are read."),
                ]),
            FieldSpec(
                name: "time_zone", label: Message("Time zone"), shape: .text,
                traits: [.required, .max(60), .help("Such as Europe/Paris.")]),
            FieldSpec(
                name: "maximum_upload", label: Message("Largest file, in megabytes"), shape: .integer,
                traits: [.required]),
        ]
    }

    private var rateNumbers: [Int] {
        Set(
            typed.items.compactMap { item -> Int? in
                guard item.name.hasPrefix("rates[") else { return nil }
                return Int(item.name.dropFirst(6).prefix { $0.isASCII && $0.isNumber })
            }
        ).sorted()
    }

    func write(_ html: inout HTML, _ t: Translator) {
        for spec in fields { html.field(field(spec, spec.name, t), t) }
        let rows = rateNumbers.map { rateRow("[\($0)]", t) }
        html.partsEditor(
            name: "rates", label: t("Exchange rates"), addLabel: t("Add a currency"),
            rows: rows.isEmpty ? [rateRow("[0]", t)] : rows, blank: rateRow("[#]", t), t)
        html.p(
            t("One line for each other currency: its code, and what one unit of it is worth in company currency."),
            .class("xs muted wide"))
    }

    private func rateRow(_ number: String, _ t: Translator) -> [FormField] {
        var currency = CompanyForm.currency
        currency.isRequired = false
        return [field(currency, "rates\(number).currency", t), field(CompanyForm.rate, "rates\(number).rate", t)]
    }

    private func field(_ spec: FieldSpec, _ name: String, _ t: Translator) -> FormField {
        var field = FormField(spec, name: name, text: typed[name] ?? "")
        field.error = refusals.first { $0.field == name }.map { t($0.message) }
        return field
    }

    /// The settings to store, by name; what cannot be is refused.
    mutating func read(_ t: Translator) -> [(String, JSON)] {
        var values: [(String, JSON)] = []
        for name in ["company", "language", "currency", "country", "time_zone"] {
            let text = (typed[name] ?? "").trimmingWhitespace()
            if text.isEmpty { refuse(name, "required", Message("Fill this in.")) }
            values.append((name, .text(name == "currency" || name == "country" ? text.uppercased() : text)))
        }
        check(values)
        if let megabytes = t.readNumber(typed["maximum_upload"] ?? ""), (1...2000).contains(megabytes) {
            values.append(("maximum_upload_bytes", .number(String(megabytes * 1_048_576))))
        } else {
            refuse(
                "maximum_upload", "out_of_range",
                Message("A whole number from 1 to {limit} is expected.", ["limit": .number(2000)]))
        }
        values.append(("rates", rates(t)))
        return values
    }

    private mutating func check(_ values: [(String, JSON)]) {
        let texts = Dictionary(values.map { ($0.0, $0.1.text ?? "") }) { first, _ in first }
        if let text = texts["currency"], !text.isEmpty, !Money.isCurrency(text) {
            refuse("currency", "invalid_currency", Message("A currency is three capital letters, such as EUR."))
        }
        if let text = texts["language"], !text.isEmpty, Language(rawValue: text) == nil {
            refuse(
                "language", "unknown_choice",
                Message("One of these is expected: {options}.", ["options": .text("fr, en")]))
        }
        if let text = texts["country"], !text.isEmpty, text.utf8.count != 2 || !text.allSatisfy(\.isLetter) {
            refuse("country", "invalid_value", Message("A country is two letters, such as FR."))
        }
        if let text = texts["time_zone"], !text.isEmpty, TimeZone(identifier: text) == nil {
            refuse(
                "time_zone", "invalid_value",
                Message("There is no time zone “{name}”. Write it as Europe/Paris.", ["name": .text(text)]))
        }
    }

    private mutating func rates(_ t: Translator) -> JSON {
        var members: [JSON.Member] = []
        for number in rateNumbers {
            let place = "rates[\(number)]"
            let code = (typed[place + ".currency"] ?? "").trimmingWhitespace().uppercased()
            let text = (typed[place + ".rate"] ?? "").trimmingWhitespace()
            if code.isEmpty, text.isEmpty { continue }
            if !Money.isCurrency(code) {
                refuse(
                    place + ".currency", "invalid_currency",
                    Message("A currency is three capital letters, such as EUR."))
            } else if members.contains(where: { $0.name == code }) {
                refuse(place + ".currency", "taken", Message("This currency stands here twice."))
            }
            guard let rate = t.readExact(text), rate.millionths > 0 else {
                refuse(place + ".rate", "invalid_value", Message("A number above zero is expected."))
                continue
            }
            members.append(.init(code, .text(rate.text)))
        }
        return .object(members)
    }

    private mutating func refuse(_ name: String, _ code: String, _ message: Message) {
        refusals.append(FieldRefusal(name, code: code, message))
    }
}
