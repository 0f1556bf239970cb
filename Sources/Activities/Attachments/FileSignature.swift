/// What a file is by what stands in it. Names lie: a page that calls itself a picture must not be shown as one.
package struct FileSignature: Sendable, Hashable {
    package let contentType: String
    /// Whether a browser may show it on our site: pictures and PDF, which run nothing of ours, and plain text.
    package var isShown: Bool { FileSignature.shown.contains(contentType) }

    static let shown: Set = [
        "image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain; charset=utf-8",
    ]

    /// - Parameter head: the first bytes, at least 4,096 where there are so many.
    /// - Parameter name: decides only among formats that look alike inside (Office files are all ZIP).
    package init(head: [UInt8], name: String) {
        let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        contentType = FileSignature.type(head, ending)
    }

    private static func type(_ head: [UInt8], _ ending: String) -> String {
        for (mark, offset, type) in marks where head.dropFirst(offset).starts(with: mark) { return type }
        if head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x50, 0x4B, 5, 6]) {
            return archives[ending] ?? "application/zip"
        }
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            return compounds[ending] ?? "application/x-ole-storage"
        }
        if head.starts(with: "RIFF".utf8), head.dropFirst(8).starts(with: "WEBP".utf8) { return "image/webp" }
        if head.starts(with: "MZ".utf8) { return "application/vnd.microsoft.portable-executable" }
        guard let text = text(head) else { return "application/octet-stream" }
        return textType(text, ending)
    }

    /// The bytes as text, nil where they are none; a character cut at the end is forgiven.
    private static func text(_ head: [UInt8]) -> String? {
        for cut in 0..<min(4, head.count + 1) {
            guard let text = String(validating: head.dropLast(cut), as: UTF8.self) else { continue }
            let isPlain = !text.unicodeScalars.contains {
                $0.value < 32 && !"\t\n\r\u{0C}\u{1B}".unicodeScalars.contains($0)
            }
            return isPlain ? text : nil
        }
        // Older French files: Windows-1252, without control characters.
        return head.contains { $0 < 32 && ![9, 10, 12, 13].contains($0) } ? nil : String(decoding: head, as: UTF8.self)
    }

    private static func textType(_ text: String, _ ending: String) -> String {
        let start = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }.prefix(2048).lowercased()
        if start.hasPrefix("#!") { return "text/x-shellscript" }
        let active = [
            "<!doctype html", "<html", "<head", "<body", "<script", "<iframe", "<svg", "<object", "<embed", "<img",
            "<style", "<math",
        ]
        if active.contains(where: { start.contains($0) }) {
            return start.contains("<svg") && !start.contains("<html") ? "image/svg+xml" : "text/html"
        }
        if start.hasPrefix("<?xml") { return "application/xml" }
        if start.hasPrefix("begin:vcard") { return "text/vcard" }
        if start.hasPrefix("begin:vcalendar") { return "text/calendar" }
        if start.hasPrefix("{\\rtf") { return "application/rtf" }
        if ["csv", "tsv"].contains(ending) { return "text/csv" }
        if ending == "eml" { return "message/rfc822" }
        return "text/plain; charset=utf-8"
    }

    private static let marks: [(mark: [UInt8], offset: Int, type: String)] = [
        (Array("%PDF-".utf8), 0, "application/pdf"), ([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10], 0, "image/png"),
        ([0xFF, 0xD8, 0xFF], 0, "image/jpeg"), (Array("GIF87a".utf8), 0, "image/gif"),
        (Array("GIF89a".utf8), 0, "image/gif"),
        ([0x49, 0x49, 0x2A, 0], 0, "image/tiff"), ([0x4D, 0x4D, 0, 0x2A], 0, "image/tiff"),
        ([0x1F, 0x8B], 0, "application/gzip"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], 0, "application/x-7z-compressed"),
        (Array("Rar!".utf8), 0, "application/vnd.rar"),
        (Array("ftyp".utf8), 4, "video/mp4"), (Array("OggS".utf8), 0, "audio/ogg"),
        (Array("ID3".utf8), 0, "audio/mpeg"),
        ([0x7F, 0x45, 0x4C, 0x46], 0, "application/x-executable"),
        ([0xCA, 0xFE, 0xBA, 0xBE], 0, "application/java-vm"),
        ([0xCF, 0xFA, 0xED, 0xFE], 0, "application/x-mach-binary"), (Array("BM".utf8), 0, "image/bmp"),
    ]

    private static let office = "application/vnd.openxmlformats-officedocument."
    private static let archives = [
        "docx": office + "wordprocessingml.document", "xlsx": office + "spreadsheetml.sheet",
        "pptx": office + "presentationml.presentation",
        "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "odp": "application/vnd.oasis.opendocument.presentation",
    ]
    private static let compounds = [
        "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
        "msg": "application/vnd.ms-outlook",
    ]

    /// What a name promises, where the promise can be checked: ending → types that keep it.
    private static let promises: [String: Set<String>] = [
        "png": ["image/png"], "jpg": ["image/jpeg"], "jpeg": ["image/jpeg"], "gif": ["image/gif"],
        "webp": ["image/webp"],
        "tif": ["image/tiff"], "tiff": ["image/tiff"], "pdf": ["application/pdf"], "zip": ["application/zip"],
        "docx": [office + "wordprocessingml.document", "application/x-ole-storage"],
        "xlsx": [office + "spreadsheetml.sheet", "application/x-ole-storage"],
        "pptx": [office + "presentationml.presentation", "application/x-ole-storage"],
        "odt": ["application/vnd.oasis.opendocument.text"],
        "ods": ["application/vnd.oasis.opendocument.spreadsheet"], "doc": ["application/msword", "application/rtf"],
        "xls": ["application/vnd.ms-excel"], "ppt": ["application/vnd.ms-powerpoint"],
    ]

    /// False where the name promises a picture, a PDF or an Office file and the content is something else.
    package func keeps(promiseOf name: String) -> Bool {
        let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        return FileSignature.promises[ending]?.contains(contentType) ?? true
    }
}
