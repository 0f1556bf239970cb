import Foundation

/// How iCalendar writes a line: values escaped, parameters quoted, and folded so that none is longer than 75 bytes.
enum ICalendarText {
    /// A text value (RFC 5545, 3.3.11). Other control characters have no place in one.
    static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.replacing("\r\n", with: "\n").unicodeScalars {
            switch scalar {
            case "\\": out += "\\\\"
            case ";": out += "\\;"
            case ",": out += "\\,"
            case "\n", "\r": out += "\\n"
            case "\t": out.unicodeScalars.append(scalar)
            default: if scalar.value >= 32 && scalar.value != 127 { out.unicodeScalars.append(scalar) }
            }
        }
        return out
    }

    static func plain(_ value: String) -> String {
        var out = "", isEscaped = false
        for scalar in value.unicodeScalars {
            if isEscaped {
                out.unicodeScalars.append(scalar == "n" || scalar == "N" ? "\n" : scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// A parameter's value in quotes, its quotes and line ends written with `^` (RFC 6868).
    static func parameter(_ value: String) -> String {
        var out = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "^": out += "^^"
            case "\"": out += "^'"
            case "\n": out += "^n"
            default: if scalar.value >= 32 && scalar.value != 127 { out.unicodeScalars.append(scalar) }
            }
        }
        return "\"\(out)\""
    }

    static func plainParameter(_ value: String) -> String {
        guard value.contains("^") else { return value }
        var out = "", isMarked = false
        for character in value {
            if isMarked {
                switch character {
                case "^": out += "^"
                case "'": out += "\""
                case "n": out += "\n"
                default: out += "^\(character)"
                }
                isMarked = false
            } else if character == "^" {
                isMarked = true
            } else {
                out.append(character)
            }
        }
        return isMarked ? out + "^" : out
    }

    /// A line with its end, cut into rows of at most 75 bytes and never inside a character.
    static func folded(_ line: String) -> String {
        var out = "", used = 0
        for scalar in line.unicodeScalars {
            let size = UTF8.width(scalar)
            if used + size > 75 {
                out += "\r\n "
                used = 1
            }
            out.unicodeScalars.append(scalar)
            used += size
        }
        return out + "\r\n"
    }
}
