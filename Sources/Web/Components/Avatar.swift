/// The picture of a person or company we have no picture of: initials on a colour that is always theirs.
package struct Avatar: Sendable {
    package enum Size: String, Sendable { case small, medium, large }

    package let name: String
    package let isCompany: Bool
    package let size: Size
    /// Shown on hover, where the name is not beside it.
    package let isTitled: Bool

    package init(_ name: String, company: Bool = false, size: Size = .small, titled: Bool = false) {
        self.name = name
        isCompany = company
        self.size = size
        isTitled = titled
    }

    /// First letters of the first and last word.
    var initials: String {
        var first: Unicode.Scalar?, last: Unicode.Scalar?
        var isInside = false
        for scalar in name.unicodeScalars {
            // Beyond Latin a letter may be more than one scalar.
            guard scalar.value < 0x250 else { return initialsOfAnyScript }
            let isLetter = Avatar.isLatin(scalar)
            if isLetter, !isInside {
                if first == nil { first = scalar } else { last = scalar }
            }
            isInside = isLetter
        }
        guard let first else { return "?" }
        return Avatar.capital(first) + (last.map(Avatar.capital) ?? "")
    }

    private var initialsOfAnyScript: String {
        let words = name.split { !$0.isLetter && !$0.isNumber }
        guard let first = words.first?.first else { return "?" }
        guard words.count > 1, let last = words.last?.first else { return first.uppercased() }
        return first.uppercased() + last.uppercased()
    }

    /// Letters and digits of ASCII, Latin-1 and Latin Extended.
    private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 48...57, 65...90, 97...122, 0xaa, 0xb2, 0xb3, 0xb5, 0xb9, 0xba, 0xbc...0xbe: true
        case 0xc0...: scalar.value != 0xd7 && scalar.value != 0xf7
        default: false
        }
    }

    private static func capital(_ scalar: Unicode.Scalar) -> String {
        scalar.isASCII ? String(Character(scalar)).uppercased() : scalar.properties.uppercaseMapping
    }

    /// A hue from the name (FNV-1a, so that every server and day agree).
    var hue: Int {
        var hash: UInt32 = 2_166_136_261
        for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return Int(hash % 24) * 15
    }
}

extension HTML {
    package mutating func avatar(_ avatar: Avatar) {
        self.avatar(avatar, initials: avatar.initials, hue: String(avatar.hue))
    }

    mutating func avatar(_ avatar: Avatar, initials: String, hue: String) {
        var classes = avatar.isCompany ? "avatar company" : "avatar"
        if avatar.size != .small { classes += " " + avatar.size.rawValue }
        let attributes: [Attribute] = [
            .class(classes), .style("--hue:" + hue), .title(avatar.isTitled ? avatar.name : nil),
            .role(avatar.isTitled ? "img" : nil), .aria("label", avatar.isTitled ? avatar.name : nil),
            .aria("hidden", avatar.isTitled ? nil : "true"),
        ]
        element("span", attributes, text: initials)
    }
}
