/// What a file is, by the end of its name.
package enum ContentType {
    package static func of(fileName: String) -> String {
        let ending = fileName.split(separator: ".").last.map { $0.lowercased() } ?? ""
        return byEnding[ending] ?? "application/octet-stream"
    }

    /// Text squeezes well; pictures, archives and PDF are squeezed already.
    static func isCompressible(_ type: String) -> Bool {
        let kind = trimmed(type.prefix { $0 != ";" })
        if kind == "text/event-stream" { return false }
        return kind.hasPrefix("text/") || kind.hasSuffix("+json") || kind.hasSuffix("+xml")
            || compressible.contains(kind)
    }

    private static let compressible: Set = [
        "application/json", "application/javascript", "application/xml", "application/manifest+json",
        "application/x-ndjson", "image/svg+xml",
    ]

    private static let byEnding = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8", "mjs": "text/javascript; charset=utf-8",
        "json": "application/json", "map": "application/json", "webmanifest": "application/manifest+json",
        "geojson": "application/geo+json", "txt": "text/plain; charset=utf-8", "md": "text/markdown; charset=utf-8",
        "csv": "text/csv; charset=utf-8", "xml": "application/xml", "svg": "image/svg+xml", "png": "image/png",
        "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp", "avif": "image/avif",
        "ico": "image/x-icon", "woff2": "font/woff2", "woff": "font/woff", "ttf": "font/ttf", "pdf": "application/pdf",
        "zip": "application/zip", "wasm": "application/wasm",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]
}
