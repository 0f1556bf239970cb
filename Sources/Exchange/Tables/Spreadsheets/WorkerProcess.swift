import Foundation
import Records

/// Why a conversation with the worker broke off.
enum WorkerFailure: Error, Equatable {
    /// It died: most often for want of memory.
    case ended
    case late
    /// It said what we do not understand.
    case unclear

    var refusal: Refusal {
        switch self {
        case .ended:
            Refusal(
                .tooLarge, code: "document_too_large",
                Message(
                    """
                    This document needs more memory than is allowed. Delete empty formatted rows and columns, \
                    split it, or save it as CSV.
                    """
                ))
        case .late:
            Refusal(
                .unavailable, code: "document_too_slow",
                Message("Reading this document takes too long. Split it, or save it as CSV."))
        case .unclear:
            Refusal(
                .unavailable, code: "document_failed",
                Message(
                    "The program that reads documents answered nonsense. Try again; if it lasts, restart the server."))
        }
    }
}

/// One running worker, and the lines we exchange with it.
final class WorkerProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var unread: [UInt8] = []
    private static let longestReply = 1_048_576

    init(_ setup: DocumentWorker.Setup) throws {
        // Writing to a process that has died must be an error, not the end of the server.
        signal(SIGPIPE, SIG_IGN)
        process.executableURL = URL(fileURLWithPath: setup.python)
        process.arguments = ["-E", "-s", "-B", setup.script]  // nothing of the user's own Python
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        process.environment = [
            "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "ENTREGENT_WORKER_MEMORY_MB": String(setup.memoryMegabytes),
            "RUST_BACKTRACE": "0",
        ]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            throw DocumentWorker.missing(setup.python)
        }
    }

    var isAlive: Bool { process.isRunning }

    func send(_ bytes: [UInt8]) throws {
        do {
            try input.fileHandleForWriting.write(contentsOf: bytes)
        } catch {
            throw WorkerFailure.ended
        }
    }

    /// The next line it says. Looks up now and then, to see whether we are still wanted.
    func reply(before deadline: ContinuousClock.Instant) throws -> JSON {
        while true {
            if let end = unread.firstIndex(of: 10) {
                let line = unread[..<end]
                unread.removeFirst(end + 1)
                guard let reply = try? JSON(line) else { throw WorkerFailure.unclear }
                return reply
            }
            guard unread.count < WorkerProcess.longestReply else { throw WorkerFailure.unclear }
            try Task.checkCancellation()
            guard ContinuousClock.now < deadline else { throw WorkerFailure.late }
            try readMore(milliseconds: 200)
        }
    }

    func kill() {
        if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    private func readMore(milliseconds: Int32) throws {
        let descriptor = output.fileHandleForReading.fileDescriptor
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, milliseconds) > 0 else { return }
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &piece, piece.count)
        if count < 0, errno == EINTR { return }
        guard count > 0 else { throw WorkerFailure.ended }
        unread += piece[..<count]
    }
}
