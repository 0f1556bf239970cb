import Foundation

/// A company's place on the web, of which only the host says who it is: `https://www.Example.fr/x` is `example.fr`.
package enum Website {
    /// Scheme, `www.`, port, path and whoever signs in go. Nil when no host is left.
    package static func host(_ typed: String) -> String? {
        var rest = trimmed(typed)[...]
        if let scheme = rest.range(of: "://") { rest = rest[scheme.upperBound...] }
        while rest.utf8.first == UInt8(ascii: "/") { rest = rest.dropFirst() }
        if let end = rest.utf8.firstIndex(where: {
            $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#")
        }) {
            rest = rest[..<end]
        }
        if let at = rest.utf8.lastIndex(of: UInt8(ascii: "@")) { rest = rest[rest.utf8.index(after: at)...] }
        if let colon = rest.utf8.lastIndex(of: UInt8(ascii: ":")),
            rest.utf8[colon...].dropFirst().allSatisfy(ASCII.isDigit)
        {
            rest = rest[..<colon]
        }
        guard let host = DomainName.normalised(rest) else { return nil }
        return host.hasPrefix("www.") ? DomainName.normalised(host.dropFirst(4)) ?? host : host
    }

    /// The part a company bought: `shop.example.co.uk` is `example.co.uk`. What two records are matched by. Nil for
    /// the domains of mailbox providers, which say nothing about the company.
    package static func companyDomain(_ typed: String) -> String? {
        guard let host = host(typed) else { return nil }
        return companyDomain(ofHost: host)
    }

    /// The same for a normalised e-mail address.
    package static func companyDomain(ofEmail normalised: String) -> String? {
        EmailAddress.domain(of: normalised).flatMap { companyDomain(ofHost: String($0)) }
    }

    private static func companyDomain(ofHost host: String) -> String? {
        let labels = host.split(separator: ".")
        guard labels.count > 2 else { return isMailboxProvider(host) || sharedSuffixes.contains(host) ? nil : host }
        let lastTwo = labels.suffix(2).joined(separator: ".")
        let domain = sharedSuffixes.contains(lastTwo) ? labels.suffix(3).joined(separator: ".") : lastTwo
        return isMailboxProvider(domain) ? nil : domain
    }

    /// A domain where anybody can open a mailbox.
    package static func isMailboxProvider(_ domain: some StringProtocol) -> Bool {
        mailboxProviders.contains(String(domain))
    }
}

/// Suffixes under which names are sold to everybody, like `.fr` itself.
private let sharedSuffixes: Set<String> = Set(
    """
    co.uk org.uk me.uk ltd.uk plc.uk net.uk ac.uk gov.uk sch.uk nhs.uk com.au net.au org.au edu.au gov.au co.nz org.nz
    net.nz co.za org.za com.br net.br org.br gov.br com.mx org.mx com.ar com.co com.pe com.ec com.uy com.ve com.tr
    org.tr
    gov.tr co.jp ne.jp or.jp ac.jp go.jp co.kr or.kr com.cn net.cn org.cn gov.cn com.hk org.hk com.tw org.tw com.sg
    edu.sg
    com.my com.ph com.vn co.th co.id or.id co.in net.in org.in gov.in com.pk com.bd co.il org.il com.sa com.eg com.ng
    co.ke co.tz co.ug com.gh com.mt com.cy com.gr com.pt com.es org.es nom.es gob.es com.pl net.pl org.pl edu.pl gov.pl
    com.ua com.ro co.rs co.at or.at gv.at asso.fr nom.fr prd.fr tm.fr com.fr gouv.fr gov.it co.ma co.sn com.tn gov.pt
    eu.com uk.com us.com de.com fr.com re.kr com.re asso.re nom.re com.mq com.gp com.pf asso.nc com.gn com.ci co.ci
    """
    .split(whereSeparator: \.isWhitespace).map(String.init))

private let mailboxProviders: Set<String> = Set(
    """
    gmail.com googlemail.com outlook.com outlook.fr hotmail.com hotmail.fr hotmail.be hotmail.co.uk hotmail.de
    hotmail.es
    hotmail.it live.com live.fr live.be live.nl live.co.uk msn.com yahoo.com yahoo.fr yahoo.co.uk yahoo.de yahoo.es
    yahoo.it yahoo.ca yahoo.co.in yahoo.com.br yahoo.co.jp ymail.com rocketmail.com aol.com aol.fr aim.com icloud.com
    me.com mac.com proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tutamail.com tuta.com tuta.io
    orange.fr wanadoo.fr voila.fr free.fr freesbee.fr libertysurf.fr online.fr aliceadsl.fr alice.fr infonie.fr
    laposte.net sfr.fr neuf.fr cegetel.net club-internet.fr 9online.fr 9business.fr numericable.fr numericable.com
    noos.fr bbox.fr bouyguestelecom.fr dartybox.com tele2.fr worldonline.fr caramail.com caramail.fr netcourrier.com
    mailo.com mailo.fr mailfence.com zaclys.net ik.me infomaniak.ch nordnet.fr cario.fr evc.net wibox.fr ozone.net
    mediaserv.net only.fr izi-box.net lagoon.nc mls.nc canl.nc mail.pf web.de gmx.com gmx.de gmx.net gmx.fr gmx.at
    gmx.ch t-online.de freenet.de arcor.de posteo.de posteo.net mailbox.org 1und1.de online.de vodafone.de bluewin.ch
    hispeed.ch sunrise.ch skynet.be telenet.be proximus.be scarlet.be voo.be ziggo.nl kpnmail.nl xs4all.nl planet.nl
    home.nl hetnet.nl pt.lu libero.it virgilio.it tiscali.it alice.it tin.it fastwebnet.it email.it inwind.it poste.it
    aruba.it pec.it telefonica.net terra.es sapo.pt mail.pt iol.pt btinternet.com virginmedia.com sky.com talktalk.net
    ntlworld.com blueyonder.co.uk tiscali.co.uk comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net
    charter.net earthlink.net juno.com rogers.com shaw.ca sympatico.ca videotron.ca telus.net bell.net mail.com
    email.com usa.com inbox.com fastmail.com fastmail.fm hushmail.com hey.com zoho.com zohomail.com zohomail.eu
    yandex.com yandex.ru ya.ru mail.ru bk.ru list.ru inbox.ru rambler.ru wp.pl o2.pl onet.pl interia.pl gazeta.pl
    seznam.cz centrum.cz email.cz azet.sk freemail.hu citromail.hu abv.bg mail.bg ukr.net i.ua qq.com foxmail.com
    163.com 126.com yeah.net sina.com sina.cn sohu.com aliyun.com naver.com daum.net hanmail.net rediffmail.com
    bigpond.com bigpond.net.au optusnet.com.au iinet.net.au xtra.co.nz uol.com.br bol.com.br terra.com.br ig.com.br
    telkomsa.net mweb.co.za menara.ma topnet.tn yopmail.com yopmail.fr mailinator.com guerrillamail.com
    10minutemail.com trashmail.com temp-mail.org jetable.org
    """
    .split(whereSeparator: \.isWhitespace).map(String.init))
