import Testing

@testable import Web

@Suite("The HTML writer")
struct HtmlWriterTests {
    private func written(_ write: (inout HTML) -> Void) -> String {
        var html = HTML()
        write(&html)
        return html.string
    }

    @Test("text can never become markup")
    func text() {
        let page = written { $0.p("<script>alert('1')</script> & co") }
        #expect(page == "<p>&lt;script&gt;alert('1')&lt;/script&gt; &amp; co</p>")
    }

    @Test("an attribute can never end before its value")
    func attribute() {
        let page = written { $0.span("x", .title("\" onclick=\"alert(1)"), .data("name", "a<b>&c")) }
        #expect(page == "<span title=\"&quot; onclick=&quot;alert(1)\" data-name=\"a&lt;b&gt;&amp;c\">x</span>")
    }

    @Test("accents, emoji and what HTML forbids are written as they may be")
    func unicode() {
        #expect(written { $0.text("Éric 🏔 d’Œuvre\u{0}\u{8}\ta\nb") } == "Éric 🏔 d’Œuvre\u{fffd}\u{fffd}\ta\nb")
    }

    @Test("attributes that do not apply are left out")
    func absent() {
        let page = written { $0.input(.name("vip"), .value(nil), .checked(false), .required(), .data("x", if: false)) }
        #expect(page == "<input name=\"vip\" required>")
    }

    @Test(
        "an address that somebody typed never runs as a script",
        arguments: [
            "javascript:alert(1)", " JavaScript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x",
        ])
    func scripts(address: String) {
        #expect(written { $0.a("x", .href(address)) } == "<a href=\"#\">x</a>")
    }

    @Test(
        "ordinary addresses stay as they are",
        arguments: [
            "/accounts?a=b:c", "#top", "https://example.fr/a:b", "mailto:a@example.fr", "tel:+33300000000", "?q=x:y",
        ])
    func addresses(address: String) {
        #expect(written { $0.a("x", .href(address)) } == "<a href=\"\(address)\">x</a>")
    }

    @Test("data for scripts cannot end its element")
    func island() {
        let page = written { $0.data(id: "texts", json: Array(#"{"a":"</script>"}"#.utf8)) }
        #expect(page == #"<script type="application/json" id="texts">{"a":"\u003c/script>"}</script>"#)
    }
}
