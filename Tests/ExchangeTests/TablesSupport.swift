import Foundation
import Records

@testable import Exchange

/// A table given as text, read whole.
func rows(
    _ text: String, separator: Character = ",", header: Bool = true, limits: TableLimits = TableLimits()
) throws -> [TableRow] {
    try rows(
        Array(text.utf8), TableFormat(separator: separator.asciiValue!, hasHeader: header), limits: limits)
}

func rows(_ bytes: [UInt8], _ format: TableFormat, limits: TableLimits = TableLimits()) throws -> [TableRow] {
    try rows(TableBytes(memory: bytes), format, limits: limits)
}

func rows(
    _ bytes: TableBytes, _ format: TableFormat, after: TablePosition? = nil, limits: TableLimits = TableLimits()
) throws -> [TableRow] {
    var source = try TableSource(bytes, format: format, after: after, limits: limits)
    var rows: [TableRow] = []
    while let row = try source.next() { rows.append(row) }
    return rows
}

/// Bytes handed out a few at a time, as a slow disk might.
func trickling(_ bytes: [UInt8], by count: Int) -> TableBytes {
    TableBytes(size: bytes.count) { offset, _ in
        offset < bytes.count ? Array(bytes[offset..<min(bytes.count, offset + count)]) : []
    }
}

func refusal<T>(_ work: () throws -> T) -> Refusal? {
    do {
        _ = try work()
        return nil
    } catch {
        return error as? Refusal
    }
}

func refusal<T>(_ work: () async throws -> T) async -> Refusal? {
    do {
        _ = try await work()
        return nil
    } catch {
        return error as? Refusal
    }
}

/// Chance with a seed (SplitMix64), so that a failure comes back.
struct Chance: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// A text made of what readers and spreadsheets stumble over.
    mutating func text() -> String {
        let pieces = [
            "a", "Zoé", "\"", "\"\"", ",", ";", "\t", "|", "\n", "\r", "\r\n", "'", "''", "=", "+", "-", "@", " ", "  ",
            "\u{feff}", "\u{a0}", "\u{202f}", "😀", "e\u{301}", "1", "0", "12,5", "sep=", "sep=;", "#", "\\", "\u{1}",
            "É",
        ]
        return (0..<number(0...5)).map { _ in pieces.randomElement(using: &self)! }.joined()
    }
}

/// A folder for one test, gone with it.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "entregent-tables-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String, _ bytes: [UInt8] = []) throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }

    func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
    }
}

/// The project this test was built from: its worker and its Python.
let projectRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

func worker(memoryMegabytes: Int = 3072, secondsAllowed: Int = 60) -> DocumentWorker {
    var setup = DocumentWorker.Setup(root: projectRoot)
    setup.memoryMegabytes = memoryMegabytes
    setup.secondsAllowed = secondsAllowed
    return DocumentWorker(setup)
}

/// Runs Python in the folder, to make files as other programs make them.
func python(_ script: String, in folder: Folder) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: projectRoot + "/.venv/bin/python3")
    process.arguments = ["-B", "-c", script]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw PythonFailed(status: process.terminationStatus) }
}

struct PythonFailed: Error { let status: Int32 }
