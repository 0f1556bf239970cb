import Foundation
import Records
import SQLiteStorage
import Storage
import TestSupport
import Testing

@Suite("SQLite in a file")
struct SQLiteBackendTests {
    @Test("two nodes on one file wait for each other and see each other's work")
    func twoPools() async throws {
        try await TestDatabases.file.withDatabase { first in
            try await makeThings(first)
            try await load(first, [Sample.row(number: 0)])
            let second = try await TestDatabases.file.another(like: first)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for database in [first, second] {
                    for _ in 0..<25 {
                        group.addTask {
                            try await database.write { connection in
                                let number = try connection.integer("SELECT number FROM thing") ?? 0
                                try connection.execute("UPDATE thing SET number = \(number + 1)")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let number = try await second.read { try $0.integer("SELECT number FROM thing") }
            #expect(number == 50)
            try await second.close()
        }
    }

    @Test("an acknowledged write survives a power cut: WAL, synchronous FULL, foreign keys")
    func durability() async throws {
        try await TestDatabases.file.withDatabase { database in
            let settings = try await database.maintain { connection in
                [
                    try connection.text("PRAGMA journal_mode"), try connection.text("PRAGMA synchronous"),
                    try connection.text("PRAGMA foreign_keys"), try connection.text("PRAGMA busy_timeout"),
                    try connection.text("PRAGMA mmap_size"), try connection.text("PRAGMA cache_size"),
                ]
            }
            #expect(settings == ["wal", "2", "1", "5000", "0", "-32000"])
            let reader = try await database.read { try $0.text("PRAGMA cache_size") }
            #expect(reader == "-6000")
        }
    }

    @Test("only work that is done again after a power cut is committed without waiting for the disk")
    func redoable() async throws {
        try await TestDatabases.file.withDatabase { database in
            func waits() async throws -> String? { try await database.write { try $0.text("PRAGMA synchronous") } }
            let lazy = try await RedoableWrite.$isCurrent.withValue(true) { try await waits() }
            #expect(lazy == "1")
            let after = try await waits()
            #expect(after == "2")
            _ = try await RedoableWrite.$isCurrent.withValue(true) { try await waits() }
            let maintained = try await database.maintain { try $0.text("PRAGMA synchronous") }
            #expect(maintained == "2")
        }
    }

    @Test("another program's file, or a file that is none, is refused")
    func strangers() async throws {
        try await withFolder { folder in
            let path = folder + "/strange.sqlite"
            let database = try await SQLiteDatabase.open(path)
            try await database.maintain { connection in
                try connection.execute("PRAGMA application_id = 7")
                try connection.execute("CREATE TABLE theirs (id INTEGER)")
            }
            try await database.close()
            let error = await #expect(throws: DatabaseError.self) { try await SQLiteDatabase.open(path) }
            #expect(error?.message.contains("another program") == true)
            let text = folder + "/text"
            try Data(String(repeating: "plain text ", count: 400).utf8).write(to: URL(fileURLWithPath: text))
            for path in [text, folder + "/no/such/folder.sqlite"] {
                let error = await #expect(throws: DatabaseError.self) { try await SQLiteDatabase.open(path) }
                #expect(error?.kind == .unavailable)
            }
        }
    }

    @Test("what was written is there when the file is opened again, by path or address")
    func reopening() async throws {
        try await withFolder { folder in
            let first = try await SQLiteDatabase.open("sqlite:\(folder)/a b é.sqlite")
            try await makeThings(first)
            try await load(first, Sample.rows)
            try await first.close()
            let second = try await SQLiteDatabase.open("\(folder)/a b é.sqlite")
            let found = try await count(second)
            #expect(found == Int64(Sample.rows.count))
            try await second.close()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1, "no -wal is left behind")
        }
    }

    @Test("a backup of one file becomes another database")
    func moving() async throws {
        try await TestDatabases.memory.withDatabase { memory in
            try await makeThings(memory)
            try await load(memory, Sample.rows)
            try await withFolder { folder in
                try await memory.backup(to: folder + "/copy")
                try await TestDatabases.file.withDatabase { file in
                    try await makeThings(file)
                    try await file.restore(from: folder + "/copy")
                    let found = try await count(file)
                    #expect(found == Int64(Sample.rows.count))
                    let mode = try await file.maintain { try $0.text("PRAGMA journal_mode") }
                    #expect(mode == "wal")
                }
            }
        }
    }
}
