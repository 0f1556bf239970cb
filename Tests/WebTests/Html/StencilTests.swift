import Testing

@testable import Web

@Suite("A stencil")
struct StencilTests {
    private let stencil = Stencil { html in
        html.a(.href("/accounts/" + Stencil.mark(1)), .title(Stencil.mark(0))) { $0.text(Stencil.mark(0)) }
    }

    @Test("is copied around what fills its holes, each time anew")
    func fills() {
        var html = HTML()
        for (id, name) in [("7", "Acme"), ("8", "Bon & Cie")] {
            stencil.write(to: &html) { hole, html in hole == 0 ? html.text(name) : html.quoted(id) }
        }
        let first = #"<a href="/accounts/7" title="Acme">Acme</a>"#
        #expect(html.string == first + #"<a href="/accounts/8" title="Bon &amp; Cie">Bon &amp; Cie</a>"#)
    }

    @Test("what fills an attribute cannot end it")
    func quotes() {
        var html = HTML()
        stencil.write(to: &html) { _, html in html.quoted(#""><script>"#) }
        #expect(!html.string.contains("<script>") && html.string.contains("&quot;&gt;&lt;script&gt;"))
    }

    @Test("without holes it is the piece itself, and words like its marks are words")
    func plain() {
        var html = HTML()
        Stencil { $0.p("hole-0; and hole") }.write(to: &html) { _, _ in Issue.record("there is no hole") }
        #expect(html.string == "<p>hole-0; and hole</p>")
    }
}
