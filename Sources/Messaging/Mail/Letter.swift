import Records

/// The plain shape of every letter of ours: a greeting, a few sentences, one thing to do, a word at the end. Written as
/// text and as simple HTML that says the same.
package struct Letter: Sendable {
    package var greeting: String
    package var sentences: [String]
    /// Somebody's own words, quoted.
    package var quotation: String?
    package var link: (label: String, address: String)?
    package var closing: String

    package init(
        greeting: String, _ sentences: [String], quotation: String? = nil,
        link: (label: String, address: String)? = nil, closing: String
    ) {
        self.greeting = greeting
        self.sentences = sentences
        self.quotation = quotation
        self.link = link
        self.closing = closing
    }

    package var text: String {
        var parts = [greeting] + sentences
        if let quotation {
            parts.append(
                quotation.split(separator: "\n", omittingEmptySubsequences: false).map { "> \($0)" }
                    .joined(separator: "\n"))
        }
        if let link { parts.append("\(link.label):\n\(link.address)") }
        return (parts + ["-- \n\(closing)"]).joined(separator: "\n\n") + "\n"
    }

    package var html: String {
        let font = "font-family:system-ui,-apple-system,'Segoe UI',sans-serif"
        var parts = ([greeting] + sentences).map { "<p>\(Letter.escaped($0))</p>" }
        if let quotation {
            let lines = Letter.escaped(quotation).replacing("\n", with: "<br>")
            parts.append(
                "<blockquote style=\"margin:0;padding:4px 12px;border-left:3px solid #c7c9d1\">\(lines)</blockquote>")
        }
        if let link {
            let address = Letter.escaped(link.address)
            parts.append(
                """
                <p><a href="\(address)" style="display:inline-block;padding:10px 18px;border-radius:8px;\
                background:#4353d0;color:#ffffff;text-decoration:none">\(Letter.escaped(link.label))</a></p>
                <p style="color:#5b6070;font-size:13px">\(address)</p>
                """)
        }
        parts.append("<p style=\"color:#5b6070;font-size:13px\">\(Letter.escaped(closing))</p>")
        return """
            <!doctype html>
            <html><head><meta charset="utf-8"></head>
            <body style="\(font);font-size:15px;line-height:1.5;color:#1c1f27;max-width:560px">
            \(parts.joined(separator: "\n"))
            </body></html>
            """
    }

    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
