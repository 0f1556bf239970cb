import Foundation
import Records

/// This program once more, in a process of its own: as an operator would run it, with memory of its own to look at.
final class ChildProgram: @unchecked Sendable {
    private let process = Process()
    private let output = Pipe()
    private(set) var peakMegabytes = 0

    /// The database and data of these settings, as flags.
    static func place(_ settings: ServerSettings) -> [String] {
        ["--database", settings.database, "--data", settings.data]
    }

    init(_ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// Waits for its end, watching its memory.
    func finish() async throws {
        while process.isRunning {
            peakMegabytes = max(peakMegabytes, megabytes("VmHWM"))
            try await Task.sleep(for: .milliseconds(5))
        }
        guard process.terminationStatus == 0 else {
            throw OperationFailure("\(process.arguments?.first ?? "") ended with code \(process.terminationStatus)")
        }
    }

    /// The first line it says.
    func firstLine() throws -> String {
        var line: [UInt8] = []
        while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != 10 { line.append(byte) }
        return String(decoding: line, as: UTF8.self)
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// Memory that stands in the machine now (`VmRSS`), or at its highest (`VmHWM`).
    func megabytes(_ name: String) -> Int {
        guard let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        else { return 0 }
        let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) / 1024
    }
}
