import CPostgres
import Foundation
import Storage

/// Hears what other nodes say, on one connection with a thread of its own that starts with the first listener.
/// What this node says itself is handed over at once, without the detour.
/// While the server is away nothing is heard: a notification is a hint to look, never the only trace of a fact.
final class Listener: @unchecked Sendable {
    /// PostgreSQL's channels belong to the whole database: ours carries the schema's name.
    let name: String
    private let settings: PostgresSettings
    private let notices = Notices()
    private let node = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    private let lock = Lock()
    private var hasStarted = false, isStopped = false
    private var wakeUp: (read: Int32, write: Int32) = (-1, -1)

    init(_ settings: PostgresSettings) {
        self.settings = settings
        // At most 63 bytes, like every name.
        name = String(decoding: "entregent:\(settings.schema ?? "")".utf8.prefix(63), as: UTF8.self)
    }

    func stream(_ channel: String) -> AsyncStream<String> {
        let stream = notices.stream(channel)
        start()
        return stream
    }

    func sayHere(_ channel: String, _ payload: String) { notices.say(channel, payload) }

    func message(_ channel: String, _ payload: String) -> String { "\(node)\n\(channel)\n\(payload)" }

    func stop() {
        notices.finish()
        lock.locked {
            isStopped = true
            if hasStarted { _ = write(wakeUp.write, "x", 1) }
        }
    }

    private func start() {
        lock.locked {
            guard !hasStarted, !isStopped else { return }
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { return }
            wakeUp = (ends[0], ends[1])
            hasStarted = true
            let thread = Thread { [self] in listenUntilStopped() }
            thread.name = "postgres listener"
            thread.start()
        }
    }

    private var mustStop: Bool { lock.locked { isStopped } }

    private func listenUntilStopped() {
        var pause: Int32 = 100
        while !mustStop {
            if let connection = connect() {
                pause = 100
                listen(on: connection)
                PQfinish(connection)
            }
            if mustStop { break }
            wait(nil, pause)
            pause = min(pause * 2, 5000)
        }
        lock.locked {
            close(wakeUp.read)
            close(wakeUp.write)
            hasStarted = false
        }
    }

    /// Nil while the server is away; it is tried again.
    private func connect() -> OpaquePointer? {
        guard let connection = try? Link.openConnection(settings) else { return nil }
        let result = PQexec(connection, "LISTEN \(SQL.quoted(name))")
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else {
            PQfinish(connection)
            return nil
        }
        return connection
    }

    /// Until the connection is lost or we are told to stop.
    private func listen(on connection: OpaquePointer) {
        while !mustStop {
            guard PQconsumeInput(connection) == 1 else { return }
            while let notice = PQnotifies(connection) {
                deliver(String(cString: notice.pointee.extra))
                PQfreemem(notice)
            }
            wait(PQsocket(connection), -1)
        }
    }

    private func deliver(_ message: String) {
        let parts = message.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts[0] != node else { return }
        notices.say(parts[1], parts[2])
    }

    /// Until there is something to read, or we are woken, or the time is over.
    private func wait(_ socket: Int32?, _ milliseconds: Int32) {
        var watched = [pollfd(fd: wakeUp.read, events: Int16(POLLIN), revents: 0)]
        if let socket { watched.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0)) }
        poll(&watched, nfds_t(watched.count), milliseconds)
    }
}
