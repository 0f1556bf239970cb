import Records
import Web

/// Tasks, calls, meetings, notes and attachments: what happens with a record.
package enum Activities {
    package static func register(in registry: inout Registry) {
        registry.add(Activity.self)
        registry.add(Note.self)
        registry.add(Attachment.self)
        registry.storage.rules.add(
            to: Activity.name, prepare: Activity.prepare, saved: Activity.saved, deleting: Series.deleting)
        Agenda.register(in: &registry)
        ActivityRoutes.register(in: &registry)
        NoteRoutes.register(in: &registry)
        AttachmentRoutes.register(in: &registry)
        Mentions.register(in: &registry)
        registry.navigation.append(
            NavigationEntry(
                label: Message(Activity.pluralLabel), icon: Activity.icon, path: "/activities", shortcut: "t"))
        Calendars.register(in: &registry)
        Bookings.register(in: &registry)
        NotificationPages.register(in: &registry)
    }
}
