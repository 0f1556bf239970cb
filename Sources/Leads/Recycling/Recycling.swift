import Activities
import Jobs
import Records
import Storage
import Web

/// Leads that nobody works go back to the pool, and are given to somebody else; after some times they count as lost.
package enum Recycling {
    static let job = "leads.recycle"
    private static let batch = 200

    static func register(in registry: inout Registry) {
        registry.jobs.add(job, "Give back leads that nobody works") { context in
            var count = 0, last = 0
            repeat {
                last = try await context.workspace.write(.house, .job) { try recycle(in: $0) }
                count += last
            } while last == batch
            return .record(["given_back": .number(String(count))])
        }
        registry.jobs.schedule(job, everySeconds: 3600)
    }

    /// One batch. Worked is what somebody did for it: changed it, wrote, called, planned something that is still to
    /// come.
    static func recycle(in transaction: Transaction) throws -> Int {
        let house = transaction.asHouse, settings = LeadSettings(house.settings)
        guard let days = settings.recycleDays else { return 0 }
        let limit = house.now.adding(seconds: -days * 86_400)
        let rows = try house.connection.rows(
            """
            SELECT l.id, l.owner FROM lead AS l
            WHERE l.owner IS NOT NULL AND l.status IN ('new', 'contacted', 'recycled')
            AND l.received_at < \(limit) AND l.updated_at < \(limit)
            AND NOT EXISTS (SELECT 1 FROM activity AS a WHERE a.about_kind = 'lead' AND a.about_id = l.id
            AND (a.is_done = FALSE AND (a.due_on IS NULL OR a.due_on >= \(house.today)) OR a.updated_at >= \(limit)))
            AND NOT EXISTS (SELECT 1 FROM note AS n WHERE n.about_kind = 'lead' AND n.about_id = l.id
            AND n.created_at >= \(limit))
            AND NOT EXISTS (SELECT 1 FROM lead_assignment AS g WHERE g.lead = l.id AND g.at >= \(limit))
            ORDER BY l.id LIMIT \(batch)
            """, .integer, .integer)
        for row in rows { try giveBack(row[0].integer ?? 0, from: row[1].integer, settings, house) }
        return rows.count
    }

    /// Back to the pool and on to somebody else, or lost after too many times.
    private static func giveBack(_ id: Int64, from owner: Int64?, _ settings: LeadSettings, _ house: Transaction) throws
    {
        let kind = house.schema.kind(of: Lead.self), lead = try house.find(ID<Lead>(id))
        let times = lead.recycledTimes + 1, isLost = times > settings.recycleTimes
        let reference = Reference(kind: Lead.name, id: id)
        var fields: [String: [Value]] = ["recycled_times": [.integer(Int64(times))]]
        if isLost {
            fields["status"] = LeadStatus.lost.values
            let reason = Recycling.lostReason[house.settings.language] ?? Recycling.lostReason["en"] ?? ""
            fields["lost_reason"] = [.text(reason)]
        } else {
            fields["status"] = LeadStatus.recycled.values
            fields["owner"] = [.null]
            // A new owner has a new time to answer.
            if lead.firstRespondedAt == nil, let minutes = settings.respondMinutes {
                fields["respond_by"] =
                    house.settings.workingTime.adding(openMinutes: minutes, to: house.now).values
                fields["escalated_at"] = [.null]
            }
        }
        let reason = Distribution.Outcome(.recycled)
        try house.save(Draft(id: id, fields: fields, facts: ["assigned": reason.json]), as: kind)
        if let owner {
            let text =
                isLost
                ? Message("Nobody worked the lead “{record}”: it now counts as lost.")
                : Message("The lead “{record}” went back to the pool: nobody had worked it.")
            try Notice.tell([Notice(.lead, to: owner, about: reference, text)], in: house)
        }
        if !isLost { try Distribution.distribute(id, besides: owner, in: house) }
    }

    /// Data of the company from then on, like the reasons people type.
    private static let lostReason = ["fr": "Sans suite : personne ne l’a travaillé", "en": "Nobody worked it"]
}
