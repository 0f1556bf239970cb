import Records
import Web

/// Forms that strangers fill in: put together without code, shown on a page of ours or inside another site.
enum Forms {
    static func register(in registry: inout Registry) {
        registry.add(WebForm.self)
        registry.add(FormSubmission.self)
        registry.storage.rules.add(to: WebForm.name, prepare: WebForm.prepare)
        registry.storage.rules.merging.keepApart(WebForm.name, FormSubmission.name)
        registry.storage.index(FormSubmission.self, "form_submission_state", ["state", "received_at"])
        PublicFormPages.register(in: &registry)
        FormBuilderPage.register(in: &registry)
        FormApi.register(in: &registry)
        registry.navigation.append(
            NavigationEntry(
                section: Message("Marketing"), label: Message(WebForm.pluralLabel), icon: WebForm.icon,
                path: "/web_forms"))
    }
}
