import People
import Records
import Storage
import TestSupport
import Testing

@testable import App

@Suite("What a company has decided of its letters, leads and forms, as a file")
struct ConfigurationHabitsTests {
    /// Every link leads to something of the file itself.
    static let file = #"""
        {"settings": {
           "working_hours": {"week": [["09:00-12:00"], ["09:00-12:00"], [], [], ["08:00-11:30"], [], []],
             "holidays": "alsace_moselle",
             "closed": [{"from": "2027-08-02", "to": "2027-08-20", "name": "Congés"}]},
           "leads": {"respond_minutes": 15, "recycle_days": 30, "capacity": 12},
           "consents": {"consumers": "company"},
           "email_tracking": {"opens": true, "clicks": false, "purpose": "Lettre du mois"},
           "second_step_roles": ["manager"], "session_idle_hours": 12},
         "teams": [{"name": "Ouest"}],
         "users": [{"email": "ann@acme.test", "name": "Ann", "team": "Ouest"}],
         "pipelines": [{"name": "Ventes", "stages": [{"name": "Un"}, {"name": "Gagnée", "outcome": "won"}]}],
         "email_templates": [
           {"name": "Après la visite", "channel": "email", "purpose": "service", "is_active": true, "versions": [
             {"language": "fr", "subject": "Merci", "text": "Bonjour {contact.first_name|à vous}"},
             {"language": "en", "subject": "Thank you", "text": "Hello"}]}],
         "follow_up_plans": [
           {"name": "Relance", "kind": "opportunity", "condition": {"field": "owner", "is": "ann@acme.test"},
            "steps": [{"day": 3, "action": "email", "subject": "Merci", "template": "Après la visite"},
                      {"day": 10, "action": "call", "subject": "Rappeler", "text": "Prix ?"}]}],
         "consent_purposes": [
           {"name_fr": "Lettre du mois", "name_en": "Monthly letter", "validity_months": 24, "is_confirmed": true,
            "texts": [{"text_fr": "J’accepte.", "text_en": "I agree."},
                      {"text_fr": "J’accepte la lettre.", "text_en": "I agree to the letter."}]}],
         "distribution_rules": [
           {"name": "Bretagne", "condition": {"field": "owner", "is": "ann@acme.test"}, "team": "Ouest",
            "way": "least_busy"}],
         "booking_pages": [
           {"title": "Une démonstration", "slug": "demonstration", "owner": "ann@acme.test",
            "types": [{"name": "Visio", "minutes": 45, "place": "https://visio.example.com/ann"}]}],
         "web_forms": [
           {"name": "Contact", "slug": "contact", "title_fr": "Contact", "title_en": "Contact",
            "purpose": "Lettre du mois", "owner": "ann@acme.test", "sites": "https://www.example.com",
            "file_megabytes": 5, "fields": [{"field": "email", "is_required": true}, {"field": "need"}]}],
         "score_rules": [
           {"name": "Appelé", "kind": "lead", "events": "activities", "points": 5, "half_life_days": 30,
            "condition": {"field": "owner", "is": "ann@acme.test"}}]}
        """#

    private func apply(_ json: JSON, to installation: Installation, dryRun: Bool = false) async throws
        -> ConfigurationReport
    {
        try await Configuration.apply(
            try ConfigurationFile(json), to: installation.workspace, .init(dryRun: dryRun))
    }

    @Test(
        "it makes the same company elsewhere, empty or new, and says first what it would do",
        arguments: TestDatabases.all)
    func round(_ backend: TestDatabases) async throws {
        let given = try JSON(parsing: Self.file)
        var written = JSON.null
        try await withInstallation(backend) { first in
            try await first.workspace.write(.house, .command) { try ConsentPresets.ensure("fr", in: $0) }
            let report = try await apply(given, to: first)
            #expect(report.isDifferent)
            let again = try await apply(given, to: first)
            #expect(!again.isDifferent, "\(again.changes)")
            written = try await Configuration.export(first.workspace)
        }
        for section in given.members ?? [] {
            for item in section.value.array ?? [] {
                let found = written[section.name]?.array?.contains { other in
                    (item.members ?? []).allSatisfy { $0.value.array != nil || other[$0.name] == $0.value }
                }
                #expect(found == true, "\(section.name): \(item.string)")
            }
        }
        #expect(written["settings"]?["leads"]?["recycle_times"]?.integer == 2, "what is not said stays as it was")
        #expect(written["settings"]?["email_tracking"]?["purpose"]?.text == "Lettre du mois")
        #expect(
            written["follow_up_plans"]?.array?.first?["steps"]?.array?.first?["template"]?.text == "Après la visite")
        for isNew in [true, false] {
            try await withInstallation(backend, node: 2) { second in
                if isNew {
                    try await second.workspace.write(.house, .command) { try ConsentPresets.ensure("fr", in: $0) }
                }
                let foreseen = try await apply(written, to: second, dryRun: true)
                #expect(try await second.workspace.rows("email_template") == 0)
                let done = try await apply(written, to: second)
                #expect(done.changes.map(\.key) == foreseen.changes.map(\.key))
                #expect(
                    foreseen.changes.contains { $0.section == "texts" && $0.key.hasSuffix("I agree to the letter.") })
                let copy = try await Configuration.export(second.workspace)
                #expect(copy.readable == written.readable)
                let again = try await apply(written, to: second)
                #expect(!again.isDifferent, "\(again.changes)")
            }
        }
    }

    @Test("words that somebody agreed to are added to, never altered nor removed")
    func proof() async throws {
        try await withInstallation(.memory) { installation in
            _ = try await apply(try JSON(parsing: Self.file), to: installation)
            let other = try JSON(
                parsing: #"""
                    {"consent_purposes": [{"name_fr": "Lettre du mois", "name_en": "Monthly letter",
                     "texts": [{"text_fr": "Oui.", "text_en": "Yes."}]}]}
                    """#)
            let report = try await Configuration.apply(
                try ConfigurationFile(other), to: installation.workspace, .init(prune: true))
            #expect(report.changes.map { "\($0.action) \($0.key)" } == ["add Lettre du mois/Oui./Yes."])
            let texts = try await installation.workspace.read(.house) { try $0.all(ConsentText.self) }
            #expect(
                texts.sorted { $0.edition < $1.edition }.map(\.textFr) == [
                    "J’accepte.", "J’accepte la lettre.", "Oui.",
                ])
        }
    }

    @Test("what cannot be is told with its place")
    func faults() async throws {
        try await withInstallation(.memory) { installation in
            let bad = [
                (#"{"settings": {"leads": {"recycle_days": 0}}}"#, "settings.leads.recycle_days", "out_of_range"),
                (#"{"settings": {"leads": {"recycle": 1}}}"#, "settings.leads.recycle", "unknown_field"),
                (#"{"settings": {"working_hours": {"week": []}}}"#, "settings.working_hours.week", "invalid_value"),
                (
                    #"{"settings": {"email_tracking": {"purpose": "Rien"}}}"#, "settings.email_tracking",
                    "unknown_record"
                ),
                (
                    #"{"follow_up_plans": [{"name": "A", "kind": "lead", "steps": [{"day": 1, "action": "email", "#
                        + #""subject": "B", "template": "Aucun"}]}]}"#,
                    "follow_up_plans[0].steps[0].template", "unknown_record"
                ),
            ]
            for (text, field, code) in bad {
                let json = try JSON(parsing: text)
                do {
                    _ = try await apply(json, to: installation)
                    Issue.record("taken: \(text)")
                } catch let refusal as Refusal {
                    #expect(refusal.fields.map { [$0.field, $0.code] } == [[field, code]], "\(text)")
                }
            }
        }
    }
}
