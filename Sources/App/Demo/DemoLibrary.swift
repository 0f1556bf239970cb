import Activities
import Correspondence
import Identity
import Jobs
import People
import Records
import Sales
import Storage

/// Three documents to hand out, one of them in its second version, and a few mails that carried one.
enum DemoLibrary {
    private struct Facts: Sendable {
        let kind: LibraryKind
        let product: String?
        let title: Bilingual
        let file: Bilingual
        let lines: Bilingual
        let editions: Int
    }

    static func make(_ language: DemoLanguage, journal: Int64, files: FileStore, in workspace: Workspace) async throws {
        var kept: [(facts: Facts, files: [ReceivedFile])] = []
        do {
            for facts in all { kept.append((facts, try await papers(facts, language, files))) }
            let shelf = kept
            try await workspace.write(.house, .demo) { transaction in
                let house = transaction.seen(by: .house)
                house.journal = journal
                var made: [ID<LibraryDocument>] = []
                for (facts, papers) in shelf { made.append(try save(facts, papers, language, in: house)) }
                try letters(made, language, in: house)
            }
        } catch {
            for file in kept.flatMap(\.files) { try file.discard(from: files) }
            throw error
        }
    }

    private static func papers(_ facts: Facts, _ language: DemoLanguage, _ store: FileStore) async throws
        -> [ReceivedFile]
    {
        var papers: [ReceivedFile] = []
        for edition in 1...facts.editions {
            let paper = DemoPaper(
                title: facts.title[language],
                below: "\(DemoCast.company) · " + Bilingual(row: "édition|edition")[language] + " \(edition)",
                lines: facts.lines[language].split(separator: "\n").map(String.init))
            papers.append(try await ReceivedFile.keep(paper.bytes, named: facts.file[language], in: store))
        }
        return papers
    }

    private static func save(
        _ facts: Facts, _ papers: [ReceivedFile], _ language: DemoLanguage, in house: Transaction
    ) throws -> ID<LibraryDocument> {
        var document = LibraryDocument()
        (document.title, document.kind) = (facts.title[language], facts.kind)
        document.owner = try house.all(User.self).min { $0.id.number < $1.id.number }?.id
        document.language = UserLanguage(rawValue: language.rawValue)
        if let reference = facts.product {
            document.product = try house.all(
                CatalogueProduct.self, where: .test(path: ["reference"], .equals(.text(reference)))
            ).first.map { ID($0.id.number) }
        }
        if facts.kind == .priceList {
            let year = house.now.day(in: house.settings.timeZone).iso.prefix(4)
            document.validUntil = Day(iso: "\(year)-12-31")
        }
        let id = try house.save(document)
        for paper in papers {
            _ = try paper.save(about: Reference(kind: LibraryDocument.name, id: id.number), in: house)
        }
        return id
    }

    private static func letters(_ documents: [ID<LibraryDocument>], _ language: DemoLanguage, in house: Transaction)
        throws
    {
        let contacts = try house.all(Contact.self, where: .test(path: ["emails", "address"], .empty(false))).prefix(4)
        for (number, contact) in contacts.enumerated() {
            var email = Email()
            let words = Bilingual(row: "Documentation demandée|The documents you asked for")
            (email.subject, email.text) = (words[language], Bilingual(row: letter)[language])
            (email.direction, email.state) = (.out, .sent)
            email.about = Reference(kind: Contact.name, id: contact.id.number)
            (email.contact, email.owner) = (contact.id, contact.owner)
            email.fromAddress = "crm@entregent.example"
            email.toAddresses = "\(contact.name) <\(contact.emails.first?.address ?? "")>"
            email.messageID = "demo.\(house.ids.next())@entregent.example"
            email.sentAt = house.now.adding(seconds: -86_400 * (number * 3 + 2))
            let document = documents[number % documents.count].number
            email.files = try LibraryFiles.files([document], in: house)
            try house.save(email)
        }
    }

    private static let letter = """
        Bonjour,

        Vous trouverez ci-joint le document demandé. Je reste à votre disposition.

        Bien à vous|Hello,

        Please find attached the document you asked for. I am at your disposal.

        Kind regards
        """

    private static let all: [Facts] = [
        Facts(
            kind: .brochure, product: nil, title: Bilingual(row: "Capteurs sans fil|Wireless sensors"),
            file: Bilingual(row: "brochure-capteurs.pdf|sensors-brochure.pdf"),
            lines: Bilingual(
                row: """
                    Mesurez sans tirer de câble : température, humidité, pression, vibrations.
                    Dix ans d’autonomie, quinze minutes d’installation par point.
                    Vos données restent chez vous ; une alerte part quand il le faut.|\
                    Measure without pulling cables: temperature, humidity, pressure, vibration.
                    Ten years on one battery, a quarter of an hour to install a point.
                    Your data stays with you; an alert leaves when it must.
                    """), editions: 2),
        Facts(
            kind: .dataSheet, product: "CAP-T10",
            title: Bilingual(row: "Fiche technique T10|T10 data sheet"),
            file: Bilingual(row: "fiche-t10.pdf|data-sheet-t10.pdf"),
            lines: Bilingual(
                row: """
                    Plage de mesure : –40 à +85 °C
                    Précision : ±0,2 °C
                    Protection : IP 67
                    Portée radio : 800 m en champ libre|\
                    Range: –40 to +85 °C
                    Accuracy: ±0.2 °C
                    Protection: IP 67
                    Radio range: 800 m in the open
                    """), editions: 1),
        Facts(
            kind: .priceList, product: nil, title: Bilingual(row: "Tarif public|Price list"),
            file: Bilingual(row: "tarif-public.pdf|price-list.pdf"),
            lines: Bilingual(
                row: """
                    Capteur de température T10 : 89 € HT
                    Capteur d’humidité H10 : 99 € HT
                    Passerelle d’atelier 100 : 490 € HT|\
                    Temperature sensor T10: €89 net
                    Humidity sensor H10: €99 net
                    Workshop gateway 100: €490 net
                    """), editions: 1),
    ]
}
