import Foundation
import Records
import Testing

@testable import Messaging

@Suite("Mails as they travel")
struct MailWritingTests {
    let sender = MailAddress("crm@acme.test", name: "Acme")!
    let now = Instant(iso: "2026-11-22T05:07:09Z")!

    private func written(_ mail: Mail) -> String {
        String(decoding: mail.message(from: sender, house: "acme.test", at: now), as: UTF8.self)
    }

    private func mail(_ subject: String = "Hello", _ text: String = "Text\n") -> Mail {
        Mail("note.1", to: [MailAddress("ann@b.test", name: "Ann Arden")!], subject: subject, text: text)
    }

    private func header(_ name: String, _ message: String) -> String? {
        let head = message.components(separatedBy: "\r\n\r\n")[0]
        return head.replacing("\r\n ", with: " ").components(separatedBy: "\r\n")
            .first { $0.hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
    }

    @Test("a plain mail has the headers every mail has")
    func plain() {
        let message = written(mail())
        #expect(header("Date", message) == "Sun, 22 Nov 2026 05:07:09 +0000")
        #expect(header("From", message) == "Acme <crm@acme.test>")
        #expect(header("To", message) == "Ann Arden <ann@b.test>")
        #expect(header("Subject", message) == "Hello")
        #expect(header("Message-ID", message) == "<note.1@acme.test>")
        #expect(header("MIME-Version", message) == "1.0")
        #expect(message.hasSuffix("\r\n\r\nText\r\n\r\n"))
    }

    @Test(
        "no header can be smuggled in",
        arguments: ["\r\nBcc: x@y.test", "\nBcc: x@y.test", "\rBcc: x", "\u{2028}Bcc: x"])
    func injection(_ evil: String) throws {
        var mail = mail("Hi" + evil)
        mail.to = [MailAddress("ann@b.test", name: "Ann" + evil)!]
        mail.replyTo = MailAddress("r@b.test", name: "R" + evil)
        mail.headers = [("X-About", "a" + evil)]
        mail.attachments = [.init(name: "a" + evil + ".txt", type: "text/plain" + evil, bytes: Data("x".utf8))]
        let message = written(mail)
        for line in message.components(separatedBy: "\r\n") { #expect(!line.hasPrefix("Bcc")) }
        #expect(message.replacing("\r\n", with: "").contains("\n") == false)
        #expect(message.replacing("\r\n", with: "").contains("\r") == false)
        #expect(MailAddress("a@b.test\r\nBcc: x@y.test") == nil)
    }

    @Test("words beyond plain letters are encoded, letters never cut")
    func encodedWords() {
        let subject = header("Subject", written(mail("Élan – déjà vu")))
        #expect(subject == "=?UTF-8?Q?=C3=89lan_=E2=80=93_d=C3=A9j=C3=A0_vu?=")
        let long = written(mail(String(repeating: "é€😀", count: 30)))
        for line in long.components(separatedBy: "\r\n") { #expect(line.utf8.count <= 78) }
        let words = header("Subject", long)?.split(separator: " ") ?? []
        for word in words {
            let inner = word.dropFirst("=?UTF-8?Q?".count).dropLast(2)
            let bytes = inner.split(separator: "=").compactMap { UInt8($0, radix: 16) }
            #expect(String(validating: bytes, as: UTF8.self) != nil)
        }
        #expect(MimeText.words("=?UTF-8?Q?x?=").hasPrefix("=?UTF-8?Q?=3D=3F"))
        #expect(MimeText.phrase("Arden, Ann") == "\"Arden, Ann\"")
        #expect(MimeText.phrase("a\"b\\") == #""a\"b\\""#)
    }

    @Test("a body is quoted-printable: short lines, trailing spaces and dots kept")
    func quotedPrintable() {
        #expect(MimeText.quotedPrintable("é = a") == "=C3=A9 =3D a\r\n")
        #expect(MimeText.quotedPrintable("a \nb") == "a=20\r\nb\r\n")
        #expect(MimeText.quotedPrintable(".\nFrom x") == "=2E\r\n=46rom x\r\n")
        let long = MimeText.quotedPrintable(String(repeating: "é", count: 200))
        for line in long.components(separatedBy: "\r\n") { #expect(line.utf8.count <= 76) }
        #expect(long.replacing("=\r\n", with: "") == String(repeating: "=C3=A9", count: 200) + "\r\n")
    }

    @Test("text, HTML and files stand in parts of their own; a file keeps its name")
    func parts() {
        var mail = mail()
        mail.html = "<p>Text</p>"
        mail.attachments = [
            .init(name: "Devis – été 2026.pdf", type: "application/pdf", bytes: Data(repeating: 7, count: 200))
        ]
        let message = written(mail)
        #expect(header("Content-Type", message)?.hasPrefix("multipart/mixed; boundary=") == true)
        #expect(message.contains("Content-Type: multipart/alternative;"))
        #expect(message.contains("filename*=UTF-8''Devis%20%E2%80%93%20%C3%A9t%C3%A9%202026%2Epdf"))
        #expect(message.contains(Data(repeating: 7, count: 200).base64EncodedString().prefix(76) + "\r\n"))
        for line in message.components(separatedBy: "\r\n") { #expect(line.utf8.count <= 78) }
        #expect(message == written(mail))
    }

    @Test("a mail waits as JSON and comes back the same")
    func json() throws {
        var mail = mail("Élan")
        mail.html = "<p>"
        mail.from = MailAddress("x@y.test", name: "X")
        mail.headers = [("X-About", "a")]
        mail.attachments = [.init(name: "a.txt", type: "text/plain", bytes: Data([0, 255]))]
        let back = try #require(Mail(try JSON(parsing: mail.json.string)))
        #expect(written(back) == written(mail))
    }

    @Test("a mail server is named by one address")
    func address() throws {
        let tls = try MailServer(address: "smtps://me:p%40ss@mail.acme.test?from=crm@acme.test&name=Our+CRM")
        #expect(tls.port == 465 && tls.protection == .tls && tls.user == "me" && tls.password == "p@ss")
        #expect(tls.from.header == "Our CRM <crm@acme.test>")
        #expect(try MailServer(address: "smtp://mail.acme.test?from=a@b.test").protection == .startTLS)
        let local = try MailServer(address: "smtp://127.0.0.1:2525?from=a+x@b.test")
        #expect(local.protection == .none && local.port == 2525 && local.from.address == "a+x@b.test")
        for wrong in ["", "http://a", "smtp://", "smtp://mail.acme.test"] {
            #expect(throws: Refusal.self) { try MailServer(address: wrong) }
        }
    }

    @Test(
        "a public address is a scheme, a host and perhaps a port",
        arguments: [
            ("https://CRM.acme.test/", "https://crm.acme.test"), ("http://10.0.0.1:8080", "http://10.0.0.1:8080"),
        ])
    func publicAddress(_ typed: String, _ expected: String) {
        #expect(PublicAddress.normalised(typed) == expected)
    }

    @Test(
        "what is no public address is none",
        arguments: [
            "crm.acme.test", "javascript:alert(1)", "https://a@b.test", "https://a.test/x", "https://a.test?x", "",
        ])
    func notPublic(_ typed: String) {
        #expect(PublicAddress.normalised(typed) == nil)
    }
}
