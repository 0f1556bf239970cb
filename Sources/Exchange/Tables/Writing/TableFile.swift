import Foundation
import Records

/// A table being written to a file in any format, which appears whole under its name or not at all.
package struct TableFile: Sendable {
    package let path: String
    private let format: ExportFormat
    private let title: String
    private let worker: DocumentWorker?
    private var writer: any TableWriter
    private let spool: Spool
    private var buffer: [UInt8] = []
    /// How many rows were written, the header not counted.
    package private(set) var count = 0

    /// XLSX needs the worker; `title` names its sheet.
    package init(
        _ path: String, format: ExportFormat, title: String, columns: [String], zone: TimeZone, worker: DocumentWorker?
    ) throws {
        self.path = path
        self.format = format
        self.title = title
        self.worker = worker
        if format == .xlsx, worker == nil { throw DocumentWorker.missing("no document worker") }
        writer = format.writer(zone: zone) ?? WorkbookRows(zone: zone)
        spool = try Spool(path + (format == .xlsx ? ".rows" : ".part"))
        writer.begin(columns, into: &buffer)
    }

    package mutating func write(_ cells: [Cell]) throws {
        writer.write(cells, into: &buffer)
        count += 1
        if buffer.count >= TableBytes.chunk { try flush() }
    }

    /// Completes the file and puts it in its place.
    package mutating func finish() async throws {
        writer.end(into: &buffer)
        try flush()
        guard format == .xlsx, let worker else { return try spool.become(path) }
        defer { spool.remove() }
        let written = try await worker.writeWorkbook(rows: spool.path, to: path, title: title)
        guard written == count else {
            throw Refusal(
                .unavailable, code: "export_incomplete",
                Message(
                    "Only {written} of {count} rows could be written. Export again, or choose CSV.",
                    ["written": .number(written), "count": .number(count)]))
        }
    }

    /// Gives up, leaving nothing behind.
    package func discard() { spool.remove() }

    private mutating func flush() throws {
        try spool.write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}

/// A file that is written under another name until it is whole.
private final class Spool: Sendable {
    let path: String
    private let descriptor: Int32

    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Spool.failure(path) }
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) throws {
        var done = 0
        try bytes.withUnsafeBytes { buffer in
            while done < buffer.count {
                let written = Glibc.write(descriptor, buffer.baseAddress! + done, buffer.count - done)
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { throw Spool.failure(path) }
                done += written
            }
        }
    }

    func become(_ final: String) throws {
        guard rename(path, final) == 0 else { throw Spool.failure(final) }
    }

    func remove() { unlink(path) }

    private static func failure(_ path: String) -> Refusal {
        Refusal(
            .unavailable, code: "file_unwritable",
            Message(
                "The file {name} cannot be written: {reason}. Check the folder and the free space.",
                [
                    "name": .text((path as NSString).lastPathComponent),
                    "reason": .text(String(cString: strerror(errno))),
                ]
            ))
    }
}
