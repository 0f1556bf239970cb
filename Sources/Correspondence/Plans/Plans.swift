import Localisation
import Records
import Storage
import Web

/// Follow-up plans: their steps, who is where, and what starts and ends them.
enum Plans {
    static let path = "/plans"

    static func register(in registry: inout Registry) {
        registry.add(FollowUpPlan.self)
        registry.add(PlanRun.self)
        registry.permissions[FollowUpPlan.running] = Message("Start and stop follow-up plans")
        registry.storage.tables += [PlanRuns.openTable, PlanStarting.knownTable]
        registry.storage.rules.add(
            to: FollowUpPlan.name, prepare: FollowUpPlan.prepare, saved: FollowUpPlan.saved,
            deleting: FollowUpPlan.deleting)
        registry.storage.rules.add(
            to: PlanRun.name,
            deleting: { records, transaction in
                for record in records {
                    try transaction.connection.execute("DELETE FROM plan_run_open WHERE run = \(record.id)")
                }
            })
        registry.storage.rules.merging.keepApart(FollowUpPlan.name, PlanRun.name)
        // What is due now.
        registry.storage.index(PlanRun.self, "plan_run_due", ["state", "next_at", "id"])
        PlanSteps.register(in: &registry)
        PlanEnding.register(in: &registry)
        PlanStarting.register(in: &registry)
        PlanRoutes.register(in: &registry)
        PlanConditionPage.register(in: &registry)
        for kind in PlanSubject.allCases { registry.panel(on: kind.rawValue, PlanPanel.panel) }
        registry.navigation.append(
            NavigationEntry(label: Message(FollowUpPlan.pluralLabel), icon: FollowUpPlan.icon, path: path))
        registry.listActions.append(
            ListAction(Message("Start a plan"), icon: FollowUpPlan.icon, path: { "/\($0.plural)/list/plan" }) {
                kind, viewer in PlanSubject.names.contains(kind.name) && viewer.may(FollowUpPlan.running)
            })
    }
}
