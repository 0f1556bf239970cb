import Activities
import Identity
import Records
import Storage

/// Where the invented company lets itself be met: a page of its first seller, and one of their team, in turn.
enum DemoBooking {
    static func pages(_ owners: [ID<User>], _ language: DemoLanguage, in transaction: Transaction) throws {
        guard let seller = owners.first else { return }
        let words: (String) -> String = { Bilingual(row: $0)[language] }
        let person = try transaction.find(seller)
        var own = BookingPage()
        own.title = try DemoGround.free(
            words("Rendez-vous avec |Meet ") + person.name, of: BookingPage.self, in: transaction)
        own.owner = seller
        own.introduction = words(
            """
            Choisissez l’horaire qui vous convient, sur place ou en visioconférence.|Choose the time that suits you, \
            on the spot or by video.
            """)
        own.types = [
            type(words("Premier échange|First talk"), 30, place: "https://visio.entregent.test/atelier-vigie"),
            type(words("Démonstration|Demonstration"), 60, place: words("Chez vous ou chez nous|At yours or at ours")),
        ]
        try transaction.save(own)

        guard let team = person.team else { return }
        let name = try transaction.find(team).name
        var shared = BookingPage()
        shared.title = try DemoGround.free(
            words("Rencontrer l’équipe |Meet the team ") + name, of: BookingPage.self, in: transaction)
        (shared.owner, shared.team) = (seller, team)
        shared.consentText = words(
            """
            J’accepte de recevoir des nouvelles d’Atelier Vigie par e-mail.|I agree to hear from Atelier Vigie by \
            e-mail.
            """)
        shared.types = [type(words("Rendez-vous|Meeting"), 45, place: nil)]
        try transaction.save(shared)
    }

    private static func type(_ name: String, _ minutes: Int, place: String?) -> BookingType {
        var type = BookingType()
        (type.displayName, type.minutes, type.minutesAfter, type.place) = (name, minutes, 15, place)
        return type
    }
}
