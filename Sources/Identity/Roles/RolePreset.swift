import Records
import Storage

/// The roles a new company starts with. Each is an ordinary record afterwards: to be changed, or deleted when unused.
package enum RolePreset: String, CaseIterable, Sendable {
    case administrator, director
    case salesManager = "sales_manager"
    case seller, marketer
    case preSales = "pre_sales"
    case supportAgent = "support_agent"
    case customerSuccessManager = "customer_success_manager"
    case accountant, guest

    /// Name and description, French and English: data of the company from now on, as a pipeline's stages are.
    private var words: (french: (String, String), english: (String, String)) {
        switch self {
        case .administrator:
            (
                ("Administrateur", "Peut tout faire : réglages, utilisateurs et rôles compris."),
                ("Administrator", "Does everything: settings, users and roles too.")
            )
        case .director:
            (
                ("Direction", "Voit et modifie tout, chiffre d’affaires compris ; pas les réglages."),
                ("Director", "Sees and changes every record, revenue included; no settings.")
            )
        case .salesManager:
            (
                ("Responsable commercial", "Travaille avec les fiches de son équipe et des équipes en dessous."),
                ("Sales manager", "Works with the records of the team and of the teams below it.")
            )
        case .seller:
            (
                ("Commercial", "Travaille avec ses propres fiches et celles qu’on partage avec lui."),
                ("Seller", "Works with their own records and those shared with them.")
            )
        case .marketer:
            (
                ("Marketing", "Voit tous les comptes et contacts, et les ventes sans leurs montants."),
                ("Marketer", "Sees every account and contact, and sales without their amounts.")
            )
        case .preSales:
            (
                ("Avant-vente", "Voit tous les comptes et toutes les ventes, modifie les siens."),
                ("Pre-sales", "Sees every account and sale, and changes their own.")
            )
        case .supportAgent:
            (
                ("Agent de support", "Voit tous les comptes et contacts, mais aucune vente."),
                ("Support agent", "Sees every account and contact; no sales.")
            )
        case .customerSuccessManager:
            (
                ("Responsable du succès client", "Voit tous les clients et toutes les ventes, modifie les siens."),
                ("Customer success manager", "Sees every customer and sale, and changes their own.")
            )
        case .accountant:
            (
                ("Comptable", "Voit tous les clients et toutes les ventes, et tient les comptes à jour."),
                ("Accountant", "Sees every customer and sale, and keeps accounts right.")
            )
        case .guest:
            (("Invité", "Ne voit que ce qu’on partage avec lui."), ("Guest", "Sees only what is shared with them."))
        }
    }

    package func name(_ language: String) -> String { language == "en" ? words.english.0 : words.french.0 }

    /// See, add, change, delete, export: of each kind, in this order.
    private var lines: [(kinds: [String], scopes: [RightScope])] {
        let company = ["account", "contact"], sale = ["opportunity"]
        let talk = ["activity", "note", "attachment", "need", "email", "text_message"]
        let group = ["customer_group"]
        let spoken: [RightScope] = [.all, .all, .own, .own, .own]
        // One's own mailbox and booking pages; plans are everybody's to see.
        let box: (kinds: [String], scopes: [RightScope]) = (
            ["mailbox", "booking_page"], [.own, .own, .own, .own, .none]
        )
        let plan: (kinds: [String], scopes: [RightScope]) = (["follow_up_plan"], [.all, .all, .all, .all, .all])
        // What customers said is written down by whoever hears it; the words they are asked with are marketing's.
        let said: (kinds: [String], scopes: [RightScope]) = (["consent"], [.all, .all, .none, .none, .none])
        let asked: (kinds: [String], scopes: [RightScope]) = (
            ["consent_purpose", "consent_text", "calling_rule", "score_rule", "undeliverable_address"],
            [.all, .none, .none, .none, .none]
        )
        let web: (kinds: [String], scopes: [RightScope]) = (
            ["web_form", "form_submission", "score_rule", "consent_purpose", "consent_text"],
            [.all, .all, .all, .all, .all]
        )
        // What is handed to customers is seen by all; marketing and whoever leads sales keep it.
        let shelf: (kinds: [String], scopes: [RightScope]) = (["library_document"], [.all, .none, .none, .none, .none])
        let keeper: (kinds: [String], scopes: [RightScope]) = (["library_document"], [.all, .all, .all, .all, .all])
        // Whoever sells sees their own objectives; whoever leads sets those of the team.
        let aim: (kinds: [String], scopes: [RightScope]) = (["objective"], [.own, .none, .none, .none, .none])
        switch self {
        case .administrator: return []
        case .director: return [([RoleRight.everyKind], [.all, .all, .all, .all, .all])]
        case .salesManager:
            return [
                (company + sale + ["lead", "objective"], [.subtree, .subtree, .subtree, .subtree, .subtree]),
                (talk, [.all, .all, .subtree, .subtree, .subtree]), (group, [.all, .all, .subtree, .subtree, .all]),
                box, plan, said, asked, keeper,
            ]
        case .seller:
            return [
                (company + sale, [.own, .own, .own, .none, .none]), (["lead"], [.own, .all, .own, .none, .none]),
                (talk, spoken), box, said, asked, aim, shelf,
            ]
        case .marketer:
            return [
                (company + ["lead"], [.all, .all, .all, .none, .all]), (sale, [.all, .none, .none, .none, .none]),
                (talk, spoken),
                (group, [.all, .all, .all, .all, .all]),
                (["source_file"], [.all, .all, .own, .own, .all]), box, plan, web, keeper,
                (
                    ["consent", "calling_rule", "opposition", "refused_contact", "undeliverable_address"],
                    [.all, .none, .none, .none, .all]
                ),
            ]
        case .preSales:
            return [
                (company + sale + ["lead"], [.all, .none, .own, .none, .none]), (talk, spoken), box, said, asked, aim,
                shelf,
            ]
        case .supportAgent:
            return [
                (["account"], [.all, .none, .none, .none, .none]), (["contact"], [.all, .all, .all, .none, .none]),
                (["lead"], [.own, .all, .own, .none, .none]), (talk, spoken), box, said, asked, shelf,
            ]
        case .customerSuccessManager:
            return [
                (company + sale + ["lead"], [.all, .own, .own, .none, .own]), (talk, spoken),
                (group, [.all, .all, .own, .own, .all]), box, said, asked, aim, shelf,
            ]
        case .accountant:
            return [
                (["account"], [.all, .all, .all, .none, .all]),
                (["contact", "opportunity"], [.all, .none, .none, .none, .all]),
                (talk, spoken), box, shelf,
            ]
        case .guest:
            return [
                (company + sale + ["lead"], [.own, .none, .none, .none, .none]),
                (talk, [.all, .none, .none, .none, .none]), shelf,
            ]
        }
    }

    private var permissions: [String] {
        switch self {
        case .administrator: []
        case .director, .salesManager:
            [
                "sales.see_revenue", "quality.see", "duplicates.scan", "emails.send", "sms.send", "leads.take",
                "leads.distribute", "plans.run", "consents.manage", "objectives.set",
            ]
        case .seller: ["sales.see_revenue", "quality.see", "emails.send", "sms.send", "leads.take", "plans.run"]
        case .preSales, .customerSuccessManager, .accountant:
            ["sales.see_revenue", "quality.see", "emails.send", "sms.send", "plans.run"]
        case .marketer: ["quality.see", "emails.send", "sms.send", "plans.run", "consents.manage"]
        case .supportAgent: ["emails.send", "sms.send"]
        case .guest: []
        }
    }

    /// Where customers are paid is shown to whoever has to do with it.
    private var hidesBankAccounts: Bool {
        switch self {
        case .administrator, .director, .salesManager, .accountant: false
        case .seller, .marketer, .preSales, .supportAgent, .customerSuccessManager, .guest: true
        }
    }

    /// The role as a record, in the company's language.
    func role(_ language: String) -> Role {
        var role = Role()
        role.key = rawValue
        role.name = name(language)
        role.description = language == "en" ? words.english.1 : words.french.1
        role.isAdministrator = self == .administrator
        for (kinds, scopes) in lines {
            for kind in kinds {
                var right = RoleRight()
                right.entity = kind
                (right.read, right.create, right.change, right.delete, right.export) = (
                    scopes[0], scopes[1], scopes[2], scopes[3], scopes[4]
                )
                role.rights.append(right)
            }
        }
        if hidesBankAccounts {
            var field = RoleField()
            (field.entity, field.field, field.access) = ("account", "bank_accounts", .hidden)
            role.fieldRights = [field]
        }
        role.permissions = permissions.map {
            var permission = RolePermission()
            permission.permission = $0
            return permission
        }
        return role
    }

    /// Makes the presets that are not there yet, and gives their role to users of a version that kept it as a word.
    package static func ensure(_ language: String, in transaction: Transaction) throws {
        guard try areMissing(in: transaction) else { return try RoleOffers.beginWithoutPresets(in: transaction) }
        var made: [RolePreset: ID<Role>] = [:]
        for preset in allCases { made[preset] = try transaction.save(preset.role(language)) }
        try RoleOffers.begin(made, in: transaction)
        try RoleColumn.convert(transaction)
    }

    package static func areMissing(in transaction: Transaction) throws -> Bool {
        try transaction.connection.integer("SELECT id FROM role LIMIT 1") == nil
    }

    /// The role of this preset, as the company has it.
    package func id(in transaction: Transaction) throws -> ID<Role> {
        try RolePreset.find(rawValue, in: transaction).id
    }

    /// The role with this key or name.
    package static func find(_ text: String, in transaction: Transaction) throws -> Role {
        let roles = try transaction.all(Role.self)
        let wanted = folded(text)
        if let role = roles.first(where: { $0.key == text || folded($0.name) == wanted }) { return role }
        let known = roles.compactMap { $0.key ?? $0.name }.joined(separator: ", ")
        throw Refusal(fields: [
            FieldRefusal(
                "role", code: "unknown_choice",
                Message("One of these is expected: {options}.", ["options": .text(known)]))
        ])
    }
}
