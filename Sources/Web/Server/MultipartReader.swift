import Foundation
import Records

/// Cuts a `multipart/form-data` body (RFC 7578) into its parts while it arrives, holding no more than one chunk.
///
/// Unchecked for the same reason as the body it reads: one task answers a request.
final class MultipartReader: @unchecked Sendable {
    var limits = MultipartLimits()

    private let body: IncomingBody
    /// `\r\n--boundary`: what ends every part.
    private let delimiter: [UInt8]
    /// What arrived and was not handed out yet, from `start`. It begins with a line end, so that the first delimiter
    /// looks like all others.
    private var buffer: [UInt8] = [13, 10]
    private var start = 0
    private var current = 0
    private var isInsidePart = false
    private var isAtEnd = false
    private var waiting: FormPart?

    init(body: IncomingBody, boundary: String) {
        self.body = body
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    /// The next part, nil after the last. Skips what is left of the one before.
    func nextPart() async throws -> FormPart? {
        if let waiting {
            self.waiting = nil
            return waiting
        }
        if current == 0 { isInsidePart = true }  // what stands before the first delimiter is skipped like a part
        while try await nextChunk(of: current) != nil {}
        guard !isAtEnd else { return nil }
        let headers = try await partHeaders()
        current += 1
        isInsidePart = true
        return try part(headers)
    }

    /// Looks at the next part without taking it.
    func peek() async throws -> FormPart? {
        if waiting == nil { waiting = try await nextPart() }
        return waiting
    }

    /// The peeked part was used.
    func takePeeked() { waiting = nil }

    /// The next bytes of a part, nil at its end (or when a later part was begun).
    func nextChunk(of number: Int) async throws -> [UInt8]? {
        guard number == current else { return nil }
        while isInsidePart {
            if let found = find(delimiter) {
                let chunk = take(upTo: found)
                if chunk.isEmpty {
                    start += delimiter.count
                    isInsidePart = false
                    try await readAfterDelimiter()
                    return nil
                }
                return chunk
            }
            // The tail might be the beginning of a delimiter: keep it until more has come.
            let safe = buffer.count - delimiter.count + 1
            if safe > start { return take(upTo: safe) }
            try await fill()
        }
        return nil
    }

    /// After a delimiter stands `--` (the end of all) or the line end before the next part's headers.
    private func readAfterDelimiter() async throws {
        while buffer.count - start < 2 { try await fill() }
        if buffer[start] == UInt8(ascii: "-"), buffer[start + 1] == UInt8(ascii: "-") {
            isAtEnd = true
            buffer = []
            start = 0
            while try await body.next() != nil {}
            return
        }
        guard buffer[start] == 13, buffer[start + 1] == 10 else { throw malformed() }
        start += 2
    }

    private func partHeaders() async throws -> Headers {
        var headers = Headers()
        while true {
            let line = try await line()
            guard !line.isEmpty else { return headers }
            let pair = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, headers.lines.count < 20 else { throw malformed() }
            headers.add(trimmed(pair[0]), trimmed(pair[1]))
        }
    }

    private func line() async throws -> String {
        while true {
            if let found = find([13, 10]) {
                let bytes = take(upTo: found)
                start += 2
                guard let line = String(validating: bytes, as: UTF8.self) else { throw malformed() }
                return line
            }
            guard buffer.count - start <= 8192 else { throw malformed() }
            try await fill()
        }
    }

    private func part(_ headers: Headers) throws -> FormPart {
        let disposition = HeaderAttributes(headers["Content-Disposition"] ?? "")
        guard disposition.value == "form-data", let name = disposition["name"] else { throw malformed() }
        let fileName = disposition["filename"].map { $0.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? "" }
        return FormPart(
            name: name, fileName: fileName,
            contentType: headers["Content-Type"] ?? (fileName == nil ? "text/plain" : "application/octet-stream"),
            headers: headers, reader: self, number: current)
    }

    private func fill() async throws {
        guard let more = try await body.next() else { throw malformed() }
        if start == buffer.count {
            buffer = more
        } else {
            buffer.removeSubrange(..<start)
            buffer += more
        }
        start = 0
    }

    private func take(upTo end: Int) -> [UInt8] {
        defer { start = end }
        return Array(buffer[start..<end])
    }

    /// Where a mark stands next. The C library's search keeps uploads fast even in a debug build.
    private func find(_ mark: [UInt8]) -> Int? {
        buffer.withUnsafeBytes { bytes in
            var from = start
            while from + mark.count <= bytes.count,
                let hit = memchr(bytes.baseAddress! + from, Int32(mark[0]), bytes.count - mark.count + 1 - from)
            {
                let at = UnsafeRawPointer(hit) - bytes.baseAddress!
                if memcmp(hit, mark, mark.count) == 0 { return at }
                from = at + 1
            }
            return nil
        }
    }

    private func malformed() -> Refusal {
        Refusal(
            .malformed, code: "malformed_multipart",
            Message("The form could not be read: its parts are cut off or badly separated. Send it again."))
    }
}
