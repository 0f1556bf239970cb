import Records

/// How much of its user's rights a token carries: all, or only looking, or only some kinds of record. Always taken from
/// what the user may do now, so a token never outlives a right.
package struct TokenScope: Sendable, Hashable {
    package var isReadOnly = false
    /// Names of kinds; nil is every kind.
    package var kinds: [String]?

    package init(isReadOnly: Bool = false, kinds: [String]? = nil) {
        self.isReadOnly = isReadOnly
        self.kinds = kinds
    }

    package static let full = TokenScope()

    /// What is left of somebody's eyes.
    func narrowed(_ viewer: Viewer) -> Viewer {
        guard self != .full, let rights = viewer.rights else { return viewer }
        var kept: [String: Viewer.Rights] = [:]
        for (kind, whole) in rights where kinds?.contains(kind) ?? true {
            var narrow = whole
            if isReadOnly { (narrow.create, narrow.change, narrow.delete) = ([], [], []) }
            kept[kind] = narrow
        }
        return Viewer(
            user: viewer.user, teams: viewer.teams, rights: kept, hiddenFields: viewer.hiddenFields,
            readOnlyFields: viewer.readOnlyFields,
            // To look at revenue is a right to look; to manage is not.
            permissions: viewer.permissions.filter { !$0.hasSuffix(".manage") })
    }

    /// Requests that look, though they are sent as POST.
    private static let readingPosts: Set<String> = ["/api/v1/reports/run"]
    /// Doors of the API that concern no kind, or are checked kind by kind.
    private static let commonDoors: Set<String> = ["meta", "openapi.json", "search", "jobs"]

    /// Refuses what a narrow token is not for, whatever its user may do. Work in the background is done with the whole
    /// rights of the user, so a token for some kinds cannot start an import or an export of files.
    func check(isSafe: Bool, path: String, kind: (String) -> String?) throws(Refusal) {
        guard self != .full else { return }
        if isReadOnly, !isSafe, !TokenScope.readingPosts.contains(path) {
            throw Refusal(
                .forbidden, code: "read_only_token",
                Message("This token may only read. Use one that may change things."))
        }
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count >= 3, parts[0] == "api", parts[1] == "v1" else { throw outside }
        guard let kinds else { return }
        if TokenScope.commonDoors.contains(parts[2]), isSafe { return }
        let name = parts[2] == "bulk" && parts.count > 3 ? parts[3] : parts[2]
        guard let found = kind(name), kinds.contains(found) else { throw outside }
    }

    private var outside: Refusal {
        Refusal(
            .forbidden, code: "token_scope",
            Message("This token is for other things. Use one whose rights reach as far as this."))
    }
}
