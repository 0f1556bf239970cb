import Identity
import Records
import Sales
import Storage

/// The pipelines and products that a demo stands on: those that are there, and those it adds.
enum DemoGround {
    /// A name that no record of the kind has yet.
    static func free<E: Entity>(_ name: String, of _: E.Type, in transaction: Transaction) throws -> String {
        let kind = transaction.schema.kind(of: E.self)
        var free = name, number = 2
        while try transaction.count(kind, where: .test(path: [kind.title], .equals(.text(free))), cap: 1) > 0 {
            free = "\(name) (\(number))"
            number += 1
        }
        return free
    }

    /// The workspace's first pipeline, where a sale can be won and lost in it, and as many others as wished.
    static func lanes(_ count: Int, language: DemoLanguage, in transaction: Transaction) throws -> [DemoPlan.Lane] {
        var lanes: [DemoPlan.Lane] = []
        let pipelines = try transaction.all(Pipeline.self).sorted {
            ($0.position, $0.id.number) < ($1.position, $1.id.number)
        }
        if let first = pipelines.first, let lane = try lane(of: first.id, in: transaction) { lanes.append(lane) }
        let position = pipelines.map(\.position).max() ?? 0
        for (number, row) in rows(of: pipelineTable).enumerated() where lanes.count < count {
            let names = row.split(separator: ";").map { Bilingual(row: String($0))[language] }
            var pipeline = Pipeline()
            pipeline.name = try free(names[0], of: Pipeline.self, in: transaction)
            pipeline.position = position + number + 1
            lanes.append(try make(pipeline, stages: Array(names[1...]), language, in: transaction))
        }
        return lanes
    }

    private static func lane(of pipeline: ID<Pipeline>, in transaction: Transaction) throws -> DemoPlan.Lane? {
        let stages = try transaction.all(
            Stage.self, where: .test(path: ["pipeline"], .equals(.text(String(pipeline.number))))
        )
        .sorted { ($0.position, $0.id.number) < ($1.position, $1.id.number) }
        let open = stages.filter { $0.outcome == .open }.map(\.id)
        guard !open.isEmpty, let won = stages.first(where: { $0.outcome == .won }),
            let lost = stages.first(where: { $0.outcome == .lost })
        else { return nil }
        return DemoPlan.Lane(pipeline: pipeline, open: open, won: won.id, lost: lost.id)
    }

    private static func make(
        _ pipeline: Pipeline, stages: [String], _ language: DemoLanguage, in transaction: Transaction
    ) throws -> DemoPlan.Lane {
        let id = try transaction.save(pipeline)
        func stage(_ name: String, _ position: Int, _ probability: Int, _ outcome: Outcome) throws -> ID<Stage> {
            var stage = Stage()
            stage.name = name
            stage.pipeline = id
            stage.position = position
            stage.probability = probability
            stage.outcome = outcome
            stage.rottingDays = outcome == .open ? 20 : nil
            return try transaction.save(stage)
        }
        let open = try stages.enumerated().map { place, name in
            try stage(name, place + 1, 15 + place * 70 / max(1, stages.count - 1), .open)
        }
        let isFrench = language == .french
        return DemoPlan.Lane(
            pipeline: id, open: open, won: try stage(isFrench ? "Gagnée" : "Won", stages.count + 1, 100, .won),
            lost: try stage(isFrench ? "Perdue" : "Lost", stages.count + 2, 0, .lost))
    }

    /// What we sell: a product that has the reference already is taken as it is.
    static func products(_ plan: DemoLanguage, currency: String, in transaction: Transaction) throws -> [ID<
        CatalogueProduct
    >] {
        try DemoProduct.all.map { facts in
            let known = try transaction.all(
                CatalogueProduct.self, where: .test(path: ["reference"], .equals(.text(facts.reference))))
            if let known = known.first { return known.id }
            var product = CatalogueProduct()
            product.name = facts.name[plan]
            product.reference = facts.reference
            product.family = DemoProduct.families[facts.family]?[plan]
            product.price = Money(minor: Int64(facts.priceCents), currency: currency)
            return try transaction.save(product)
        }
    }
}

/// Further pipelines: name, then open stages.
private let pipelineTable = """
    Renouvellements|Renewals;À préparer|To prepare;Proposé|Offered;En discussion|In discussion
    Partenaires|Partners;Contact|Contact;Essai|Trial;Accord-cadre|Framework agreement
    Grands comptes|Key accounts;Cadrage|Scoping;Pilote|Pilot;Appel d’offres|Tender;Contrat|Contract
    Export|Export;Distributeur|Distributor;Échantillons|Samples;Commande d’essai|Trial order
    Prestations|Services;Besoin|Need;Devis|Quote;Planification|Planning
    Formation|Training;Demande|Request;Programme|Programme
    """
