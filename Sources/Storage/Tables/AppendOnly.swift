/// The history and the access log only grow: triggers refuse to change or remove a line, whoever asks. What may leave
/// leaves through `Erasure`, which the triggers know by its open line.
enum AppendOnly {
    private static let logs = ["history", "access_log"]

    /// Statements that create what is missing; each may run again at every start.
    static func creation(_ dialect: Dialect) -> [String] {
        switch dialect {
        case .sqlite: logs.flatMap(sqliteLog) + sqliteErasure
        case .postgres: [postgresFunctions] + logs.map(postgresLog) + [postgresErasure]
        }
    }

    private static func sentence(_ log: String) -> String { "\(log) is append-only: its lines are never changed" }

    // SQLite asks once a row; the table of erasures has no open line but in their own transaction.

    private static func sqliteLog(_ log: String) -> [String] {
        [
            trigger("\(log)_is_never_changed", "BEFORE UPDATE ON \(log)", sentence(log)),
            trigger(
                "\(log)_is_never_emptied",
                "BEFORE DELETE ON \(log) WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE is_open)",
                sentence(log) + " or removed"),
        ]
    }

    private static var sqliteErasure: [String] {
        [
            trigger("erasure_is_never_emptied", "BEFORE DELETE ON erasure", sentence("erasure") + " or removed"),
            trigger("erasure_is_only_closed", "BEFORE UPDATE ON erasure WHEN NOT OLD.is_open", sentence("erasure")),
        ]
    }

    private static func trigger(_ name: String, _ event: String, _ sentence: String) -> String {
        "CREATE TRIGGER IF NOT EXISTS \(name) \(event) BEGIN SELECT RAISE(ABORT, '\(sentence)'); END"
    }

    // PostgreSQL asks once a statement. The schema is the table's own, whatever the search path of a restore is.

    private static let postgresFunctions = """
        DO $do$ BEGIN
            IF to_regproc('entregent_append_only') IS NULL THEN
                CREATE FUNCTION entregent_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
                DECLARE is_open BOOLEAN := FALSE;
                BEGIN
                    IF TG_OP = 'DELETE' THEN
                        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.erasure WHERE is_open)', TG_TABLE_SCHEMA)
                        INTO is_open;
                    END IF;
                    IF NOT is_open THEN
                        RAISE EXCEPTION '% is append-only: its lines are never changed or removed', TG_TABLE_NAME;
                    END IF;
                    RETURN NULL;
                END $$;
                CREATE FUNCTION entregent_only_closed() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF TG_OP = 'UPDATE' THEN
                        IF OLD.is_open THEN RETURN NEW; END IF;
                    END IF;
                    RAISE EXCEPTION 'erasure is append-only: its lines are never changed or removed';
                END $$;
            END IF;
        END $do$
        """

    private static func postgresLog(_ log: String) -> String {
        missing(
            "\(log)_is_append_only", on: log,
            "BEFORE UPDATE OR DELETE OR TRUNCATE ON \(log) FOR EACH STATEMENT EXECUTE FUNCTION entregent_append_only()")
    }

    private static var postgresErasure: String {
        missing(
            "erasure_is_only_closed", on: "erasure",
            "BEFORE UPDATE OR DELETE ON erasure FOR EACH ROW EXECUTE FUNCTION entregent_only_closed()")
    }

    /// Replacing a trigger would wait for everybody who writes: only a missing one is made.
    private static func missing(_ name: String, on table: String, _ definition: String) -> String {
        """
        DO $do$ BEGIN
            IF NOT EXISTS (
                SELECT 1 FROM pg_trigger WHERE tgname = '\(name)' AND tgrelid = to_regclass('\(table)')
            ) THEN
                CREATE TRIGGER \(name) \(definition);
            END IF;
        END $do$
        """
    }
}
