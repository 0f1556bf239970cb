import Testing

@testable import Records

@Suite("E-mail addresses and domains")
struct NormalisingAddressTests {
    @Test(
        "an address is lower case without what stands around it",
        arguments: [
            ("Anne.Martin@Example.FR", "anne.martin@example.fr"), ("  anne@b.fr \n", "anne@b.fr"),
            ("Anne <a@b.fr>", "a@b.fr"),
            ("\"Martin, Anne\" <A@B.FR>", "a@b.fr"), ("<a@b.fr>", "a@b.fr"), ("mailto:a@b.fr?subject=x", "a@b.fr"),
            ("a@b.fr;", "a@b.fr"),
            ("a+tag@b.co.uk", "a+tag@b.co.uk"), ("o'neil@b.ie", "o'neil@b.ie"), ("a@CAFÉ.fr", "a@café.fr"),
            ("a@cafe\u{301}.fr", "a@café.fr"),
            ("a@xn--caf-dma.fr", "a@café.fr"), ("zoé@example.fr", "zoé@example.fr"), ("a@b.fr.", "a@b.fr"),
            ("\u{feff}a@b.fr\u{a0}", "a@b.fr"),
            ("a@sub.b-c.museum", "a@sub.b-c.museum"),
        ])
    func accepted(typed: String, address: String) {
        #expect(EmailAddress.normalised(typed) == address)
        #expect(EmailAddress.normalised(address) == address)
    }

    @Test(
        "what no mail can reach is no address",
        arguments: [
            "", "anne", "@b.fr", "a@", "a@b", "a@b..fr", "a@.fr", "a@-b.fr", "a@b-.fr", ".a@b.fr", "a.@b.fr",
            "a..b@b.fr", "a b@c.fr", "a@b c.fr",
            "a@b.1", "a@127.0.0.1", "a@@b.fr", "a@b@c.fr", "a@b.fr, c@d.fr", "a@b_c.fr", "a@b.f", "a\u{0}b@c.fr",
            "\"a b\"@c.fr", "a(x)@b.fr",
            "Anne <a@b.fr", "a@b.fr>", "a@xn--!.fr", "à voir",
        ])
    func refused(typed: String) { #expect(EmailAddress.normalised(typed) == nil) }

    @Test("lengths are limited as mail servers limit them")
    func lengths() {
        let local = String(repeating: "a", count: 64)
        let label = String(repeating: "b", count: 63)
        #expect(EmailAddress.normalised("\(local)@\(label).fr") != nil)
        #expect(EmailAddress.normalised("\(local)a@b.fr") == nil)
        #expect(EmailAddress.normalised("a@\(label)b.fr") == nil)
        #expect(EmailAddress.normalised("a@\(label).\(label).\(label).\(label).fr") == nil)
    }

    @Test("the name in front and the domain behind can be had")
    func parts() {
        #expect(EmailAddress.displayName("\"Anne Martin\" <a@b.fr>") == "Anne Martin")
        #expect(EmailAddress.displayName("Anne <a@b.fr>") == "Anne")
        #expect(EmailAddress.displayName("a@b.fr") == nil)
        #expect(EmailAddress.displayName("<a@b.fr>") == nil)
        #expect(EmailAddress.domain(of: "a@b.fr") == "b.fr")
    }

    @Test("names with accents travel as the directory knows them (RFC 3492) and come back")
    func punycode() {
        let pairs = [
            "café.fr": "xn--caf-dma.fr", "bücher.example": "xn--bcher-kva.example", "münchen.de": "xn--mnchen-3ya.de",
            "例え.jp": "xn--r8jz45g.jp", "пример.рф": "xn--e1afmkfd.xn--p1ai",
        ]
        for (name, ascii) in pairs {
            #expect(DomainName.ascii(name) == ascii)
            #expect(DomainName.normalised(ascii) == name)
            #expect(DomainName.normalised(name) == name)
        }
    }

    @Test(
        "a website is known by its host",
        arguments: [
            ("https://www.Example.fr/x", "example.fr"), ("www.example.fr", "example.fr"), ("example.fr", "example.fr"),
            ("http://user@shop.example.fr:8080/a?b#c", "shop.example.fr"), ("//example.fr", "example.fr"),
            ("HTTP://EXAMPLE.FR", "example.fr"),
            ("www.fr", "www.fr"), ("example.fr?x=1", "example.fr"),
        ])
    func hosts(typed: String, host: String) {
        #expect(Website.host(typed) == host)
        #expect(Website.host(host) == host)
    }

    @Test("only a company's own domain tells which company it is")
    func companyDomains() {
        #expect(Website.companyDomain("https://shop.example.co.uk/") == "example.co.uk")
        #expect(Website.companyDomain("mail.example.fr") == "example.fr")
        #expect(Website.companyDomain("gmail.com") == nil)
        #expect(Website.companyDomain("co.uk") == nil)
        #expect(Website.companyDomain(ofEmail: "a@wanadoo.fr") == nil)
        #expect(Website.companyDomain(ofEmail: "a@mail.gmx.de") == nil)
        #expect(Website.companyDomain(ofEmail: "a@paris.example.fr") == "example.fr")
        #expect(Website.host("no site") == nil)
        #expect(Website.host("https://") == nil)
    }
}
