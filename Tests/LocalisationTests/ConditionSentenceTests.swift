import Foundation
import Localisation
import Records
import Testing

@Suite struct ConditionSentenceTests {
    private func sentence(_ json: String, _ language: Language = .french) throws -> String {
        let schema = try Schema(version: 1, core: [Kind(Person.self), Kind(Company.self), Kind(Deal.self)])
        let translator = try Readers.shipped().translator(language, timeZone: Readers.paris)
        let reader = ConditionSentence(schema: schema, translator: translator, currency: "EUR") { _, id in
            id == 7 ? "Acme" : nil
        }
        return reader.sentence(try Condition(json: JSON(parsing: json)), of: schema.kind(of: Deal.self))
    }

    @Test(
        "a filter reads as a sentence",
        arguments: [
            (
                #"{"all":[{"field":"sector","is":"retail"},{"field":"closes_on","before":"2026-12-31"}]}"#,
                "Craft est Distribution et Ends avant le 31/12/2026",
                "Craft is Distribution and Ends before 31\u{a0}Dec 2026"
            ),
            (
                #"""
                {"all":[{"any":[{"field":"company","is":"7"},{"field":"company","is":"8"}]},{"field":"won","is":true}]}
                """#,
                "(Firm est Acme ou Firm est la fiche nº\u{a0}8) et Signed\u{a0}: oui",
                "(Firm is Acme or Firm is record no. 8) and Signed: yes"
            ),
            (
                #"{"field":"company.name","contains":"dupont"}"#, "Firm contient «\u{a0}dupont\u{a0}»",
                "Firm contains “dupont”"
            ),
            (#"{"field":"company.owner","is_me":true}"#, "Firm › Boss, c’est moi", "Firm › Boss is me"),
            (
                #"{"not":{"field":"amount","at_least":"1000.5"}}"#,
                "non (Worth d’au moins 1\u{202f}000,50\u{a0}€)", "not (Worth at least €1,000.50)"
            ),
            (#"{"not":{"field":"amount","empty":true}}"#, "Worth est renseigné", "Worth is filled in"),
            (
                #"{"field":"closes_on","within":{"last":90,"unit":"day"}}"#, "Ends dans les 90 derniers jours",
                "Ends in the last 90 days"
            ),
            (#"{"field":"closes_on","within":"this_quarter"}"#, "Ends ce trimestre", "Ends this quarter"),
            (
                #"{"field":"closes_on","between":["2026-01-01","2026-03-31"]}"#,
                "Ends du 01/01/2026 au 31/03/2026", "Ends from 1\u{a0}Jan 2026 to 31\u{a0}Mar 2026"
            ),
            (
                #"{"field":"sector","in":["retail","gone"]}"#, "Craft est Distribution ou gone",
                "Craft is Distribution or gone"
            ),
            (#"{"field":"vanished.x","is":"1"}"#, "vanished › x est 1", "vanished › x is 1"),
            (#"{}"#, "tout", "everything"),
        ])
    func sentences(json: String, french: String, english: String) throws {
        #expect(try sentence(json) == french)
        #expect(try sentence(json, .english) == english)
    }

    @Test("related records are counted and added up")
    func related() throws {
        let schema = try Schema(version: 1, core: [Kind(Person.self), Kind(Company.self), Kind(Deal.self)])
        func read(_ json: String) throws -> String {
            let reader = ConditionSentence(
                schema: schema, translator: try Readers.shipped().translator(.french, timeZone: Readers.paris),
                names: { _, _ in nil })
            return reader.sentence(try Condition(json: JSON(parsing: json)), of: schema.kind(of: Company.self))
        }
        #expect(try read(#"{"related":"deals"}"#) == "Contracts\u{a0}: au moins un")
        #expect(
            try read(#"{"related":"deals","where":{"field":"won","is":true},"count":{"at_least":3,"at_most":5}}"#)
                == "Contracts où (Signed\u{a0}: oui)\u{a0}: entre 3 et 5")
        #expect(
            try read(#"{"related":"deals","sum":{"field":"amount","at_least":"1000.00"}}"#)
                == "Contracts, somme de Worth\u{a0}: au moins 1\u{202f}000")
        #expect(try read(#"{"related":"deals","count":{"at_most":0}}"#) == "Contracts\u{a0}: aucun")
        #expect(try read(#"{"related":"unknown"}"#) == "unknown\u{a0}: au moins un")
    }

    @Test("every test and period reads in both languages without a hole left")
    func everyTest() throws {
        for language in Language.allCases {
            for operation in ["is", "is_not", "at_least", "at_most", "more_than", "less_than", "before", "after"] {
                for (field, operand) in [("closes_on", #""2026-11-22""#), ("amount", "12.5"), ("title", #""x""#)] {
                    let read = try sentence("{\"field\":\"\(field)\",\"\(operation)\":\(operand)}", language)
                    #expect(!read.contains("{"))
                }
            }
            let counted = ["last", "next"].flatMap { way in
                Condition.TimeUnit.allCases.map { "{\"\(way)\":3,\"unit\":\"\($0.rawValue)\"}" }
            }
            for period in Condition.Period.words.keys.map({ "\"\($0)\"" }) + counted {
                #expect(!(try sentence("{\"field\":\"closes_on\",\"within\":\(period)}", language)).contains("{"))
            }
        }
    }
}

private enum Sector: String, Choice {
    case retail, industry
    var label: String { self == .retail ? "Distribution" : "Industrie" }
}

private struct Person: Entity {
    static let name = "user", plural = "users", label = "Person", pluralLabel = "People"
    var id = ID<Self>(), custom = CustomValues(), name = ""
    static let fields: [Field<Self>] = [Field("name", \.name, "Name")]
}

private struct Company: Entity {
    static let name = "company", plural = "companies", label = "Firm", pluralLabel = "Firms"
    var id = ID<Self>(), custom = CustomValues(), name = "", owner: ID<Person>?
    static let fields: [Field<Self>] = [
        Field("name", \.name, "Name"), Field("owner", \.owner, "Boss"),
    ]
}

private struct Deal: Entity {
    static let name = "deal", plural = "deals", label = "Contract", pluralLabel = "Contracts", title = "title"
    var id = ID<Self>(), custom = CustomValues(), title = "", company: ID<Company>?, sector: Sector?
    var amount: Money?, closesOn: Day?, won = false
    static let fields: [Field<Self>] = [
        Field("title", \.title, "Title"), Field("company", \.company, "Firm"),
        Field("sector", \.sector, "Craft"), Field("amount", \.amount, "Worth"),
        Field("closes_on", \.closesOn, "Ends"), Field("won", \.won, "Signed"),
    ]
}
