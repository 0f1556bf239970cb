import Foundation
import Records

/// How IMAP writes things.
enum ImapText {
    /// The length at the end of a line that announces bytes: `{342}`.
    static func literal(_ line: String) -> Int? {
        guard line.hasSuffix("}"), let open = line.lastIndex(of: "{") else { return nil }
        let digits = line[line.index(after: open)...].dropLast()
        let count = digits.hasSuffix("+") ? digits.dropLast() : digits
        guard !count.isEmpty, count.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(count)
    }

    static func number(after mark: String, in line: String) -> UInt32? {
        guard let found = line.range(of: mark, options: .caseInsensitive) else { return nil }
        return UInt32(line[found.upperBound...].prefix { $0.isASCII && $0.isNumber })
    }

    /// `* SEARCH 4 5 9`
    static func numbers(of name: String, in line: String) -> [UInt32] {
        let words = line.split(separator: " ")
        guard words.count > 1, words[0] == "*", words[1].uppercased() == name else { return [] }
        return words.dropFirst(2).compactMap { UInt32($0) }
    }

    /// `22-Nov-2026`
    static func day(_ day: Day) -> String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = day.parts
        return "\(parts.day)-\(months[parts.month - 1])-\(parts.year)"
    }

    /// A folder's name, quoted, in the modified UTF-7 of RFC 3501.
    static func folder(_ name: String) -> String {
        var written = "", foreign: [UInt16] = []
        func close() {
            guard !foreign.isEmpty else { return }
            let bytes = Data(foreign.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] })
            let text = bytes.base64EncodedString().replacing("/", with: ",").filter { $0 != "=" }
            written += "&\(text)-"
            foreign = []
        }
        for scalar in name.unicodeScalars where scalar.value >= 32 && scalar.value != 127 {
            guard scalar.value < 127 else {
                foreign += Array(String(scalar).utf16)
                continue
            }
            close()
            switch scalar {
            case "&": written += "&-"
            case "\"", "\\": written += "\\\(Character(scalar))"
            default: written.unicodeScalars.append(scalar)
            }
        }
        close()
        return "\"\(written)\""
    }
}
