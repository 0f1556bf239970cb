import Foundation
import Identity
import Records
import Storage
import TestSupport
import Testing
import Web

@testable import App

@Suite("The configuration in the settings")
struct ConfigurationPageTests {
    /// An administrator who has signed in.
    private struct Visitor {
        let server: Server
        let cookie: String
        let csrf: String

        static func with(_ body: (Visitor) async throws -> Void) async throws {
            try await withInstallation(.memory) { installation in
                try await Company.found(
                    .init(
                        company: "Acme", email: TwoCompanies.email, password: TwoCompanies.password, language: "en"),
                    in: installation.workspace, door: .command)
                let server = try Server(installation)
                let form = Form([.init("email", TwoCompanies.email), .init("password", TwoCompanies.password)])
                let entered = await server.web.answer(
                    Request(
                        .post, "/sign-in", headers: ["Content-Type": "application/x-www-form-urlencoded"],
                        body: Array(form.encoded.utf8)))
                let session = try #require(entered.cookies.first { $0.name == Authenticator.cookie })
                let cookie = "\(session.name)=\(session.value)"
                let page = await server.web.answer(
                    Request(.get, ConfigurationPages.path, headers: ["Cookie": cookie]))
                let mark = "name=\"_csrf\" value=\"", html = Visitor.text(page)
                let start = try #require(html.range(of: mark), "\(page.status)").upperBound
                try await body(
                    Visitor(server: server, cookie: cookie, csrf: String(html[start...].prefix { $0 != "\"" })))
            }
        }

        static func text(_ response: Response) -> String {
            if case .bytes(let bytes) = response.body { String(decoding: bytes, as: UTF8.self) } else { "" }
        }

        func get(_ path: String) async -> Response {
            await server.web.answer(Request(.get, path, headers: ["Cookie": cookie]))
        }

        func bring(_ file: String) async -> Response {
            let body = """
                --edge\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n\(csrf)\r\n\
                --edge\r\nContent-Disposition: form-data; name="file"; filename="company.json"\r\n\
                Content-Type: application/json\r\n\r\n\(file)\r\n--edge--\r\n
                """
            return await server.web.answer(
                Request(
                    .post, ConfigurationPages.path,
                    headers: ["Cookie": cookie, "Content-Type": "multipart/form-data; boundary=edge"],
                    body: Array(body.utf8)))
        }

        func apply(_ file: String, csrf: String) async -> Response {
            let form = Form([.init("_csrf", csrf), .init("configuration", file)])
            return await server.web.answer(
                Request(
                    .post, ConfigurationPages.path + "/apply",
                    headers: ["Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"],
                    body: Array(form.encoded.utf8)))
        }
    }

    @Test("download, bring, see, apply")
    func journey() async throws {
        try await Visitor.with { visitor in
            let download = await visitor.get(ConfigurationPages.path + "/file")
            #expect(download.headers["Content-Disposition"]?.contains("configuration-acme.json") == true)
            let text = Visitor.text(download)
            #expect(text.contains(TwoCompanies.email) && !text.contains("secret") && !text.contains("password"))
            let same = Visitor.text(await visitor.bring(text))
            #expect(same.contains("The company is already as the file says.") && !same.contains(">Apply<"))
            let file = #"{"teams": [{"name": "West & <b>wild</b>"}], "settings": {"country": "BE"}}"#
            let shown = await visitor.bring(file)
            let page = Visitor.text(shown)
            #expect(shown.status == 200 && page.contains("To add: Team “West &amp; &lt;b"), "\(page.suffix(4000))")
            #expect(!page.contains("<b>wild"))
            #expect(page.contains("To change: Country: FR → BE"))
            let workspace = visitor.server.installation.workspace
            #expect(try await workspace.rows("team") == 0, "looking changes nothing")
            #expect((await visitor.apply(file, csrf: "stale")).status == 403)
            #expect((await visitor.apply(file, csrf: visitor.csrf)).status == 303)
            #expect(try await workspace.rows("team") == 1)
            #expect(workspace.settings.country == "BE")
            let author = try await workspace.read(.house) {
                try $0.connection.integer("SELECT user_id FROM history WHERE kind = 'team'")
            }
            #expect(author != nil, "the history says who brought it")
        }
    }

    @Test("faults are listed with their place; strangers and files too large are refused")
    func faults() async throws {
        try await Visitor.with { visitor in
            let answer = await visitor.bring(#"{"users": [{"email": "eve@acme.test", "name": "Eve", "team": "None"}]}"#)
            #expect(answer.status == 422 && Visitor.text(answer).contains("<code>users[0].team</code>"))
            #expect((await visitor.bring("{")).status == 422)
            #expect((await visitor.bring("")).status == 422)
            let huge = await visitor.bring(String(repeating: " ", count: 5 << 20))
            #expect(huge.status == 422 || huge.status == 413)
            let stranger = await visitor.server.web.answer(Request(.get, ConfigurationPages.path + "/file"))
            #expect(stranger.status == 303)
        }
    }
}
