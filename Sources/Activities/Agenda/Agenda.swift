import Records
import Web

/// Who does what when: the agenda of a person or a team, series, reminders and working hours.
enum Agenda {
    static let path = "/agenda"

    static func register(in registry: inout Registry) {
        registry.storage.tables.append(WorkingTime.table)
        // The days of one person; what lasts over several days; what is to be reminded of.
        registry.storage.index(Activity.self, "activity_agenda", ["owner", "due_on", "starts_at"])
        registry.storage.index(Activity.self, "activity_lasting", ["owner", "ends_on"])
        registry.storage.index(Activity.self, "activity_remind", ["remind_at"])
        registry.storage.index(Activity.self, "activity_series_days", ["series", "recurs_on"])
        registry.storage.rules.add(to: "user", deleting: WorkingTime.forget)
        registry.navigation.append(
            NavigationEntry(label: Message("Agenda"), icon: "calendar", path: path, shortcut: "j"))
        AgendaRoutes.register(in: &registry)
        AgendaApi.register(in: &registry)
        SeriesRoutes.register(in: &registry)
        SeriesForm.register(in: &registry)
        SeriesJob.register(in: &registry.jobs)
        SeriesClock.register(in: &registry)
        Reminders.register(in: &registry.jobs)
        WorkingHoursPages.register(in: &registry)
    }
}
