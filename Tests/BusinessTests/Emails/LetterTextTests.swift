import Foundation
import Records
import Testing
import Web

@testable import Correspondence

@Suite("The words of letters")
struct LetterTextTests {
    private func html(_ typed: String) -> String {
        var html = HTML()
        html.mailText(MailText(typed))
        return html.string.replacing(/\ style="[^"]*"/, with: "")
    }

    @Test("marks become bold, italic, lists, quotations and links; HTML stays what was typed")
    func marks() {
        #expect(html("**Yes** and *no*\nnext") == "<p><strong>Yes</strong> and <em>no</em><br>next</p>")
        #expect(html("- a\n- b\n\n1. c") == "<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>")
        #expect(html("> said") == "<blockquote>said</blockquote>")
        #expect(html("see https://a.test/x.") == "<p>see <a href=\"https://a.test/x\">https://a.test/x</a>.</p>")
        #expect(html("[here](https://a.test)") == "<p><a href=\"https://a.test\">here</a></p>")
        #expect(html("<script>") == "<p>&lt;script&gt;</p>")
        #expect(!html("[x](javascript:alert(1))").contains("<a"))
        #expect(html("2 * 3 * 4") == "<p>2 * 3 * 4</p>")
    }

    @Test("as plain text the marks are gone and links say where they lead")
    func plain() {
        #expect(MailText("**Yes**, [here](https://a.test)\n\n- one").plain == "Yes, here (https://a.test)\n\n- one")
    }

    @Test("places to fill are told from other braces, with their fallback")
    func places() {
        let text = MergeText("Hello {contact.first_name|Madam, Sir}, {account.name} {{x} {1} {}")
        #expect(text.paths == ["contact.first_name", "account.name"])
        #expect(text.pieces[1] == .place("contact.first_name", fallback: "Madam, Sir"))
        #expect(text.pieces.last == .text(" {x} {1} {}"))
    }

    @Test("addresses are read as people type them, and none twice")
    func addresses() {
        let list = MailAddresses("Ann Arden <ann@acme.test>; \"Bold, Ben\" <ben@acme.test>, ann@acme.test, nobody")
        #expect(list.addresses.map(\.address) == ["ann@acme.test", "ben@acme.test"])
        #expect(list.faults == ["nobody"])
        #expect(MailAddresses(list.text).addresses.map(\.address) == ["ann@acme.test", "ben@acme.test"])
    }

    @Test("short messages are counted as the carrier counts them")
    func segments() {
        #expect(SmsText(String(repeating: "a", count: 160)).segments == 1)
        #expect(SmsText(String(repeating: "a", count: 161)).segments == 2)
        #expect(SmsText(String(repeating: "é", count: 160)).segments == 1, "é is in the basic alphabet")
        #expect(SmsText(String(repeating: "ê", count: 70)).segments == 1)
        #expect(SmsText(String(repeating: "ê", count: 71)).segments == 2)
        #expect(SmsText("€").length == 2)
        #expect(SmsText(String(repeating: "a", count: 152) + "€" + String(repeating: "b", count: 153)).segments == 3)
        #expect(SmsText("👍").length == 2 && SmsText("a’b").unusual == ["’"])
    }
}
