import Records

/// Tables of Storage itself.
package enum SystemTables {
    package static let all: [TableSpec] = [
        Migrator.stepTable, History.table, Outbox.table, Journal.table, Journal.entryTable, MatchKeys.table,
        SearchIndex.termTable, SearchIndex.trigramTable, settingTable, CustomField.table, Share.table,
        Erasure.table, Access.table, Merge.table, MergeAlias.table,
    ]

    /// Settings of the workspace, one JSON value a name; `schema_version` counts configuration changes.
    static let settingTable = TableSpec(
        "setting", [.init("name", .text), .init("value", .text)], primaryKey: ["name"],
        merging: .stays("names no record of a customer"))
}

extension WorkspaceSettings {
    static func load(_ connection: any Connection) throws -> WorkspaceSettings {
        var settings = WorkspaceSettings()
        for row in try connection.rows("SELECT name, value FROM setting", .text, .text) {
            try settings.apply(row[0].text ?? "", JSON(parsing: row[1].text ?? "null"))
        }
        return settings
    }

    private mutating func apply(_ name: String, _ value: JSON) throws {
        switch name {
        case "company": company = value.text ?? company
        case "language": language = value.text ?? language
        case "currency": currency = value.text ?? currency
        case "country": country = value.text ?? country
        case "time_zone": timeZone = value.text.flatMap { .init(identifier: $0) } ?? timeZone
        case "maximum_upload_bytes": maximumUploadBytes = value.integer.map(Int.init) ?? maximumUploadBytes
        case "rates":
            for member in value.members ?? [] { rates[member.name] = member.value.text.flatMap { Exact($0) } }
        default: extra[name] = value
        }
    }

    package static func save(_ name: String, _ value: JSON, in transaction: Transaction) throws {
        try transaction.connection.execute(
            """
            INSERT INTO setting (name, value) VALUES (\(name), \(value.string))
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """
        )
        try SchemaVersion.raise(transaction.connection)
        // What belongs to an hour of the day goes along to the new clock.
        let zone = transaction.settings.timeZone.identifier
        if name == "time_zone", let text = value.text, text != zone {
            try transaction.emit(
                Event(
                    "clock.changed", Reference(kind: "setting", id: 0),
                    .record(["from": .text(zone), "to": .text(text)])))
        }
        // What was derived at the rates of before is derived anew.
        if name == "rates" || name == "currency" {
            try transaction.emit(
                Event("setting.changed", Reference(kind: "setting", id: 0), .record(["name": .text(name)])))
        }
    }
}

extension Transaction {
    /// Every node and command reads the configuration anew: what is derived from it is no longer true.
    package func raiseConfigurationVersion() throws { try SchemaVersion.raise(connection) }
}

/// Counts changes of configuration, so that every node and command notices.
enum SchemaVersion {
    static func current(_ connection: any Connection) throws -> Int64 {
        Int64(try connection.text("SELECT value FROM setting WHERE name = 'schema_version'") ?? "0") ?? 0
    }

    static func raise(_ connection: any Connection) throws {
        let next = String(try current(connection) + 1)
        try connection.execute(
            """
            INSERT INTO setting (name, value) VALUES ('schema_version', \(next))
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """
        )
    }
}
