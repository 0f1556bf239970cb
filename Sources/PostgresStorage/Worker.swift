import Foundation
import Storage

/// A thread's connection and how a transaction runs on it: connects when needed, runs again what may be run again.
final class Worker {
    private let settings: PostgresSettings
    private var link: Link?
    private static let mostAttempts = 6

    init(_ settings: PostgresSettings) { self.settings = settings }

    func disconnect() { link = nil }

    func transaction<Result>(
        _ mode: PostgresConnection.Mode, _ ticket: Ticket, _ counter: QueryCounter?,
        _ body: (any Connection) throws -> Result
    ) throws -> Result {
        var attempt = 1
        while true {
            let link = try connectedLink(ticket)
            let connection = PostgresConnection(
                link, mode, readTimeoutSeconds: settings.readTimeoutSeconds, counter: counter,
                isCancelled: { ticket.isCancelled })
            do {
                return try once(link, connection, ticket, body)
            } catch {
                if link.isLost { self.link = nil }
                if ticket.isCancelled { throw CancellationError() }
                guard attempt < Worker.mostAttempts, mayRunAgain(after: error, connection, link, mode) else {
                    throw error
                }
                // 5, 10, 20, 40, 80 ms, each up to doubled by chance, so that two that met do not meet again.
                Thread.sleep(forTimeInterval: 0.005 * Double(1 << (attempt - 1)) * Double.random(in: 1...2))
                attempt += 1
            }
        }
    }

    private func once<Result>(
        _ link: Link, _ connection: PostgresConnection, _ ticket: Ticket, _ body: (any Connection) throws -> Result
    ) throws -> Result {
        ticket.entered(link)
        defer { ticket.left() }
        do {
            connection.prepare()
            let result = try body(connection)
            try connection.commit()
            link.tidy()
            return result
        } catch {
            let error = connection.isCommitting && link.isLost ? Worker.unknownOutcome : error
            connection.rollBack()
            link.tidy()
            throw error
        }
    }

    private static let unknownOutcome = DatabaseError(
        kind: .unavailable,
        message: "the connection was lost while saving: whether it was saved is not known, look before you repeat it")

    private func mayRunAgain(
        after error: any Error, _ connection: PostgresConnection, _ link: Link, _ mode: PostgresConnection.Mode
    ) -> Bool {
        if link.isLost { return !connection.wasAnswered && !connection.isCommitting }
        guard let error = error as? DatabaseError else { return false }
        return error.kind == .retryable && mode != .maintain
    }

    /// The connection, made again if it was lost; a server that restarts is waited for.
    func connectedLink(_ ticket: Ticket?) throws -> Link {
        if let link, !link.isLost { return link }
        link = nil
        let deadline = Date(timeIntervalSinceNow: settings.patienceSeconds)
        var pause = 0.05
        while true {
            do {
                let fresh = try Link.connect(settings)
                link = fresh
                return fresh
            } catch let error as ConnectFailure {
                if ticket?.isCancelled == true { throw CancellationError() }
                guard error.mayPass, Date() < deadline else { throw error.asDatabaseError }
                Thread.sleep(forTimeInterval: pause)
                pause = min(pause * 2, 1)
            }
        }
    }
}
