import Localisation
import Records
import Storage
import Web

/// Plans over HTTP: who is where, starting, pausing, skipping, stopping; on the screen and for programs.
enum PlanRoutes {
    private static let atOnce = 500

    static func register(in registry: inout Registry) {
        registry.routes.get(Plans.path, [], PlanListPage.show)
        registry.routes.post("\(Plans.path)/start", [], start)
        registry.routes.post("\(Plans.path)/start-many", [], startMany)
        registry.routes.post("/:plural/list/plan", [], choose)
        registry.api(.post, "/api/v1/plan_runs/start", .code(PlanOperations.start), startForPrograms)
        for act in PlanRuns.Act.allCases {
            registry.routes.post("/plan_runs/:id/\(act.rawValue)", []) { try await steer(act, $0, $1) }
            registry.api(.post, "/api/v1/plan_runs/:id/\(act.rawValue)", .code(PlanOperations.steer(act))) {
                try await steerForPrograms(act, $0, $1)
            }
        }
    }

    private static func plan(_ text: String?, in transaction: Transaction) throws -> FollowUpPlan {
        guard let id = text.flatMap({ Int64($0) }) else {
            throw Refusal(fields: [FieldRefusal("plan", code: "required", Message("Choose a plan."))])
        }
        return try transaction.asHouse.find(ID<FollowUpPlan>(id))
    }

    private static func reference(_ text: String) throws(Refusal) -> Reference {
        let pieces = text.split(separator: ":")
        guard pieces.count == 2, let id = Int64(pieces[1]) else { throw Refusal.notFound() }
        return Reference(kind: String(pieces[0]), id: id)
    }

    @Sendable private static func start(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form(), about = try reference(form["about"] ?? "")
        let name = try await context.write { transaction in
            try PlanRuns.demand(transaction)
            let plan = try plan(form["plan"], in: transaction)
            try PlanRuns.start(plan, for: about, in: transaction)
            return plan.name
        }
        let page = context.schema[about.kind].map { "/\($0.plural)/\(about.id)" } ?? Plans.path
        let toast = Toast(context.t(Message("“{plan}” is under way.", ["plan": .text(name)])))
        return Response.accepted(request, next: page).saying(toast)
    }

    // Records ticked in a list

