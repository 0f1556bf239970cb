import Records

/// How much a `multipart/form-data` body may hold.
package struct MultipartLimits: Sendable {
    /// The whole body.
    package var total: Int64
    /// One value that is not a file.
    package var field: Int
    /// One file.
    package var file: Int64
    package var parts: Int

    package init(total: Int64 = 100 << 20, field: Int = 1 << 20, file: Int64 = 100 << 20, parts: Int = 1000) {
        self.total = total
        self.field = field
        self.file = file
        self.parts = parts
    }
}

extension Request {
    /// Visits the parts of a `multipart/form-data` body in order, each as it arrives. What the closure leaves unread of
    /// a part is skipped. A leading `_csrf` part was already taken by the guard.
    package func multipart(
        limits: MultipartLimits = MultipartLimits(), _ visit: (FormPart) async throws -> Void
    ) async throws {
        let reader = try multipartReader()
        reader.limits = limits
        body.limit = limits.total
        var count = 0
        while let part = try await reader.nextPart() {
            count += 1
            guard count <= limits.parts else { throw tooManyParts(limits.parts) }
            try await visit(part)
        }
    }

    /// The one reader of this body.
    func multipartReader() throws(Refusal) -> MultipartReader {
        if let reader = body.multipart { return reader }
        guard contentType == "multipart/form-data", let boundary = boundary else {
            throw Refusal(
                .unsupportedMedia, code: "unsupported_media_type",
                Message(
                    "Send the data as {type}, and say so in the Content-Type header.",
                    ["type": .text("multipart/form-data")]))
        }
        let reader = MultipartReader(body: body, boundary: boundary)
        body.multipart = reader
        return reader
    }

    private var boundary: String? {
        let attributes = HeaderAttributes(headers["Content-Type"] ?? "")
        guard let boundary = attributes["boundary"], (1...70).contains(boundary.utf8.count) else { return nil }
        return boundary
    }

    private func tooManyParts(_ limit: Int) -> Refusal {
        Refusal(
            .tooLarge, code: "too_many_parts",
            Message("This form has more than {limit} parts. Send fewer at a time.", ["limit": .number(limit)]))
    }
}

/// One field or file of a form, while it arrives.
package struct FormPart {
    package let name: String
    /// The file's name without folders, when this is a file.
    package let fileName: String?
    package let contentType: String
    package let headers: Headers
    let reader: MultipartReader
    let number: Int

    package var isFile: Bool { fileName != nil }

    /// The bytes as they arrive; refuses beyond the limit for a field or a file.
    package var chunks: PartChunks { chunks(limit: isFile ? reader.limits.file : Int64(reader.limits.field)) }

    package func chunks(limit: Int64) -> PartChunks { PartChunks(reader: reader, number: number, limit: limit) }

    /// The whole value in memory.
    package func bytes(limit: Int? = nil) async throws -> [UInt8] {
        var all: [UInt8] = []
        for try await chunk in chunks(limit: Int64(limit ?? reader.limits.field)) { all += chunk }
        return all
    }

    package func text(limit: Int? = nil) async throws -> String {
        guard let text = String(validating: try await bytes(limit: limit), as: UTF8.self), !text.utf8.contains(0) else {
            throw Refusal(fields: [
                FieldRefusal(
                    name, code: "malformed_text", Message("This text must be UTF-8 without the character U+0000."))
            ])
        }
        return text
    }

    /// Streams the part into a new file and says how many bytes it holds. Nothing is left behind when it fails.
    package func save(to path: String, limit: Int64? = nil) async throws -> Int64 {
        try await FileWriter.save(chunks(limit: limit ?? reader.limits.file), to: path)
    }
}

/// The bytes of one part, as the pieces in which they arrive.
package struct PartChunks: AsyncSequence {
    let reader: MultipartReader
    let number: Int
    let limit: Int64

    package struct AsyncIterator: AsyncIteratorProtocol {
        let reader: MultipartReader
        let number: Int
        let limit: Int64
        var received: Int64 = 0

        package mutating func next() async throws -> [UInt8]? {
            guard let chunk = try await reader.nextChunk(of: number) else { return nil }
            received += Int64(chunk.count)
            guard received <= limit else { throw tooLarge(limit) }
            return chunk
        }
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(reader: reader, number: number, limit: limit) }
}
