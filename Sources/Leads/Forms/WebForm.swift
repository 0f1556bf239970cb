import Identity
import People
import Records
import Storage

/// A form for strangers, on a page of ours or inside somebody's site: what it asks becomes a lead.
package struct WebForm: Entity {
    package static let name = "web_form", plural = "web_forms"
    package static let label = "Web form", pluralLabel = "Web forms"
    package static let icon = "file-text"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    /// Its address: `/f/contact`.
    package var slug = ""
    package var titleFr = ""
    package var titleEn = ""
    package var introFr: String?
    package var introEn: String?
    package var thanksFr: String?
    package var thanksEn: String?
    package var thanksUrl: String?
    package var source: String?
    package var campaign: String?
    /// Nil: leads are distributed by the rules.
    package var owner: ID<User>?
    package var purpose: ID<ConsentPurpose>?
    /// Sites that may show it, one a line.
    package var sites: String?
    /// Megabytes of one file that may come with an answer; nil: none is asked for.
    package var fileMegabytes: Int?
    /// Endings of the names of files that are taken; nil: the usual documents and pictures.
    package var fileTypes: String?
    /// What is asked for, in words of the form: “Your plan”. Nil: simply a file.
    package var fileLabelFr: String?
    package var fileLabelEn: String?
    package var fileIsRequired = false
    package var isActive = true
    package var views = 0
    package var answers = 0
    package var fields: [WebFormField] = []
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(120), .searched, .listed, .sorted),
        Field(
            "slug", \.slug, "Address on this server", .max(60), .unique, .listed,
            .help("Letters, digits and hyphens.")),
        Field("title_fr", \.titleFr, "Title in French", .required, .max(160)),
        Field("title_en", \.titleEn, "Title in English", .required, .max(160)),
        Field("intro_fr", \.introFr, "Introduction in French", .shape(.longText), .max(2000)),
        Field("intro_en", \.introEn, "Introduction in English", .shape(.longText), .max(2000)),
        Field("thanks_fr", \.thanksFr, "Thanks in French", .shape(.longText), .max(1000)),
        Field("thanks_en", \.thanksEn, "Thanks in English", .shape(.longText), .max(1000)),
        Field(
            "thanks_url", \.thanksUrl, "Page shown afterwards", .max(500),
            .help("Empty: the thanks above. It begins with https://.")),
        Field("source", \.source, "Source", .max(120), .help("Kept with every lead that comes from here.")),
        Field("campaign", \.campaign, "Campaign", .max(200)),
        Field("owner", \.owner, "Owner", .help("Empty: leads are distributed by the rules.")),
        Field(
            "purpose", \.purpose, "Consent asked for",
            .help("A box that is not ticked, with the words in force; the answer is kept as proof.")),
        Field(
            "sites", \.sites, "Sites that may show it", .shape(.longText), .max(2000),
            .help("One a line, such as https://www.example.com. Empty: only this server.")),
        Field(
            "file_megabytes", \.fileMegabytes, "Largest file, in megabytes",
            .help("Empty: no file is asked for.")),
        Field(
            "file_types", \.fileTypes, "Kinds of file", .max(300),
            .help("Endings such as pdf, docx, jpg. Empty: the usual documents and pictures.")),
        Field(
            "file_label_fr", \.fileLabelFr, "Name of the file in French", .max(160),
            .help("What is asked for, such as “Your plan”. Empty: “File”.")),
        Field("file_label_en", \.fileLabelEn, "Name of the file in English", .max(160)),
        Field("file_is_required", \.fileIsRequired, "File required", .required),
        Field("is_active", \.isActive, "In use", .required, .listed),
        Field("views", \.views, "Times shown", .required, .readOnly, .listed),
        Field("answers", \.answers, "Answers", .required, .readOnly, .listed),
    ]

    package static let parts: [Part<Self>] = [Part("fields", \.fields, "Fields")]

    func title(_ language: String) -> String { language == "en" ? titleEn : titleFr }
    func intro(_ language: String) -> String? { language == "en" ? introEn : introFr }
    func fileLabel(_ language: String) -> String? {
        (language == "en" ? fileLabelEn : fileLabelFr).flatMap { $0.trimmingWhitespace().isEmpty ? nil : $0 }
    }
    func thanks(_ language: String) -> String? { language == "en" ? thanksEn : thanksFr }

    /// Where it may be shown, as origins.
    var origins: [String] {
        (sites ?? "").split(whereSeparator: \.isNewline).compactMap { Website.origin(String($0)) }
    }
}

/// One question of a form: a field of the lead, in the words of the form; hidden ones carry a fixed value.
package struct WebFormField: PartItem, Hashable {
    package static let name = "field"
    package var id = ID<Self>()
    package var field = ""
    package var labelFr: String?
    package var labelEn: String?
    package var helpFr: String?
    package var helpEn: String?
    package var isRequired = false
    package var isHidden = false
    package var fixedValue: String?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("field", \.field, "Field of the lead", .required, .max(80)),
        Field("label_fr", \.labelFr, "Label in French", .max(160)),
        Field("label_en", \.labelEn, "Label in English", .max(160)),
        Field("help_fr", \.helpFr, "Help in French", .max(300)),
        Field("help_en", \.helpEn, "Help in English", .max(300)),
        Field("is_required", \.isRequired, "Required", .required),
        Field("is_hidden", \.isHidden, "Hidden", .required),
        Field("fixed_value", \.fixedValue, "Fixed value", .max(300)),
    ]

    func label(_ language: String) -> String? { language == "en" ? labelEn : labelFr }
    func help(_ language: String) -> String? { language == "en" ? helpEn : helpFr }
}

extension Website {
    /// `https://www.example.com` of what somebody typed; nil where it is no site.
    static func origin(_ typed: String) -> String? {
        let text = typed.trimmingWhitespace().lowercased()
        guard !text.isEmpty else { return nil }
        let isPlain = text.hasPrefix("http://localhost") || text.hasPrefix("http://127.0.0.1")
        let scheme = isPlain ? "http://" : "https://"
        let rest =
            text.hasPrefix("https://") ? text.dropFirst(8) : text.hasPrefix("http://") ? text.dropFirst(7) : text[...]
        let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 32 && $0 < 127 && !"\"'<>;,*\\".utf8.contains($0) }) else {
            return nil
        }
        return scheme + host
    }
}
