import Records
import Storage

extension WebForm {
    /// A form has an address of its own, and asks only for what a stranger may say of themselves.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        let lead = transaction.schema.kind(of: Lead.self), known = askable(lead).map(\.name)
        for index in changes.indices {
            var form = try changes[index].typed(WebForm.self)
            if form.slug.isEmpty { form.slug = form.name }
            form.slug = slug(form.slug)
            if form.slug.isEmpty {
                changes[index].refuse(
                    "slug", code: "invalid_value", Message("Use letters, digits and hyphens, such as contact-us."))
            }
            if let url = form.thanksUrl, !url.isEmpty, !url.lowercased().hasPrefix("https://") {
                changes[index].refuse(
                    "thanks_url", code: "invalid_value", Message("An address that starts with https:// is expected."))
            }
            if form.fileMegabytes.map({ !(1...100).contains($0) }) ?? false {
                changes[index].refuse(
                    "file_megabytes", code: "out_of_range",
                    Message("A whole number from 1 to {limit} is expected.", ["limit": .number(100)]))
            }
            if !form.fileEndings.allSatisfy({ $0.count <= 12 && $0.allSatisfy { $0.isLetter || $0.isNumber } }) {
                changes[index].refuse(
                    "file_types", code: "invalid_value", Message("Write endings of names, such as pdf, docx, jpg."))
            }
            if changes[index].isNew, form.fields.isEmpty { form.fields = starting }
            var asked: Set<String> = []
            for (place, field) in form.fields.enumerated() {
                if !known.contains(field.field) {
                    changes[index].refuse(
                        "fields[\(place)].field", code: "unknown_field",
                        Message(
                            "A form cannot ask for “{field}”. Known: {known}.",
                            ["field": .text(field.field), "known": .text(known.joined(separator: ", "))]))
                } else if !asked.insert(field.field).inserted {
                    changes[index].refuse(
                        "fields[\(place)].field", code: "twice", Message("This field is asked for twice. Keep one."))
                } else if field.isHidden, (field.fixedValue ?? "").isEmpty {
                    changes[index].refuse(
                        "fields[\(place)].fixed_value", code: "required",
                        Message("A hidden field carries a fixed value. Give it, or show the field."))
                }
            }
            changes[index].replace(with: form)
        }
    }

    private static func slug(_ typed: String) -> String {
        String(
            folded(typed).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
                .split(separator: "-").joined(separator: "-").prefix(60))
    }

    /// What strangers may say of themselves: no owner, no state, nothing that the house writes.
    static func askable(_ lead: Kind) -> [FieldSpec] {
        let own: Set = [
            "status", "received_at", "lost_reason", "first_touch_at", "referrer", "landing_page", "term", "content",
        ]
        return lead.declared.filter { field in
            guard !field.isReadOnly, !own.contains(field.name) else { return false }
            switch field.shape {
            case .link, .reference, .instant, .money: return false
            default: return true
            }
        }
    }

    private static let starting: [WebFormField] = ["first_name", "last_name", "company", "email", "phone", "need"].map {
        var field = WebFormField()
        field.field = $0
        field.isRequired = $0 == "email" || $0 == "last_name"
        return field
    }
}
