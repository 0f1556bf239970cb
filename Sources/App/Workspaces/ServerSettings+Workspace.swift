import Foundation
import Records

extension ServerSettings {
    /// The same server's settings for one of its companies: its own folder and its own database.
    package func entering(_ entry: WorkspaceEntry) throws -> ServerSettings {
        var inner = self
        inner.data = WorkspaceRegister(data: data).folder(of: entry.name)
        inner.database = try address(of: entry.place, in: inner.data)
        return inner
    }

    package func entering(workspace name: String) throws -> ServerSettings {
        try entering(WorkspaceRegister(data: data).entry(name))
    }

    private func address(of place: WorkspaceEntry.Place, in folder: String) throws -> String {
        switch place {
        case .file: return "sqlite:\(folder)/entregent.sqlite"
        case .given(let address): return address
        case .schema(let schema):
            guard database.hasPrefix("postgres") else {
                throw SettingsError(
                    "This workspace stands in the server's PostgreSQL database, but --database names another kind.")
            }
            return ServerSettings.address(database, schema: schema)
        }
    }

    /// Few connections each, where nothing else is said: many companies share one server.
    private static func address(_ address: String, schema: String) -> String {
        let parts = address.split(separator: "?", maxSplits: 1).map(String.init)
        var words = parts.count > 1 ? parts[1].split(separator: "&").map(String.init) : []
        words.removeAll { $0.hasPrefix("schema=") }
        if !words.contains(where: { $0.hasPrefix("pool=") }) { words.append("pool=4") }
        return parts[0] + "?" + (words + ["schema=\(schema)"]).joined(separator: "&")
    }
}
