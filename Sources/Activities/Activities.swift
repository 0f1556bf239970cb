import Records
import Web

/// Tasks, calls, meetings, notes and attachments: what happens with a record.
package enum Activities {
    package static func register(in registry: inout Registry) {
        registry.add(Activity.self)
        registry.add(Note.self)
        registry.add(Attachment.self)
        registry.storage.rules.add(to: Activity.name, prepare: Activity.prepare)
        registry.storage.tables.append(WorkingTime.table)
        ActivityRoutes.register(in: &registry)
        NoteRoutes.register(in: &registry)
        AttachmentRoutes.register(in: &registry)
        Mentions.register(in: &registry)
        registry.navigation.append(
            NavigationEntry(
                label: Message(Activity.pluralLabel), icon: Activity.icon, path: "/activities", shortcut: "t"))
        NotificationPages.register(in: &registry)
    }
}
