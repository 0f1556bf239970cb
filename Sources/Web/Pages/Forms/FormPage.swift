import Localisation
import Records

/// The form that makes or changes a record: the two or three fields that matter first, the others on demand.
struct FormPage: Sendable {
    var fields: FormFields
    var address: String
    /// Where one goes when nothing is saved.
    var back: String
    /// The page the address asked to go back to; without one, saving leads to the record.
    var wantedBack: String?
    var csrf: String
    var isDialog = false
    /// The version the person saw; saving over another one is refused.
    var version: Int64?
    /// Why the form came back as a whole.
    var refusal: Message?
    /// What was chosen where somebody else had changed the same.
    var settled: [Form.Item] = []
    var candidates: [Candidate] = []
    /// The field or part somebody came to fill in: it stands among the first and has the focus.
    var focus: String?

    /// A record that may be the same.
    struct Candidate: Sendable {
        let id: Int64
        let title: String
        let detail: String
    }

    private var kind: Kind { fields.kind }
    private var isNew: Bool { fields.record.id == 0 }

    var title: String {
        let t = fields.showing.t
        if isNew { return t(Message("New: {kind}", ["kind": .message(kind.label)])) }
        return t(Message("Edit {name}", ["name": .text(fields.record.shownTitle(in: kind, t))]))
    }

    func write(_ html: inout HTML) {
        let t = fields.showing.t
        // The server says what is wrong, all at once and in the person's language; a browser would say one at a time.
        html.form(
            .class("form two"), .method("post"), .action(address), .flag("novalidate"), .data("ajax", if: isDialog),
            .data("keep", if: !isDialog), .data("duplicates", isNew ? "/\(kind.plural)/duplicates" : nil)
        ) { html in
            html.csrfField(csrf)
            if let wantedBack { html.input(.type("hidden"), .name("back"), .value(wantedBack)) }
            if isDialog { html.input(.type("hidden"), .name("dialog"), .value("1")) }
            if let version { html.input(.type("hidden"), .name("version"), .value(String(version))) }
            for item in settled { html.input(.type("hidden"), .name(item.name), .value(item.value)) }
            writeRefusals(&html, t)
            writeCandidates(&html, t)
            if isNew { html.div(.class("wide")) { $0.duplicatesPlace() } }
            writeFields(&html, t)
            writeButtons(&html, t)
        }
    }

    private func writeFields(_ html: inout HTML, _ t: Translator) {
        let writable = kind.writable(by: fields.viewer)
        let first = writable.filter(isFirst), rest = writable.filter { !isFirst($0) }
        for spec in first {
            var field = fields.field(spec)
            field.hasFocus = spec.name == focus
            html.field(field, t)
        }
        let open = kind.parts.filter { fields.viewer.mayWrite(part: $0.name, of: kind) }
        for part in open where isFirst(part) { writePart(part, &html, t) }
        let parts = open.filter { !isFirst($0) }
        guard !rest.isEmpty || !parts.isEmpty else { return }
        let isRefused = fields.refusals.contains { refusal in rest.contains { $0.name == refusal.field } }
        html.details(.class("wide"), .flag("open", isRefused)) { html in
            html.summary(t("More fields"), .class("link s"))
            html.div(.class("form two"), .style("margin-top:14px")) { html in
                for spec in rest { html.field(fields.field(spec), t) }
                for part in parts { writePart(part, &html, t) }
            }
        }
    }

    private func writePart(_ part: Kind.PartKind, _ html: inout HTML, _ t: Translator) {
        var (rows, blank) = fields.rows(of: part)
        if part.name == focus, rows.first?.indices.contains(1) == true { rows[0][1].hasFocus = true }
        // Says that the part was shown, so that removing its last row empties it.
        html.input(.type("hidden"), .name(part.name), .value("shown"))
        html.partsEditor(
            name: part.name, label: t(part.kind.label), addLabel: t("Add a row"), rows: rows, blank: blank, t)
    }

