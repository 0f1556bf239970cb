import Crypto
import Foundation
import Synchronization

/// The files that make up our pages' looks: stylesheets, scripts, fonts, pictures. Known by name from the start, so no
/// address can lead outside the folder; kept in memory, text also squeezed.
package final class StaticFiles: Sendable {
    private struct File: Sendable {
        let bytes: [UInt8]
        /// Nil for what does not get smaller, and for a large file until somebody asks for it.
        var squeezed: [UInt8]?
        let contentType: String
        let version: String
        let stamp: String
    }

    private let directory: String
    private let files: Mutex<[String: File]>
    private let known: Mutex<(edition: String, at: ContinuousClock.Instant)>

    /// Reads the whole folder. Hidden files and links stay outside.
    package init(directory: String) throws {
        let root = URL(filePath: directory, directoryHint: .isDirectory).standardizedFileURL
        self.directory = root.path(percentEncoded: false)
        guard (try? root.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true else {
            throw WebServerError(description: "there is no folder \(directory) with the files of the pages")
        }
        var found: [String: File] = [:]
        let keys: [URLResourceKey] = [.isRegularFileKey]
        guard
            let walk = FileManager.default.enumerator(
                at: root, includingPropertiesForKeys: keys, options: [.skipsHiddenFiles])
        else { throw FileError(doing: "read", path: directory) }
        for case let url as URL in walk where try url.resourceValues(forKeys: Set(keys)).isRegularFile == true {
            let path = url.standardizedFileURL.path(percentEncoded: false)
            let name = "/" + path.dropFirst(self.directory.count)
            found[name] = try StaticFiles.load(path)
        }
        files = Mutex(found)
        known = Mutex((StaticFiles.edition(found), .now))
    }

    /// The address of a file in this edition, which browsers may keep for ever: `/v/3f2a…/app.css`. What a script or a
    /// stylesheet names relative to itself is of the same edition.
    package func address(_ name: String) -> String {
        guard files.withLock({ $0[name] != nil }) else { return name }
        return "\(StaticFiles.folder)\(edition)\(name)"
    }

    private static let folder = "/v/"

    /// One word for all files as they are together. Looked at once a second: while somebody works on a stylesheet, a
    /// reload shows it.
    private var edition: String {
        known.withLock { known in
            let now = ContinuousClock.now
            guard now - known.at > .seconds(1) else { return known.edition }
            for name in names { _ = current(name) }
            known = (StaticFiles.edition(files.withLock { $0 }), now)
            return known.edition
        }
    }

    private static func edition(_ files: [String: File]) -> String {
        version(files.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.version)\n" }.joined().utf8)
    }

    package var names: [String] { files.withLock { Array($0.keys) } }

    /// The answer for this address, nil when there is no such file.
    func response(_ request: Request) -> Response? {
        guard request.method == .get || request.method == .head, let path = percentDecoded(request.path.utf8)
        else { return nil }
        let (name, asked) = StaticFiles.split(path)
        guard let file = current(name) else { return nil }
        var response = Response.bytes(file.bytes, contentType: file.contentType)
        response.headers["ETag"] = "\"\(file.version)\""
        response.headers["Cache-Control"] =
            asked == edition ? "public, max-age=31536000, immutable" : "public, no-cache"
        if StaticFiles.isSqueezable(file.contentType, file.bytes.count) {
            response.headers["Vary"] = "Accept-Encoding"
            if request.acceptsGzip {
                response.body = .bytes(file.squeezed ?? squeeze(file, name))
                response.headers["Content-Encoding"] = "gzip"
            }
        }
        return response
    }

    /// `/v/3f2a…/js/app.js` as the file and the edition it was asked of; an older page still gets its file.
    private static func split(_ path: String) -> (name: String, edition: String?) {
        guard path.hasPrefix(folder) else { return (path, nil) }
        let rest = path.dropFirst(folder.count)
        guard let end = rest.firstIndex(of: "/") else { return (path, nil) }
        return (String(rest[end...]), String(rest[..<end]))
    }

    /// Outlines of maps take a third of a second: who starts the server need not wait for them.
    private static let largeBytes = 64 * 1024

    private static func isSqueezable(_ type: String, _ count: Int) -> Bool {
        ContentType.isCompressible(type) && count >= 1024
    }

    private func squeeze(_ file: File, _ name: String) -> [UInt8] {
        let squeezed = GzipStream.compress(file.bytes, level: 6)
        files.withLock { files in
            if files[name]?.version == file.version { files[name]?.squeezed = squeezed }
        }
        return squeezed
    }

    /// The file as it is now: while somebody works on a stylesheet, a reload shows it.
    private func current(_ name: String) -> File? {
        guard let file = files.withLock({ $0[name] }) else { return nil }
        let path = directory + name.dropFirst()
        guard let stored = try? StoredFile(path: path) else { return nil }  // deleted since: not found
        guard stored.etag != file.stamp, let fresh = try? StaticFiles.load(path) else { return file }
        files.withLock { $0[name] = fresh }
        return fresh
    }

    private static func load(_ path: String) throws -> File {
        let stamp = try StoredFile(path: path).etag
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        let type = ContentType.of(fileName: path)
        let isSqueezed = isSqueezable(type, bytes.count) && bytes.count < largeBytes
        let squeezed = isSqueezed ? GzipStream.compress(bytes, level: 9) : nil
        return File(bytes: bytes, squeezed: squeezed, contentType: type, version: version(bytes), stamp: stamp)
    }

    private static func version(_ bytes: some Sequence<UInt8>) -> String {
        SHA256.hash(data: Array(bytes)).prefix(8).map { padHex($0) }.joined()
    }

    private static func padHex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
