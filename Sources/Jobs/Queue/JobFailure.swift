import Records

/// Why a job failed: a code for programs, a sentence for the person, and for the administrator what the program said.
package struct JobFailure: Sendable, Hashable {
    package let code: String
    package let message: Message
    package let detail: String?

    init(code: String, _ message: Message, detail: String? = nil) {
        self.code = code
        self.message = message
        self.detail = detail
    }

    init(_ error: any Error) {
        if let refusal = error as? Refusal {
            self.init(code: refusal.code, refusal.message)
        } else {
            self.init(
                code: "unexpected",
                Message("The work failed unexpectedly. Try it again; if it fails again, ask an administrator."),
                detail: String(String(describing: error).prefix(4000)))
        }
    }

    init?(_ json: JSON) {
        guard let code = json["code"]?.text, let message = json["message"].flatMap(Message.init) else { return nil }
        self.init(code: code, message, detail: json["detail"]?.text)
    }

    var stored: JSON {
        .record(["code": .text(code), "message": message.stored, "detail": detail.map(JSON.text) ?? .null])
    }

    /// The server went away during the last attempt the job had.
    static let lost = JobFailure(
        code: "interrupted",
        Message("The server stopped several times during this work. It can be tried again and goes on where it stood."))
}