    /// A new record asks for what it must have and what lists show; a stored one shows what it has as well.
    private func isFirst(_ spec: FieldSpec) -> Bool {
        if spec.name == kind.title || spec.name == focus { return true }
        if spec.shape == .boolean || spec.isQuiet && !(isNew && spec.isRequired) { return false }
        if makesTitle(spec) { return true }
        if isDialog { return spec.isRequired || isAsked(spec) }
        if spec.isRequired || spec.isListed { return true }
        return !isNew && !fields.record.values(spec.name, in: kind).allSatisfy(\.isNull)
    }

    /// Where the house writes the title, it is made of what such a record is found by: names, addresses, numbers.
    private func makesTitle(_ spec: FieldSpec) -> Bool {
        kind.titleField.isReadOnly && kind.titleField.shape.isText && (spec.isSearched || spec.shape == .phone)
    }

    /// In a dialog: the first two fields of the list, and what the address already filled in.
    private func isAsked(_ spec: FieldSpec) -> Bool {
        let listed = kind.writable(by: fields.viewer).filter {
            $0.isListed && !$0.isRequired && $0.shape != .boolean && $0.name != kind.title
        }
        return listed.prefix(2).contains(spec)
            || !fields.record.values(spec.name, in: kind).allSatisfy(\.isNull)
    }

    private func isFirst(_ part: Kind.PartKind) -> Bool {
        part.name == focus || part.kind.declared.contains { $0.match != nil } && !isDialog
    }
}

// What stands above and below the fields.
extension FormPage {
    private func writeRefusals(_ html: inout HTML, _ t: Translator) {
        html.div(.class("wide")) { html in
            let refused = fields.refusals.map { refusal in
                (field: FormField(spec(refusal.field), name: refusal.field), message: t(refusal.message))
            }
            html.refusals(refused.isEmpty ? nil : t("Some fields need another look:"), refused, t)
            guard let refusal, refused.isEmpty else { return }
            html.notice(t(refusal), candidates.isEmpty ? .bad : .warn)
        }
    }

    /// The declaration behind `emails[0].address`.
    private func spec(_ path: String) -> FieldSpec {
        if let field = kind[path] { return field }
        let part = String(path.prefix { $0 != "[" }), name = path.split(separator: ".").last.map(String.init) ?? ""
        return kind.part(part)?.kind[name] ?? FieldSpec(name: path, label: .verbatim(path), shape: .text)
    }

    private func writeCandidates(_ html: inout HTML, _ t: Translator) {
        guard !candidates.isEmpty else { return }
        html.div(.class("wide")) { html in
            html.duplicates(
                candidates.map { ($0.title, $0.detail, "/\(kind.plural)/\($0.id)", kind.avatar($0.title)) }, t)
        }
    }

    private func writeButtons(_ html: inout HTML, _ t: Translator) {
        let isMatched = (kind.fields + kind.parts.flatMap(\.kind.fields)).contains { $0.match != nil }
        if isDialog, isNew, isMatched {
            html.label(.class("tick wide")) { html in
                html.input(.type("checkbox"), .name("duplicates"), .value("allow"))
                html.span(t("Save even if a similar record exists"))
            }
        }
        html.div(.class("row wrap wide")) { html in
            if candidates.isEmpty {
                html.action(Action(t("Save"), icon: "check", look: .primary, submit: true))
            } else {
                html.action(
                    Action(
                        t("Save anyway"), icon: "check", look: .primary, submit: true,
                        [.name("duplicates"), .value("allow")]))
            }
            if isNew, !isDialog {
                html.action(
                    Action(t("Save and create another"), submit: true, [.name("again"), .value("1")]))
            }
            if isDialog {
                html.action(Action(t("Cancel"), look: .quiet, [.data("close")]))
            } else {
                html.action(Action(t("Cancel"), look: .quiet, href: back))
            }
        }
    }
}
