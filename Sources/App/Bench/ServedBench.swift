import Foundation
import Records

/// The program as a server under load, asked by `wrk` from outside; every rate against the hello route of the same
/// server in the same minute.
struct ServedBench {
    let settings: ServerSettings
    let token: String
    let seconds: Double
    let boards: BenchGround.Boards
    let raw: AccountQueries.Measured
    let say: @Sendable (String) -> Void

    func run() async throws -> [BenchRow] {
        var rows = [try await starting()]
        guard Program.find("wrk") != nil else {
            say("wrk is not installed: rates and memory under load are left out")
            return rows
        }
        let (server, address) = try serve()
        defer { server.stop() }
        try await Task.sleep(for: .seconds(2))
        rows.append(
            .figure("resident memory, idle", .megabytes, Spread([Double(server.megabytes("VmRSS"))]), atMost: 150))
        rows += try await rates(address)
        rows.append(
            .figure(
                "resident memory, under load", .megabytes, Spread([Double(server.megabytes("VmHWM"))]), atMost: 150,
                note: "highest"))
        return rows
    }

    private func serve() throws -> (ChildProgram, String) {
        let child = try ChildProgram(
            ["serve", "--listen", "127.0.0.1:0", "--log-level", "error", "--json"] + ChildProgram.place(settings))
        guard let address = try JSON(parsing: try child.firstLine())["listen"]?.text else {
            child.stop()
            throw OperationFailure("the server did not say where it listens")
        }
        return (child, address)
    }

    private func starting() async throws -> BenchRow {
        say("start to first answer")
        var figures: [Double] = []
        for _ in 0..<5 {
            let start = ContinuousClock.now
            let (server, address) = try serve()
            try Probe.get(address + "/health/live")
            let (whole, rest) = (ContinuousClock.now - start).components
            figures.append(Double(whole) * 1000 + Double(rest) / 1e15)
            server.stop()
        }
        return .figure(
            "start to first answer", .milliseconds, Spread(Array(figures.dropFirst())), atMost: 300,
            note: "warm file cache")
    }

    private func rates(_ address: String) async throws -> [BenchRow] {
        let hello = address + "/health/live"
        func pair(_ path: String, _ work: String, atLeast part: Double, note: String = "") async throws -> BenchRow {
            say(work)
            var ours: [Double] = [], limit: [Double] = []
            for _ in 0..<3 {
                limit.append(try await wrk(hello, connections: 8, seconds / 6).rate)
                ours.append(try await wrk(address + path, connections: 8, seconds / 6).rate)
            }
            return .rate(work, Spread(ours), of: Spread(limit), atLeast: part, note: note)
        }
        var rows: [BenchRow] = []
        rows.append(try await pair("/accounts", "list of accounts as HTML, 8 clients", atLeast: 12))
        rows.append(try await pair("/contacts?sort=name", "list of contacts as HTML, 8 clients", atLeast: 12))
        rows.append(try await pair("/api/v1/accounts?limit=50", "list of accounts as JSON, 8 clients", atLeast: 8))
        rows.append(
            try await pair("/api/v1/contacts?limit=50&sort=name", "list of contacts as JSON, 8 clients", atLeast: 8))
        say("account page")
        var page: [Double] = []
        for _ in 0..<3 {
            page.append(1000 / (try await wrk("\(address)/accounts/\(raw.account)", connections: 1, seconds / 3).rate))
        }
        rows.append(
            .time(
                "page of a busy account, one client", (Spread(page), raw.sum), against: "its queries by hand",
                atMost: 2.5, note: "HTTP and HTML included"))
        rows.append(try await board(address, "/api/v1/pipelines/", "/board", "board totals"))
        rows.append(try await board(address, "/board/", "", "board page"))
        return rows
    }

    private func board(_ address: String, _ before: String, _ after: String, _ name: String) async throws -> BenchRow {
        say(name)
        var large: [Double] = [], small: [Double] = []
        for _ in 0..<3 {
            small.append(
                1000
                    / (try await wrk(
                        "\(address)\(before)\(boards.thousand.number)\(after)", connections: 1, seconds / 6
                    ).rate))
            large.append(
                1000
                    / (try await wrk(
                        "\(address)\(before)\(boards.tenThousand.number)\(after)", connections: 1, seconds / 6
                    ).rate))
        }
        return .time(
            "\(name) with 10,000 open deals", (Spread(large), Spread(small)), against: "with 1,000", atMost: 1.1)
    }

    /// Requests a second. Answers that are no success spoil the measurement and are told.
    private func wrk(_ url: String, connections: Int, _ seconds: Double) async throws -> (rate: Double, bytes: Int) {
        let said = Said()
        try await Program.lines(
            "wrk",
            [
                "-t1", "-c\(connections)", "-d\(max(1, Int(seconds.rounded())))s", "-H",
                "Authorization: Bearer \(token)", "-H", "Accept-Encoding: identity", url,
            ]
        ) { said.lines.append(String(decoding: $0, as: UTF8.self)) }
        if let bad = said.lines.first(where: { $0.contains("Non-2xx") }) {
            throw OperationFailure("\(url): \(bad.trimmingCharacters(in: .whitespaces))")
        }
        guard
            let rate = said.lines.first(where: { $0.hasPrefix("Requests/sec:") })?.split(separator: " ").last.flatMap({
                Double($0)
            }), rate > 0
        else {
            throw OperationFailure("\(url) did not answer")
        }
        return (rate, 0)
    }

    private final class Said { var lines: [String] = [] }
}

/// One plain request over a socket of our own: nothing to warm up, nothing in between.
enum Probe {
    static func get(_ url: String) throws {
        let rest = url.dropFirst("http://".count)
        guard let colon = rest.firstIndex(of: ":"), let slash = rest.firstIndex(of: "/"),
            let port = UInt16(rest[rest.index(after: colon)..<slash])
        else {
            throw OperationFailure("\(url) is no address to ask")
        }
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        place.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw OperationFailure("\(url) cannot be reached") }
        let request = Array("GET \(rest[slash...]) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
        guard send(socket, request, request.count, 0) == request.count else {
            throw OperationFailure("\(url) does not take a request")
        }
        var answer = [UInt8](repeating: 0, count: 1024)
        let count = recv(socket, &answer, answer.count, 0)
        guard count > 12, String(decoding: answer[..<count], as: UTF8.self).contains(" 200 ") else {
            throw OperationFailure("\(url) did not answer well")
        }
    }
}
