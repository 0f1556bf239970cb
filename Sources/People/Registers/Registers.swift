import Records
import Web

/// The registers of companies and VAT numbers: asking them, keeping what they said, and obeying it.
enum Registers {
    static func register(in registry: inout Registry) {
        registry.add(RegisterCheck.self)
        // The last answer of a register about an account, and whether one is due.
        registry.storage.index(RegisterCheck.self, "register_check_last", ["account", "register", "checked_at"])
        RegisterJobs.register(in: &registry.jobs)
        RegisterRoutes.register(in: &registry)
        RegisterFinder.register(in: &registry)
        RegisterPanel.register(in: &registry)
        RegisterApi.register(in: &registry)
        RegisterSettingsPage.register(in: &registry)
    }
}
