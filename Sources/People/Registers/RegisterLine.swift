import Foundation
import Messaging
import Records

/// The line to one register: asks at its pace, within a time and a size, and turns whatever goes wrong into a trouble
/// that says that nothing is known.
package struct RegisterLine: Sendable {
    /// Without a slash at its end.
    package let address: String
    let client: HttpClient
    /// The operator of this machine named it, so it may be a machine of the house.
    let isOfTheHouse: Bool
    /// How long to wait for a turn: a person waits less than a job.
    var patience: Duration = .seconds(3)
    private static let maximumBytes = 2 << 20

    package init(_ address: String, client: HttpClient, isOfTheHouse: Bool = false) {
        self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
        self.client = client
        self.isOfTheHouse = isOfTheHouse
    }

    /// The line of a job, which has time.
    package var patient: RegisterLine {
        var line = self
        line.patience = .seconds(60)
        return line
    }

    struct Answer: Sendable {
        let status: Int
        let json: JSON
    }

    func get(_ path: String, seconds: Int) async throws -> Answer {
        try await ask(HttpCall(.get, address + path, headers: [("Accept", "application/json")]), seconds)
    }

    func post(_ path: String, _ body: JSON, seconds: Int) async throws -> Answer {
        let headers = [("Accept", "application/json"), ("Content-Type", "application/json")]
        return try await ask(HttpCall(.post, address + path, headers: headers, body: Data(body.bytes)), seconds)
    }

    private func ask(_ call: HttpCall, _ seconds: Int) async throws -> Answer {
        let pace = RegisterPace.of(address)
        try await pace.turn(within: patience)
        var call = call
        call.timeoutSeconds = seconds
        call.maximumBytes = RegisterLine.maximumBytes
        call.allowsPrivateAddresses = isOfTheHouse
        let reply = try await heard(call)
        if reply.status == 429 || reply.status == 503, let wait = RegisterLine.wait(reply) {
            await pace.pause(seconds: wait)
            throw RegisterTrouble.busy(seconds: wait)
        }
        guard reply.status < 500 else { throw RegisterTrouble.silent }
        do {
            return Answer(status: reply.status, json: try JSON(reply.body))
        } catch {
            throw RegisterTrouble.silent
        }
    }

    /// Whatever keeps the call from coming about is silence; only a cancelled task is not.
    private func heard(_ call: HttpCall) async throws -> HttpReply {
        do {
            return try await client.send(call)
        } catch is Refusal {
            throw RegisterTrouble.silent
        }
    }

    /// `Retry-After` in seconds; a 429 without it means one second.
    private static func wait(_ reply: HttpReply) -> Int? {
        let told = reply.header("retry-after").flatMap { Int($0) }.map { max(0, $0) }
        return told ?? (reply.status == 429 ? 1 : nil)
    }

    /// A piece of a query: everything but letters and digits escaped.
    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(
            withAllowedCharacters: .alphanumerics.intersection(.init(charactersIn: "\0"..."\u{7f}")))
            ?? ""
    }
}
