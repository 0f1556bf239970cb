import Foundation
import Localisation
import Records
import Storage
import Web

/// What `passkeys.js` asks and tells: to add a passkey, and to sign in with one.
enum PasskeyPages {
    static func register(in registry: inout Registry) {
        let own = AccessPages.path + "/passkeys"
        // Each question is a row for five minutes.
        let questions = RateLimiter(burst: 30, secondsPerToken: 4, now: { Instant(Date()) })
        registry.routes.post(own + "/options") { try await offer($0, $1) }
        registry.routes.post(own) { try await add($0, $1) }
        registry.routes.post(own + "/:id/remove") { try await remove($0, $1) }
        registry.routes.post("/sign-in/passkey/options", .anonymous) {
            try questions.take($0.remoteAddress)
            return try await ask($0, $1)
        }
        registry.routes.post("/sign-in/passkey", .anonymous) { try await enter($0, $1) }
    }

    // One's own

    private static func offer(_ request: Request, _ context: Context) async throws -> Response {
        let person = try AccessPages.person(context), site = PasskeySite(request)
        let (challenge, known) = try await context.workspace.write(.house, .screen) { transaction in
            (
                try PasskeyChallenge.make(.add, for: person.id, in: transaction),
                try Passkey.descriptors(of: person.id, at: site, in: transaction)
            )
        }
        let algorithms = PasskeyKey.algorithms.map { number -> JSON in
            .record(["type": "public-key", "alg": .number(String(number))])
        }
        return .json(
            .record([
                "challenge": .text(challenge), "attestation": "none", "timeout": 300_000,
                "rp": .record(["id": .text(site.id), "name": .text(context.workspace.settings.company)]),
                "user": .record([
                    "id": .text(PasskeyProof.handle(person.id)), "name": .text(person.email),
                    "displayName": .text(person.name),
                ]),
                "pubKeyCredParams": .array(algorithms), "excludeCredentials": .array(known),
                "authenticatorSelection": .record([
                    "residentKey": "preferred", "userVerification": "preferred",
                ]),
            ]))
    }

    private static func add(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form(limit: 60_000), person = try AccessPages.person(context)
        let proof = PasskeyProof(form, request)
        let (made, count) = try await proof.made(for: person.id, context.workspace)
        let browser = BrowserName(request.headers["User-Agent"] ?? "")
        let usual = [browser.browser, browser.system ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
        let typed = (form["name"] ?? "").trimmingWhitespace()
        let name = String((typed.isEmpty ? usual : typed).prefix(120))
        let allowed: Set = ["usb", "nfc", "ble", "internal", "hybrid", "smart-card"]
        let transports = (form["transports"] ?? "").split(separator: " ").map(String.init).filter(allowed.contains)
        try await context.workspace.write(.house, .screen) { transaction in
            try Passkey.add(
                made, signCount: count, name: name, transports: transports, to: person.id, at: proof.site,
                in: transaction)
        }
        return Response.accepted(request, next: AccessPages.path).saying(Toast(context.t("The passkey was added.")))
    }

    private static func remove(_ request: Request, _ context: Context) async throws -> Response {
        let person = try AccessPages.person(context), id = try request.identifier()
        try await context.workspace.write(.house, .screen) { try Passkey.remove(id, of: person.id, in: $0) }
        return Response.accepted(request, next: AccessPages.path).saying(Toast(context.t("The passkey was removed.")))
    }

    // At the door

    /// With a second step waiting, only that person's passkeys will do; else whichever the browser offers.
    private static func ask(_ request: Request, _ context: Context) async throws -> Response {
        let site = PasskeySite(request)
        let isSecond = try await request.form(limit: 20_000)["step"] == PasskeyChallenge.Purpose.secondStep.rawValue
        let (challenge, known) = try await context.workspace.write(.house, .screen) { transaction in
            guard isSecond else {
                return (try PasskeyChallenge.make(.signIn, for: nil, in: transaction), [JSON]())
            }
            guard let waiting = try WaitingSignIn.find(request, in: transaction) else { throw SecondStepPages.expired }
            return (
                try PasskeyChallenge.make(.secondStep, for: waiting.user, in: transaction),
                try Passkey.descriptors(of: waiting.user, at: site, in: transaction)
            )
        }
        return .json(
            .record([
                "challenge": .text(challenge), "rpId": .text(site.id), "timeout": 300_000,
                "userVerification": isSecond ? "preferred" : "required", "allowCredentials": .array(known),
            ]))
    }

    private static func enter(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form(limit: 60_000), proof = PasskeyProof(form, request)
        guard form["step"] == PasskeyChallenge.Purpose.secondStep.rawValue else {
            let counter = SignInTries.Counter.address(request.remoteAddress)
            try await SignInTries.take([counter], in: context.workspace)
            let passkey = try await proof.shown(after: nil, context.workspace)
            try await context.workspace.write(.house, .screen) { try SignInTries.forget([counter], in: $0) }
            return try await Entrance.admit(passkey.user, request, context, next: form["next"], isComplete: true)
        }
        let found = try await context.workspace.read(.house) { try WaitingSignIn.find(request, in: $0) }
        guard let waiting = found else { throw SecondStepPages.expired }
        _ = try await proof.shown(after: waiting, context.workspace)
        return try await SecondStepPages.pass(waiting, request, context)
    }
}

extension HTML {
    enum PasskeyUse { case add, signIn(PasskeyChallenge.Purpose) }

    /// Hidden until `passkeys.js` finds that this browser can; `next` is where to go afterwards.
    mutating func passkeyButton(_ label: String, _ use: PasskeyUse, next: String? = nil, _ t: Translator) {
        var attributes: [Attribute] = [.hidden(), .data("next", next)]
        switch use {
        case .add: attributes += [.data("passkey", "add")]
        case .signIn(let step): attributes += [.data("passkey", "get"), .data("step", step.rawValue)]
        }
        action(Action(label, icon: "key-round", attributes))
        p(
            t("The passkey was not used. Try again, or come in another way."), .class("error"), .hidden(),
            .data("passkey-refused"), .role("alert"))
    }
}
