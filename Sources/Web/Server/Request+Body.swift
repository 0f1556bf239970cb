import Records

/// Reading what was sent. Every way has a limit; beyond it the sender hears 413 and how much is accepted.
extension Request {
    /// The whole body in memory.
    package func bytes(limit: Int = 1_048_576) async throws -> [UInt8] {
        try refuseEncodedBody()
        body.limit = Int64(limit)
        var all: [UInt8] = []
        while let chunk = try await body.next() { all += chunk }
        return all
    }

    /// The body as JSON, read exactly.
    package func json(limit: Int = 1_048_576) async throws -> JSON {
        guard let contentType, contentType == "application/json" || contentType.hasSuffix("+json") else {
            throw unsupported("application/json")
        }
        let bytes = try await bytes(limit: limit)
        do {
            return try JSON(bytes)
        } catch {
            throw malformedJSON(error)
        }
    }

    /// A filled-in form (`application/x-www-form-urlencoded`). Asking again gives the same answer.
    package func form(limit: Int = 1_048_576) async throws -> Form {
        if let form = body.form { return form }
        guard contentType == "application/x-www-form-urlencoded" else {
            throw unsupported("application/x-www-form-urlencoded")
        }
        guard let form = Form(encoded: try await bytes(limit: limit)) else {
            throw Refusal(
                .malformed, code: "malformed_form",
                Message("The form could not be read: its text must be UTF-8 without the character U+0000."))
        }
        body.form = form
        return form
    }

    /// The body piece by piece as it arrives, nothing kept: for imports of any size.
    package func chunks(limit: Int64) throws -> BodyChunks {
        try refuseEncodedBody()
        body.limit = limit
        return BodyChunks(body: body)
    }

    /// Streams the body into a new file and says how many bytes it holds. Nothing is left behind when it fails.
    package func save(to path: String, limit: Int64) async throws -> Int64 {
        try await FileWriter.save(try chunks(limit: limit), to: path)
    }

    private func refuseEncodedBody() throws(Refusal) {
        guard let encoding = headers["Content-Encoding"]?.lowercased(), encoding != "identity" else { return }
        throw Refusal(
            .unsupportedMedia, code: "unsupported_encoding",
            Message("Compressed data is not accepted here. Send it without Content-Encoding."))
    }

    private func unsupported(_ wanted: String) -> Refusal {
        Refusal(
            .unsupportedMedia, code: "unsupported_media_type",
            Message("Send the data as {type}, and say so in the Content-Type header.", ["type": .text(wanted)]))
    }
}

/// 400, naming where the text stops being JSON.
package func malformedJSON(_ error: JSONError) -> Refusal {
    Refusal(
        .malformed, code: "malformed_json",
        Message(
            "The data is not valid JSON: at byte {offset}, {reason}.",
            ["offset": .number(error.offset), "reason": .text(error.reason)]),
        details: ["offset": .number(String(error.offset))])
}

/// A body as the pieces in which it arrives.
package struct BodyChunks: AsyncSequence, Sendable {
    let body: IncomingBody

    package struct AsyncIterator: AsyncIteratorProtocol {
        let body: IncomingBody
        package mutating func next() async throws -> [UInt8]? { try await body.next() }
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(body: body) }
}
