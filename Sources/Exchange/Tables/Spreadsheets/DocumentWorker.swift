import Foundation
import Records

/// The Python process that reads and writes spreadsheets for us (`documents/worker.py`).
///
/// It is started when first needed, does one request after another, and is replaced when it dies, takes too long or the
/// one who waits gives up. Waiting blocks a thread of its own, never the server's.
package actor DocumentWorker {
    /// Where things are, and what the worker may take.
    package struct Setup: Sendable {
        package var python: String
        package var script: String
        package var memoryMegabytes = 3072
        package var secondsAllowed = 900

        package init(python: String, script: String) {
            self.python = python
            self.script = script
        }

        /// In the folder of the project or of the program installed there.
        package init(root: String) {
            self.init(python: root + "/.venv/bin/python3", script: root + "/documents/worker.py")
        }

        /// `ENTREGENT_PYTHON` and `ENTREGENT_DOCUMENTS` where they are set; else beside the program or above it.
        package static func found(_ environment: [String: String], program: String) -> Setup {
            let above = sequence(first: URL(fileURLWithPath: program).standardizedFileURL) {
                $0.path == "/" ? nil : $0.deletingLastPathComponent()
            }
            let roots = [FileManager.default.currentDirectoryPath] + above.map(\.path)
            let root = roots.first { FileManager.default.fileExists(atPath: $0 + "/documents/worker.py") } ?? roots[0]
            var setup = Setup(root: root)
            if let python = environment["ENTREGENT_PYTHON"] { setup.python = python }
            if let folder = environment["ENTREGENT_DOCUMENTS"] { setup.script = folder + "/worker.py" }
            return setup
        }
    }

    private let setup: Setup
    private let queue = WorkerQueue()
    private var running: WorkerProcess?
    private var requests = 0

    package init(_ setup: Setup) { self.setup = setup }

    nonisolated package var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    /// Sends one request and waits for its answer. `progress` hears how many rows are done.
    func ask(_ task: String, _ parameters: [JSON.Member], progress: (Int) -> Void = { _ in }) throws -> JSON {
        requests += 1
        let identity = JSON.text(String(requests))
        let request = JSON.object([.init("id", identity), .init("task", .text(task))] + parameters)
        let deadline = ContinuousClock.now + .seconds(setup.secondsAllowed)
        do {
            let process = try sent(request.bytes + [10])
            while true {
                let reply = try process.reply(before: deadline)
                guard reply["id"] == identity else { throw WorkerFailure.unclear }
                if let done = reply["progress"]?.integer {
                    progress(Int(done))
                } else if reply["ok"]?.boolean == true, let result = reply["result"] {
                    return result
                } else {
                    throw DocumentRefusal.made(from: reply)
                }
            }
        } catch let failure as WorkerFailure {
            stop()
            throw failure.refusal
        } catch is CancellationError {
            stop()
            throw CancellationError()
        }
    }

    /// Hands the request to the worker, or to a new one where the old one died in its sleep.
    private func sent(_ bytes: [UInt8]) throws -> WorkerProcess {
        if let running, running.isAlive, (try? running.send(bytes)) != nil { return running }
        stop()
        let process = try started()
        try process.send(bytes)
        return process
    }

    /// Ends the process; the next request starts another.
    package func stop() {
        running?.kill()
        running = nil
    }

    private func started() throws -> WorkerProcess {
        let manager = FileManager.default
        guard manager.isExecutableFile(atPath: setup.python) else { throw DocumentWorker.missing(setup.python) }
        guard manager.fileExists(atPath: setup.script) else { throw DocumentWorker.missing(setup.script) }
        let process = try WorkerProcess(setup)
        do {
            let hello = try process.reply(before: ContinuousClock.now + .seconds(60))
            guard hello["ready"]?.boolean == true else {
                process.kill()
                throw DocumentWorker.missing(hello["missing"]?.text ?? "Python")
            }
        } catch let failure as WorkerFailure {
            process.kill()
            throw failure == .ended ? DocumentWorker.missing(setup.python) : failure.refusal
        }
        running = process
        return process
    }

    /// What is not there, and how to get it.
    static func missing(_ what: String) -> Refusal {
        Refusal(
            .unavailable, code: "document_worker_missing",
            Message(
                """
                Spreadsheets are read and written by a Python program, and {missing} is missing. Run bin/serve \
                once, or install documents/requirements.txt into .venv; CSV works without it.
                """,
                ["missing": .text(what)]))
    }
}

/// A thread to wait on, so that a slow spreadsheet holds up nothing else.
private final class WorkerQueue: SerialExecutor {
    private let queue = DispatchQueue(label: "entregent.documents")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
