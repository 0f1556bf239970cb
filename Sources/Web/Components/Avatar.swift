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
        let words = name.split { !$0.isLetter && !$0.isNumber }
        guard let first = words.first?.first else { return "?" }
        guard words.count > 1, let last = words.last?.first else { return first.uppercased() }
        return first.uppercased() + last.uppercased()
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
        var classes = avatar.isCompany ? "avatar company" : "avatar"
        if avatar.size != .small { classes += " " + avatar.size.rawValue }
        let attributes: [Attribute] = [
            .class(classes), .style("--hue:\(avatar.hue)"), .title(avatar.isTitled ? avatar.name : nil),
            .role(avatar.isTitled ? "img" : nil), .aria("label", avatar.isTitled ? avatar.name : nil),
            .aria("hidden", avatar.isTitled ? nil : "true"),
        ]
        element("span", attributes, text: avatar.initials)
    }
}
