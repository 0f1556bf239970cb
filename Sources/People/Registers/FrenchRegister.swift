import Records

/// The register of French companies, as the public search of companies publishes it (`/search?q=…`).
package struct FrenchRegister: Sendable {
    let line: RegisterLine
    private static let seconds = 6

    package init(_ line: RegisterLine) { self.line = line }

    /// One page of what a name, a SIREN or a SIRET finds.
    package struct Found: Sendable {
        package let entries: [RegisterEntry]
        package let total: Int
        package let page: Int
        package let hasMore: Bool
    }

    package static let pageSize = 10

    package func search(_ typed: String, page: Int = 1) async throws -> Found {
        let number = FrenchRegister.number(typed)
        let question = number ?? String(typed.trimmingWhitespace().prefix(120))
        guard question.count >= 3 else { throw RegisterTrouble.unclear }
        let answer = try await line.get(
            "/search?q=\(RegisterLine.encoded(question))&page=\(page)&per_page=\(FrenchRegister.pageSize)",
            seconds: FrenchRegister.seconds)
        // 400 is its answer to words it does not search.
        if answer.status == 400 { throw RegisterTrouble.unclear }
        if answer.status == 404 { return Found(entries: [], total: 0, page: page, hasMore: false) }
        guard answer.status == 200, let results = answer.json["results"]?.array else { throw RegisterTrouble.silent }
        let siret = number?.count == 14 ? number : nil
        let entries = results.prefix(25).compactMap { RegisterEntry(result: $0, asked: siret) }
        let pages = answer.json["total_pages"]?.integer ?? Int64(page)
        return Found(
            entries: entries, total: Int(answer.json["total_results"]?.integer ?? Int64(entries.count)), page: page,
            hasMore: Int64(page) < pages)
    }

    /// The company with this SIREN, or the establishment with this SIRET; nil where the register has none.
    package func find(_ number: String) async throws -> RegisterEntry? {
        let found = try await search(number)
        return found.entries.first { $0.siren == number || number.hasPrefix($0.siren) && number.count == 14 }
    }

    /// What was typed as a SIREN or SIRET, if it is one.
    package static func number(_ typed: String) -> String? { SIRET.normalised(typed) ?? SIREN.normalised(typed) }
}
