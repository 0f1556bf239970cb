import Identity
import Localisation
import Messaging
import Records
import Storage
import Web

/// A letter as it travels and as the preview shows it: words, signature, and for prospecting the way to say no.
struct EmailLetter: Sendable {
    let plain: String
    let html: String
    let headers: [(name: String, value: String)]

    init(_ email: Email, _ words: CatalogueShelf, in transaction: Transaction) throws {
        let house = transaction.asHouse
        let language = try RecipientLanguage.of(email, in: house)
        let t = words.translator(language, timeZone: house.settings.timeZone)
        let signature = try email.owner.map { try PersonalMail.of($0.number, in: house).signature } ?? ""
        let footer = try ProspectingFooter(email, t, in: house)
        let body = MailText(email.text), below = MailText(signature)
        var text = body.plain
        if !signature.trimmingWhitespace().isEmpty { text += "\n\n-- \n" + below.plain }
        if let footer {
            text += "\n\n\(footer.sentence)\n\n\(footer.link)\n\(footer.address)"
            if let choices = footer.choices { text += "\n\n\(t("Choose what I receive"))\n\(choices)" }
        }
        plain = text + "\n"
        headers = footer?.headers ?? []
        html = try EmailLetter.html(email, body, below, footer, t, in: house)
    }

    private static func html(
        _ email: Email, _ body: MailText, _ below: MailText, _ footer: ProspectingFooter?, _ t: Translator,
        in house: Transaction
    ) throws -> String {
        let tracking = try EmailTracking(email, in: house)
        var html = HTML()
        html.raw("<!doctype html>")
        html.element("html", [.attribute("lang", t.language.rawValue)]) { html in
            html.element("head", []) { $0.open("meta", [.attribute("charset", "utf-8")]) }
            html.element("body", [.style(style)]) { html in
                html.mailText(body) { tracking?.link($0) ?? $0 }
                if !below.blocks.isEmpty {
                    html.div(.style("margin-top:20px;color:#5b6070")) { html in html.mailText(below) }
                }
                if let footer {
                    html.p(.style("margin-top:24px;color:#5b6070;font-size:12px")) { html in
                        html.text(footer.sentence + " ")
                        html.a(footer.link, .href(footer.address), .style("color:#5b6070"))
                        if let choices = footer.choices {
                            html.text(" · ")
                            html.a(t("Choose what I receive"), .href(choices), .style("color:#5b6070"))
                        }
                    }
                }
                if let pixel = tracking?.pixel {
                    html.open(
                        "img",
                        [
                            .attribute("src", pixel), .attribute("alt", ""), .attribute("width", "1"),
                            .attribute("height", "1"),
                        ])
                }
            }
        }
        return html.string
    }

    static let style =
        "font-family:system-ui,-apple-system,'Segoe UI',sans-serif;font-size:15px;line-height:1.5;color:#1c1f27"
}
