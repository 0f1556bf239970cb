import Records
import Testing

@testable import Messaging

@Suite("How IMAP writes things")
struct ImapTextTests {
    @Test("folders are quoted, and written in the modified UTF-7 of RFC 3501")
    func folders() {
        #expect(ImapText.folder("INBOX") == "\"INBOX\"")
        #expect(ImapText.folder("Clients & co") == "\"Clients &- co\"")
        #expect(ImapText.folder("Réponses") == "\"R&AOk-ponses\"")
        #expect(ImapText.folder("台北") == "\"&U,BTFw-\"")
        #expect(ImapText.folder("a\"b\\c\r\nA1 DELETE x") == "\"a\\\"b\\\\cA1 DELETE x\"")
    }

    @Test("announced bytes, numbers and days are read and written")
    func small() {
        #expect(ImapText.literal("* 1 FETCH (BODY[] {342}") == 342)
        #expect(ImapText.literal("* OK {x}") == nil && ImapText.literal("}") == nil)
        #expect(ImapText.number(after: "[UIDVALIDITY ", in: "* OK [uidvalidity 1234] ok") == 1234)
        #expect(ImapText.numbers(of: "SEARCH", in: "* SEARCH 4 5 9") == [4, 5, 9])
        #expect(ImapText.numbers(of: "SEARCH", in: "* SEARCH") == [])
        #expect(ImapText.day(Day(iso: "2026-11-02")!) == "2-Nov-2026")
    }
}
