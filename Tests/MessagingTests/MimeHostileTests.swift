import Foundation
import Records
import Testing

@testable import Messaging

@Suite("Hostile letters")
struct MimeHostileTests {
    @Test("letters nested without end are refused or cut, and never followed")
    func nesting() throws {
        var deep = "From: a@b.test\n"
        for level in 0..<20_000 { deep += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n" }
        #expect(throws: MimeReader.tooDeep) { try MimeReader.read(Data(deep.utf8)) }
        var letters = "From: a@b.test\n"
        for _ in 0..<20_000 { letters += "Content-Type: message/rfc822\n\nSubject: x\n" }
        #expect(throws: MimeReader.tooDeep) { try MimeReader.read(Data(letters.utf8)) }
        var some = "From: a@b.test\n"
        for level in 0..<200 { some += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n" }
        let mail = try MimeReader.read(Data(some.utf8))
        #expect(mail.isCut)
    }

    @Test("many parts, many addresses and many files come to an end")
    func many() throws {
        var text = "From: a@b.test\nTo: " + String(repeating: "x@y.test, ", count: 50_000) + "z@y.test\n"
        text += "Content-Type: multipart/mixed; boundary=b\n\n"
        for number in 0..<900 {
            text += "--b\nContent-Disposition: attachment; filename=f\(number)\n\nx\n"
        }
        let mail = try MimeReader.read(Data((text + "--b--\n").utf8))
        #expect(mail.isCut && mail.files.count == 50 && mail.to.count <= 200)
        var limits = MimeLimits()
        limits.bytes = 100
        #expect(throws: MimeReader.tooLarge) { try MimeReader.read(Data(count: 101), limits: limits) }
    }

    @Test("headers that break out of their line stay in it")
    func injection() throws {
        let mail = try MimeReader.read(
            Data("From: =?utf-8?Q?A=0D=0ABcc:_x@y.test?= <a@b.test>\nSubject: =?utf-8?Q?One=0ATwo=00?=\n\nx".utf8))
        #expect(!mail.subject.contains("\n") && mail.from?.name?.contains("\n") == false)
    }

    @Test("cut, doubled and turned letters are read or refused, a thousand times over")
    func fuzz() {
        let seeds = [
            "From: a@b.test\nTo: =?utf-8?B?w6k=?= <c@d.test>\nMessage-ID: <x@y>\n"
                + "Content-Type: multipart/mixed; boundary=\"b\"\n\n"
                + "--b\nContent-Type: text/html; charset=utf-7\n\n<p>&#xffffffff;&#1114112;<a href='\n--b\n"
                + "Content-Type: message/delivery-status\n\nAction: failed\n\n"
                + "--b\nContent-Transfer-Encoding: base64\n\n=====\n--b--",
            "Content-Type: text/plain; charset*0*=utf-8''%C3; charset*1*=%A9; name*=''%\n"
                + "Content-Transfer-Encoding: x-uuencode\n\nbegin 644 f\nM\u{1}\nend\n",
            "References: <<<>>> <a <b> c>\nDate: Fri, 99 Foo 99999 99:99:99 +9999\nFrom: <>,,;:@\n\n\u{0}\u{0}",
        ]
        var state: UInt64 = 7
        func random(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % max(1, limit)
        }
        for round in 0..<1200 {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0..<1 + random(8) {
                switch random(4) {
                case 0: bytes[random(bytes.count)] = UInt8(random(256))
                case 1: bytes.removeSubrange(random(bytes.count)..<bytes.count)
                case 2: bytes.insert(contentsOf: bytes.prefix(random(80)), at: random(bytes.count))
                default: bytes.append(contentsOf: [10, UInt8(random(256)), 0, 255])
                }
                if bytes.isEmpty { bytes = [10] }
            }
            _ = Result { try MimeReader.read(Data(bytes)) }
        }
    }

    @Test("HTML that never closes anything costs no more than its length")
    func html() {
        for piece in ["<a href=\"", "<!--", "<script>", "&#", "<a \">", "<a '>\"", "<", "<div><p>"] {
            let text = String(repeating: piece, count: 200_000)
            let start = Date()
            _ = HtmlText.plain(text)
            #expect(Date().timeIntervalSince(start) < 20, "\(piece)")
        }
    }

    @Test("many letters are read at once by many threads")
    func threads() async {
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let text = "From: a@b.test\nSubject: =?utf-8?Q?N=C3=A9_\(number)?=\n\nText \(number)"
                    return (try? MimeReader.read(Data(text.utf8)))?.subject == "Né \(number)"
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
