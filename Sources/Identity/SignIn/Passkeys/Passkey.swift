import Records
import Storage

/// A key that lives in somebody's telephone, computer or stick, and shows itself instead of, or after, a password.
struct Passkey: Sendable {
    let id: Int64
    let user: Int64
    let name: String
    let key: PasskeyKey
    let signCount: Int64
    let siteID: String
    let madeAt: Instant
    let usedAt: Instant?

    static let table = TableSpec(
        "passkey",
        [
            .init("id", .integer), .init("user_id", .integer, references: "user"), .init("credential_id", .text),
            .init("name", .text), .init("algorithm", .integer), .init("public_key", .text),
            .init("sign_count", .integer), .init("site", .text), .init("transports", .text),
            .init("created_at", .instant), .init("used_at", .instant, required: false),
        ], primaryKey: ["id"],
        indexes: [
            .init("passkey_credential", ["credential_id"], unique: true), .init("passkey_user", ["user_id"]),
        ])

    private static let columns: SQL = """
        p.id, p.user_id, p.name, p.algorithm, p.public_key, p.sign_count, p.site, p.created_at, p.used_at
        """
    private static let types: [ColumnType] = [
        .integer, .integer, .text, .integer, .text, .integer, .text, .instant, .instant,
    ]

    private init?(_ row: [Value]) {
        guard let raw = row[4].text.flatMap(Secret.bytes(base64:)),
            let key = PasskeyKey(algorithm: Int(row[3].integer ?? 0), raw: raw), let madeAt = row[7].instant
        else { return nil }
        self.key = key
        self.madeAt = madeAt
        id = row[0].integer ?? 0
        user = row[1].integer ?? 0
        name = row[2].text ?? ""
        signCount = row[5].integer ?? 0
        siteID = row[6].text ?? ""
        usedAt = row[8].instant
    }

    static func all(of user: Int64, in transaction: Transaction) throws -> [Passkey] {
        try transaction.connection.rows(
            "SELECT \(columns) FROM passkey AS p WHERE p.user_id = \(user) ORDER BY p.id", types
        ).compactMap(Passkey.init)
    }

    /// The passkey by the id its authenticator gave it, if its holder may sign in.
    static func find(credential: String, in transaction: Transaction) throws -> Passkey? {
        try transaction.connection.rows(
            """
            SELECT \(columns) FROM passkey AS p JOIN "user" AS u ON u.id = p.user_id
            WHERE p.credential_id = \(credential) AND u.is_active = TRUE
            """, types
        ).first.flatMap(Passkey.init)
    }

    /// What a browser needs to find the authenticators that hold them.
    static func descriptors(of user: Int64, at site: PasskeySite, in transaction: Transaction) throws -> [JSON] {
        try transaction.connection.rows(
            "SELECT credential_id, transports FROM passkey WHERE user_id = \(user) AND site = \(site.id) ORDER BY id",
            .text, .text
        ).map { row in
            let transports = (row[1].text ?? "").split(separator: " ").map { JSON.text(String($0)) }
            return .record([
                "type": "public-key", "id": .text(row[0].text ?? ""), "transports": .array(transports),
            ])
        }
    }

    static func add(
        _ made: AuthenticatorData.Credential, signCount: UInt32, name: String, transports: [String], to user: Int64,
        at site: PasskeySite, in transaction: Transaction
    ) throws {
        let credential = Secret.base64(made.id)
        let known = try transaction.connection.integer("SELECT id FROM passkey WHERE credential_id = \(credential)")
        if known != nil {
            throw Refusal(.conflict, code: "known_passkey", Message("This passkey was added before."))
        }
        try transaction.connection.execute(
            """
            INSERT INTO passkey
            (id, user_id, credential_id, name, algorithm, public_key, sign_count, site, transports, created_at) VALUES
            (\(transaction.ids.next()), \(user), \(credential), \(name), \(made.key.algorithm),
             \(Secret.base64(made.key.raw)), \(Int64(signCount)), \(site.id), \(transports.joined(separator: " ")),
             \(transaction.now))
            """)
        try KeyChange.passkey.tell(user, in: transaction)
    }

    /// Notes a use. False where the authenticator counts and its number did not grow: then there are two of it.
    func use(_ count: UInt32, in transaction: Transaction) throws -> Bool {
        try transaction.connection.execute(
            """
            UPDATE passkey SET sign_count = \(Int64(count)), used_at = \(transaction.now)
            WHERE id = \(id) AND (sign_count < \(Int64(count)) OR (sign_count = 0 AND \(Int64(count)) = 0))
            """) == 1
    }

    static func remove(_ id: Int64, of user: Int64, in transaction: Transaction) throws {
        let removed = try transaction.connection.execute("DELETE FROM passkey WHERE id = \(id) AND user_id = \(user)")
        if removed == 0 { throw Refusal.notFound() }
        try KeyChange.passkeyRemoved.tell(user, in: transaction)
        try SecondFactor.dropUnneededCodes(user, in: transaction)
    }
}
