import Records

/// What a file is, told by its first bytes and not by its name.
package enum FileKind: Sendable, Hashable {
    case text
    /// XLSX, XLSB, ODS (or any other zip): the document worker looks further.
    case zip
    /// XLS, or another document of the old Office.
    case oldOffice
    case pdf, image, compressed, database, program, richText, webPage, unknownBinary

    package static let bytesNeeded = 4096

    package init(_ start: [UInt8]) {
        for (kind, signature) in FileKind.signatures where start.starts(with: signature) {
            self = kind
            return
        }
        if start.starts(with: Array("RIFF".utf8)), start.dropFirst(8).starts(with: Array("WEBP".utf8)) {
            self = .image
        } else if FileKind.isWebPage(start) {
            self = .webPage
        } else {
            self = FileKind.looksBinary(start) ? .unknownBinary : .text
        }
    }

    /// Read by the document worker.
    package var isSpreadsheet: Bool { self == .zip || self == .oldOffice }

    private static let signatures: [(FileKind, [UInt8])] = [
        (.zip, [0x50, 0x4B, 3, 4]), (.zip, [0x50, 0x4B, 5, 6]), (.oldOffice, [0xD0, 0xCF, 0x11, 0xE0]),
        (.pdf, Array("%PDF-".utf8)), (.image, [0x89, 0x50, 0x4E, 0x47, 13, 10]), (.image, [0xFF, 0xD8, 0xFF]),
        (.image, Array("GIF87a".utf8)), (.image, Array("GIF89a".utf8)), (.image, [0x49, 0x49, 0x2A, 0]),
        (.image, [0x4D, 0x4D, 0, 0x2A]), (.compressed, [0x1F, 0x8B]), (.compressed, Array("7z".utf8) + [0xBC, 0xAF]),
        (.compressed, Array("Rar!".utf8)), (.compressed, [0xFD, 0x37, 0x7A, 0x58, 0x5A]),
        (.compressed, [0x28, 0xB5, 0x2F, 0xFD]), (.database, Array("SQLite format 3".utf8)),
        (.program, [0x7F, 0x45, 0x4C, 0x46]), (.program, [0x4D, 0x5A, 0x90, 0]), (.richText, Array("{\\rtf".utf8)),
    ]

    private static func isWebPage(_ start: [UInt8]) -> Bool {
        let text = String(decoding: start.prefix(256), as: UTF8.self).lowercased()
        let trimmed = text.drop { $0.isWhitespace || $0 == "\u{feff}" }
        return ["<!doctype html", "<html", "<?xml", "<table"].contains { trimmed.hasPrefix($0) }
    }

    /// Text has next to no control characters. UTF-16 has many zeros, all on the same side.
    private static func looksBinary(_ start: [UInt8]) -> Bool {
        guard start.count >= 8, TableEncoding.utf16(in: start) == nil else { return false }
        let controls = start.count { $0 < 9 || (14..<32).contains($0) && $0 != 27 }
        return controls * 20 > start.count
    }

    /// Why this file is not read as a table of text; nil when it may be.
    package var refusal: Refusal? {
        let message: Message
        switch self {
        case .text: return nil
        case .zip, .oldOffice:
            message = Message(
                "This is a spreadsheet or an archive, not a CSV file. Give it its own name (.xlsx, .xls or .ods).")
        case .pdf: message = Message("This is a PDF, not a table. Export the table it shows as CSV or XLSX.")
        case .image: message = Message("This is an image, not a table. Export the table as CSV or XLSX.")
        case .compressed: message = Message("This file is compressed. Unpack it first, then choose the table inside.")
        case .database: message = Message("This is a database, not a table. Export the table you want as CSV.")
        case .program: message = Message("This is a program, not a table. Choose a CSV or XLSX file.")
        case .richText:
            message = Message("This is a text document (RTF), not a table. Export the table as CSV or XLSX.")
        case .webPage:
            message = Message(
                """
                This is a web page or XML, whatever its name says. Open it in a spreadsheet and save it as XLSX \
                or CSV.
                """
            )
        case .unknownBinary: message = Message("This file is not text. Choose a CSV, XLSX, XLS or ODS file.")
        }
        return Refusal(.unsupportedMedia, code: "not_a_table", message)
    }
}