    @Sendable private static func choose(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural")), form = try await request.form(), t = context.t
        guard PlanSubject.names.contains(kind.name) else { throw Refusal.notFound() }
        let selection = BulkSelection(form)
        let (count, plans) = try await context.read { transaction in
            try PlanRuns.demand(transaction)
            let ids = try selection.records(kind, atMost: atOnce, in: transaction)
            let plans = try transaction.asHouse.all(
                FollowUpPlan.self,
                where: .all([
                    .test(path: ["kind"], .equals(.text(kind.name))), .test(path: ["is_active"], .equals(true)),
                ]))
            return (ids.count, plans.sorted { folded($0.name) < folded($1.name) })
        }
        return PageFrame(request, context).page(t("Start a plan")) { html in
            html.topbar(parent: t(kind.pluralLabel), href: "/\(kind.plural)", title: t("Start a plan"), t)
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack")) { html in
                    if plans.isEmpty {
                        html.emptyState(
                            t("There is no plan for these records yet."), icon: FollowUpPlan.icon,
                            [Action(t("New plan"), icon: "plus", look: .primary, href: "/follow_up_plans/new")])
                        return
                    }
                    html.form(.class("form stack"), .method("post"), .action("\(Plans.path)/start-many")) { html in
                        html.csrfField(context.csrfToken ?? "")
                        selection.hidden(&html)
                        html.input(.type("hidden"), .name("kind"), .value(kind.name))
                        html.p(t(Message("For {count} record.", "For {count} records.", count: count)))
                        html.div(.class("field")) { html in
                            html.label(t(FollowUpPlan.label), .for("plan-choice"))
                            html.select(.class("input"), .id("plan-choice"), .name("plan")) { html in
                                for plan in plans { html.option(plan.name, .value(String(plan.id.number))) }
                            }
                        }
                        html.p(
                            t("Records that are closed, or have this plan already, are left as they are."),
                            .class("s muted"))
                        html.div(.class("row")) { html in
                            html.action(Action(t("Start the plan"), icon: "play", look: .primary, submit: true))
                            html.action(Action(t("Cancel"), look: .quiet, href: "/\(kind.plural)"))
                        }
                    }
                }
            }
        }
    }

    @Sendable private static func startMany(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form(), selection = BulkSelection(form)
        guard let kind = context.schema[form["kind"] ?? ""], PlanSubject.names.contains(kind.name) else {
            throw Refusal.notFound()
        }
        let (started, left) = try await context.write { transaction in
            try PlanRuns.demand(transaction)
            let plan = try plan(form["plan"], in: transaction)
            let ids = try selection.records(kind, atMost: atOnce, in: transaction)
            let references = ids.map { Reference(kind: kind.name, id: $0) }
            let refusals = try startEach(plan, references, in: transaction)
            return (ids.count - refusals.count, refusals.count)
        }
        let t = context.t
        var said = t(Message("Started for {count} record.", "Started for {count} records.", count: started))
        if left > 0 {
            said += " " + t(Message("{count} was left as it is.", "{count} were left as they are.", count: left))
        }
        return Response.accepted(request, next: Plans.path).saying(Toast(said))
    }

    /// Those that could not be started, and why.
    private static func startEach(
        _ plan: FollowUpPlan, _ records: [Reference], in transaction: Transaction
    ) throws -> [(Reference, Refusal)] {
        var refused: [(Reference, Refusal)] = []
        for about in records {
            do {
                try PlanRuns.start(plan, for: about, in: transaction)
            } catch let refusal as Refusal {
                refused.append((about, refusal))
            }
        }
        return refused
    }

    // Steering

    @Sendable private static func steer(
        _ act: PlanRuns.Act, _ request: Request, _ context: Context
    ) async throws -> Response {
        let id = try request.identifier()
        try await context.write { try PlanRuns.act(act, on: id, in: $0) }
        let t = context.t
        let said =
            switch act {
            case .pause: t("The plan is paused.")
            case .resume: t("The plan goes on.")
            case .skip: t("The step is skipped.")
            case .stop: t("The plan is stopped.")
            }
        if request.isFetched { return Response.noContent.announcing(Toast(said)) }
        return Response.redirect(request.cameFrom ?? Plans.path).saying(Toast(said))
    }

    @Sendable private static func steerForPrograms(
        _ act: PlanRuns.Act, _ request: Request, _ context: Context
    ) async throws -> Response {
        try request.checkQuery(only: [])
        let id = try request.identifier()
        return try await context.write { transaction in
            try PlanRuns.act(act, on: id, in: transaction)
            return try .json(shown(id, in: transaction))
        }
    }

    @Sendable private static func startForPrograms(_ request: Request, _ context: Context) async throws -> Response {
        try request.checkQuery(only: [])
        let body = try await request.json(), t = context.t
        guard let about = body["about"], let name = about["kind"]?.text,
            let id = about["id"]?.text.flatMap({ Int64($0) }), let chosen = body["plan"]?.text
        else {
            throw Refusal(fields: [
                FieldRefusal(
                    "about", code: "required", Message("Give the plan, and the record as its kind and identifier."))
            ])
        }
        _ = t
        return try await context.write { transaction in
            try PlanRuns.demand(transaction)
            let plan = try plan(chosen, in: transaction)
            let run = try PlanRuns.start(plan, for: Reference(kind: name, id: id), in: transaction)
            return try .json(shown(run.number, in: transaction), status: 201)
        }
    }

    private static func shown(_ id: Int64, in transaction: Transaction) throws -> JSON {
        let kind = transaction.schema.kind(of: PlanRun.self), record = try transaction.record(id, of: kind)
        let seen = kind.fields.filter { transaction.viewer.sees($0, of: kind) }
        return .object(seen.map { JSON.Member($0.name, $0.json(record.values($0.name, in: kind))) })
    }
}

/// What the description of the API says of them.
enum PlanOperations {
    static let start = #"""
        {"summary":"Start a follow-up plan for a record","tags":["plan_runs"],
        "description":"Refused where the plan is under way for the record already, or the record is closed.",
        "requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object",
        "required":["plan","about"],"properties":{"plan":{"type":"string","pattern":"^[0-9]{1,18}$"},
        "about":{"type":"object","required":["kind","id"],"properties":{"kind":{"type":"string"},
        "id":{"type":"string","pattern":"^[0-9]{1,18}$"}}}}}}}},
        "responses":{"201":{"description":"The plan under way","content":{"application/json":{"schema":{
        "type":"object"}}}}}}
        """#

    static func steer(_ act: PlanRuns.Act) -> String {
        let summary =
            switch act {
            case .pause: "Pause a plan under way"
            case .resume: "Let a paused or waiting plan go on"
            case .skip: "Skip the next step of a plan"
            case .stop: "Stop a plan under way"
            }
        return #"{"summary":"\#(summary)","tags":["plan_runs"],"responses":{"200":{"description":"#
            + #""The plan under way","content":{"application/json":{"schema":{"type":"object"}}}}}}"#
    }
}
