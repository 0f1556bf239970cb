import Foundation
import Records
import Testing

@testable import Messaging

@Suite("Letters as they come in")
struct MimeReadingTests {
    private func read(_ text: String) throws -> IncomingMail {
        try MimeReader.read(Data(text.replacing("\n", with: "\r\n").utf8))
    }

    @Test("headers, addresses and words are read, encoded or not")
    func headers() throws {
        let mail = try read(
            """
            From: =?UTF-8?Q?Chlo=C3=A9_d=27=C3=89t=C3=A9?= <Chloe@Example.FR>
            To: "Arden, Ann" <ann@acme.test>, bob@acme.test
            Cc: Team: eve@acme.test, dan@acme.test;
            Subject: =?iso-8859-1?Q?R=E9ponse?= =?iso-8859-1?Q?_=E0_votre_offre?=
            Date: Mon, 23 Nov 2026 10:05:00 +0100
            Message-ID: <one@example.fr>
            In-Reply-To: <email.7.x@acme.test>
            References: <first@acme.test>
             <email.7.x@acme.test>
            Content-Type: text/plain; charset=iso-8859-1
            Content-Transfer-Encoding: quoted-printable

            D'accord, =E0 demain.=20
            Chlo=E9
            """)
        #expect(mail.from?.address == "chloe@example.fr" && mail.from?.name == "Chloé d'Été")
        #expect(mail.to.map(\.address) == ["ann@acme.test", "bob@acme.test"] && mail.to[0].name == "Arden, Ann")
        #expect(mail.cc.map(\.address) == ["eve@acme.test", "dan@acme.test"])
        #expect(mail.subject == "Réponse à votre offre")
        #expect(mail.date == Instant(iso: "2026-11-23T09:05:00Z"))
        #expect(mail.messageID == "one@example.fr" && mail.inReplyTo == "email.7.x@acme.test")
        #expect(mail.references == ["first@acme.test", "email.7.x@acme.test"])
        #expect(mail.answered == ["email.7.x@acme.test", "first@acme.test"])
        #expect(mail.text == "D'accord, à demain.\nChloé")
        #expect(!mail.isAutomatic && mail.bounce == nil && !mail.isCut)
    }

    @Test("the plain words go before the HTML, files and invitations stand apart")
    func parts() throws {
        let mail = try read(
            """
            From: a@b.test
            Content-Type: multipart/mixed; boundary=o

            --o
            Content-Type: multipart/alternative; boundary=i

            --i
            Content-Type: text/plain; charset=utf-8

            Plain é
            --i
            Content-Type: text/html; charset=utf-8

            <p>HTML</p>
            --i
            Content-Type: text/calendar; method=REPLY; charset=utf-8

            BEGIN:VCALENDAR
            METHOD:REPLY
            END:VCALENDAR
            --i--
            --o
            Content-Type: application/pdf; name="devis.pdf"
            Content-Disposition: attachment; filename*=UTF-8''devis%20sign%C3%A9.pdf
            Content-Transfer-Encoding: base64

            JVBERi0xLjQK
            --o
            Content-Type: text/plain
            Content-Disposition: attachment; filename="../../etc/passwd"

            root
            --o
            Content-Type: message/rfc822

            Subject: Inside
            From: c@d.test

            Within
            --o--
            """)
        #expect(mail.text == "Plain é")
        #expect(mail.calendars.count == 1 && mail.calendars[0].contains("METHOD:REPLY"))
        #expect(mail.files.map(\.name) == ["devis signé.pdf", "passwd", "Inside.eml"])
        #expect(mail.files[0].type == "application/pdf" && mail.files[0].bytes == Data("%PDF-1.4\n".utf8))
        #expect(String(decoding: mail.files[1].bytes, as: UTF8.self).hasPrefix("root"))
    }

    @Test("where there is only HTML its words are taken, and nothing of its scripts")
    func html() throws {
        let mail = try read(
            """
            From: a@b.test
            Content-Type: text/html

            <html><head><title>T</title><style>p{}</style></head><body><script>alert(1)</script>
            <p>Bonjour&nbsp;Ann,</p><p>Voici :<br>un &lt;deux&gt; &#233;t&eacute;</p>
            <ul><li>A</li><li>B</li></ul></body>
            """)
        #expect(mail.text == "Bonjour Ann,\n\nVoici :\nun <deux> été\n\n- A\n- B")
    }

    @Test(
        "machines that answer are known by what RFC 3834 says and by what came before it",
        arguments: [
            "Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated; x=y", "Precedence: bulk",
            "X-Autoreply: yes", "Return-Path: <>", "List-Id: <news.b.test>",
        ])
    func automatic(_ header: String) throws {
        #expect(try read("From: a@b.test\n\(header)\n\nAway").isAutomatic)
        #expect(try !read("From: a@b.test\nAuto-Submitted: no\n\nHere").isAutomatic)
    }

    @Test("a report of what did not arrive says which letter, for whom and why")
    func bounce() throws {
        let report = """
            From: MAILER-DAEMON@mx.test
            Return-Path: <>
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b

            Sorry.
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.test

            Final-Recipient: rfc822; nobody@example.fr
            Action: ACTION
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 5.1.1 no such
             user
            --b
            Content-Type: text/rfc822-headers

            From: crm@acme.test
            Message-ID: <email.9.z@acme.test>
            --b--
            """
        let mail = try read(report.replacing("ACTION", with: "failed"))
        #expect(
            mail.bounce
                == IncomingMail.Bounce(
                    recipient: "nobody@example.fr", reason: "550 5.1.1 no such user", messageID: "email.9.z@acme.test",
                    isFinal: true, isDead: true))
        #expect(mail.isAutomatic)
        #expect(try read(report.replacing("ACTION", with: "delayed")).bounce?.isFinal == false)
        let whole = report.replacing("text/rfc822-headers", with: "message/rfc822")
            .replacing("ACTION", with: "failed")
        #expect(try read(whole).bounce?.messageID == "email.9.z@acme.test")
    }

    @Test("what stands in no character set of its own is read all the same")
    func charsets() throws {
        func body(_ bytes: [UInt8], _ charset: String) throws -> String {
            let head = "From: a@b.test\r\nContent-Type: text/plain; charset=\"\(charset)\"\r\n\r\n"
            return try MimeReader.read(Data(head.utf8) + Data(bytes)).text
        }
        #expect(try body([0xE9, 0x74, 0xE9], "utf-8") == "été", "said to be UTF-8, and is not")
        #expect(try body([0xE9, 0x80], "no-such-set") == "é€")
        #expect(try body([0x82, 0xA0], "shift_jis") == "あ")
        #expect(try body(Array("été".utf8), "us-ascii") == "été")
    }
}
