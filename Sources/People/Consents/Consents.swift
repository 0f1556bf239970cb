import Jobs
import Records
import Storage
import Web

/// Who agreed to be contacted, for what and how: the register of consents, the gate that obeys it, and the page where
/// people change their mind.
package enum Consents {
    package static let permission = "consents.manage"

    static func register(in registry: inout Registry) {
        registry.add(ConsentPurpose.self)
        registry.add(ConsentText.self)
        registry.add(Consent.self)
        registry.add(Opposition.self)
        registry.add(CallingRule.self)
        registry.add(RefusedContact.self)
        registry.permissions[permission] = Message("Manage purposes of consent, calling rules and the opposition list")
        registry.storage.index(Consent.self, "consent_of_record", ["about_kind", "about_id"])
        registry.storage.index(Consent.self, "consent_of_address", ["address_key"])
        registry.storage.index(Consent.self, "consent_expiry", ["expires_at"])
        registry.storage.index(Opposition.self, "opposition_of_address", ["fingerprint"])
        registry.storage.rules.add(
            to: Consent.name, prepare: Consent.prepare, saved: Consent.saved, deleting: Consent.deleting)
        registry.storage.rules.add(to: ConsentText.name, prepare: ConsentText.prepare, deleting: ConsentText.deleting)
        registry.storage.rules.add(
            to: ConsentPurpose.name, prepare: ConsentPurpose.prepare, deleting: ConsentPurpose.deleting)
        registry.storage.rules.add(to: CallingRule.name, prepare: CallingRule.prepare)
        registry.storage.rules.merging.keepApart(
            ConsentPurpose.name, ConsentText.name, Opposition.name, CallingRule.name, RefusedContact.name)
        registry.storage.rules.merging.afterwards(ConsentMerging.unite)
        ConsentJobs.register(in: &registry.jobs)
        PreferencePages.register(in: &registry)
        ConsentPanel.register(in: &registry)
        ConsentApi.register(in: &registry)
        ConsentSettingsPage.register(in: &registry)
    }

    /// Writes down what somebody said, through whichever door: forms, imports and pages come here.
    @discardableResult
    package static func record(_ consent: Consent, in transaction: Transaction) throws -> ID<Consent> {
        try transaction.asHouse.save(consent)
    }
}
