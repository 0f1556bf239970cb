import Records
import Storage

extension Timeline {
    /// What every record's timeline tells: notes, finished activities, files, and the history of its fields.
    package static let ownSources = [notes, activities, files, registers, history, formerHistory]

    static let notes = TimelineSource("note", .notes) { scope, transaction in
        try .about("note", scope, transaction, at: "created_at", texts: ["text"])
    } entry: {
        $0.note()
    }

    /// What is still to do stands above the timeline, not in it.
    static let activities = TimelineSource("activity", .activities) { scope, transaction in
        let place = ConditionCompiler.Place(transaction.schema.kind(of: Activity.self))
        return try .about(
            "activity", scope, transaction, at: "done_at",
            where: "\(place.column("is_done")) = TRUE AND \(place.column("done_at")) IS NOT NULL",
            texts: ["subject", "type", "description"],
            numbers: ["duration_minutes"])
    } entry: {
        $0.activity()
    }

    static let files = TimelineSource("attachment", .files) { scope, transaction in
        try .about(
            "attachment", scope, transaction, at: "created_at", texts: ["name", "content_type"],
            numbers: ["bytes", "number"])
    } entry: {
        $0.file()
    }

    /// A record's history is seen by whoever sees the record; fields hidden from them are left out of each entry.
    static let history = TimelineSource("history", .changes) { scope, _ in
        TimelineRows(
            from: "history AS t0", on: "t0.kind = \(scope.kind.name) AND t0.record_id = s.id", id: "t0.id", at: "t0.at",
            user: "t0.user_id",
            texts: ["t0.action", "t0.door", "t0.changes"])
    } entry: {
        $0.frame(icon: "history", $0.row.texts[0] ?? "")
    }

    /// What happened to records before they were merged into this one.
    static let formerHistory = TimelineSource("former_history", .changes) { scope, _ in
        guard scope.isSubject else { return nil }
        return TimelineRows(
            from: "merge_alias AS f JOIN history AS t0 ON t0.kind = f.kind AND t0.record_id = f.old_id",
            on: "f.kind = \(scope.kind.name) AND f.survivor_id = s.id", id: "t0.id", at: "t0.at", user: "t0.user_id",
            texts: ["t0.action", "t0.door", "t0.changes"])
    } entry: {
        $0.frame(icon: "history", $0.row.texts[0] ?? "")
    }
}

extension Timeline.Row {
    /// A row of the history of the record, or of one merged into it.
    var isHistory: Bool { source == Timeline.history.name || source == Timeline.formerHistory.name }
}
