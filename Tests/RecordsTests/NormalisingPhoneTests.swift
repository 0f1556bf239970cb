import Testing

@testable import Records

@Suite("Telephone numbers")
struct NormalisingPhoneTests {
    @Test(
        "every French way of writing a number is one number",
        arguments: [
            "01 23 45 67 89", "01.23.45.67.89", "0123456789", "01-23-45-67-89", "+33 (0)1 23 45 67 89",
            "+33 1 23 45 67 89",
            "0033123456789", "0033 (0)1 23 45 67 89", "33 1 23 45 67 89", "Tél. : 01 23 45 67 89", "tel:+33123456789",
            "01\u{a0}23\u{a0}45\u{a0}67\u{a0}89", "01\u{202f}23 45 67 89", "+33\u{2011}1 23 45 67 89",
            "(01) 23 45 67 89",
            "＋33 1 23 45 67 89", "01/23/45/67/89", "٠١٢٣٤٥٦٧٨٩",
        ])
    func frenchForms(typed: String) throws {
        let number = try PhoneNumber(typed, country: "FR")
        #expect(number.e164 == "+33123456789")
        #expect(number.extension == nil)
        #expect(!number.lostZeroWasRestored)
    }

    @Test("overseas numbers ring under their own code, however they are dialled")
    func overseas() {
        let forms = [
            "0262 12 34 56": "+262262123456", "+262 262 12 34 56": "+262262123456",
            "+262 (0)692 12 34 56": "+262692123456",
            "+33 262 12 34 56": "+262262123456", "0269 61 23 45": "+262269612345", "0639 61 23 45": "+262639612345",
            "0590 12 34 56": "+590590123456", "0690 12 34 56": "+590690123456", "0594 12 34 56": "+594594123456",
            "0596 12 34 56": "+596596123456", "0696 12 34 56": "+596696123456", "0508 41 23 45": "+508412345",
            "+508 41 23 45": "+508412345", "+687 12 34 56": "+687123456", "+689 40 12 34 56": "+68940123456",
            "+681 72 12 34": "+681721234", "06 39 98 12 34": "+33639981234",
        ]
        for (typed, e164) in forms { #expect(PhoneNumber.normalised(typed, country: "FR") == e164, "\(typed)") }
        #expect(PhoneNumber.normalised("0262 12 34 56", country: "RE") == "+262262123456")
        #expect(PhoneNumber.normalised("01 23 45 67 89", country: "RE") == "+33123456789")
        #expect(PhoneNumber.normalised("41 23 45", country: "PM") == "+508412345")
    }

    @Test("other countries' numbers lose their own trunk prefix")
    func abroad() {
        let forms = [
            ("030-0074321", "DE", "+49300074321"), ("(604) 555-4729", "CA", "+16045554729"),
            ("1 604 555 4729", "CA", "+16045554729"),
            ("011 33 1 23 45 67 89", "US", "+33123456789"), ("+39 06 1234 5678", "FR", "+390612345678"),
            ("06 1234 5678", "IT", "+390612345678"), ("+44 (0)20 7946 0958", "FR", "+442079460958"),
            ("020 7946 0958", "GB", "+442079460958"), ("06 1 234 5678", "HU", "+3612345678"),
            ("8 (495) 123-45-67", "RU", "+74951234567"), ("8 800 555 35 35", "RU", "+78005553535"),
            ("800 555 35 35", "RU", "+78005553535"), ("8 029 491-19-11", "BY", "+375294911911"),
            ("912 34 56 78", "ES", "+34912345678"), ("22 12 34 56", "DK", "+4522123456"),
            ("0470 12 34 56", "BE", "+32470123456"), ("044 668 18 00", "CH", "+41446681800"),
            ("27 12 34 56", "LU", "+35227123456"),
            ("+800 1234 5678", "FR", "+80012345678"), ("0011 33 1 23 45 67 89", "AU", "+33123456789"),
            ("+212 0522 12 34 56", "FR", "+212522123456"), ("+225 01 23 45 67 89", "FR", "+2250123456789"),
        ]
        for (typed, country, e164) in forms {
            #expect(PhoneNumber.normalised(typed, country: country) == e164, "\(typed) in \(country)")
        }
    }

    @Test(
        "an extension is kept apart",
        arguments: [
            ("01 23 45 67 89 poste 12", "12"), ("01 23 45 67 89 ext. 3", "3"), ("01 23 45 67 89 x3", "3"),
            ("01 23 45 67 89 #304", "304"), ("+33123456789;ext=12", "12"), ("01 23 45 67 89, poste 12", "12"),
            ("01 23 45 67 89 (poste 12)", nil),
        ])
    func extensions(typed: String, desk: String?) throws {
        guard let desk else {
            #expect(throws: PhoneProblem.notANumber) { try PhoneNumber(typed, country: "FR") }
            return
        }
        let number = try PhoneNumber(typed, country: "FR")
        #expect(number.e164 == "+33123456789")
        #expect(number.extension == desk)
        #expect(number.link == "tel:+33123456789;ext=\(desk)")
    }

    @Test("a zero lost in a spreadsheet comes back only when asked, and says so")
    func lostZero() throws {
        #expect(throws: PhoneProblem.lostZero) { try PhoneNumber("123456789", country: "FR") }
        let restored = try PhoneNumber("123456789", country: "FR", restoringLostZero: true)
        #expect(restored.e164 == "+33123456789")
        #expect(restored.lostZeroWasRestored)
        #expect(try !PhoneNumber("0123456789", country: "FR", restoringLostZero: true).lostZeroWasRestored)
        #expect(try PhoneNumber("692123456", country: "FR", restoringLostZero: true).e164 == "+262692123456")
    }

    @Test("what cannot be called is refused with its reason")
    func problems() {
        let wrong: [(String, String, PhoneProblem)] = [
            ("", "FR", .empty), ("  ", "FR", .empty), ("n/a", "FR", .notANumber), ("à demander", "FR", .notANumber),
            ("-", "FR", .notANumber), ("01 23 45 67 89 Anne", "FR", .notANumber), ("1-800-FLOWERS", "US", .notANumber),
            ("3615", "FR", .shortNumber), ("112", "FR", .shortNumber), ("118 218", "FR", .shortNumber),
            ("01 23 45 67", "FR", .tooShort), ("01 23 45 67 89 0", "FR", .tooLong), ("+33 1 23 45 67", "FR", .tooShort),
            ("01 23 45 67 89 / 06 12 34 56 78 / 1", "FR", .severalNumbers),
            ("01 23 45 67 89 ou 06 12 34 56 78", "FR", .severalNumbers),
            ("01 23 45 67 89; 06 12 34 56 78", "FR", .severalNumbers), ("+999 1234567", "FR", .unknownCallingCode),
            ("+0123456789", "FR", .unknownCallingCode), ("0123456789", "ZZ", .unknownCountry("ZZ")),
            ("0123456789", "", .unknownCountry("")), ("+1 123 555 0123", "FR", .impossible),
            ("00 00 00 00 00", "FR", .unknownCallingCode),
        ]
        for (typed, country, problem) in wrong {
            #expect(throws: problem, "\(typed)") { try PhoneNumber(typed, country: country) }
            #expect(PhoneNumber.normalised(typed, country: country) == nil)
        }
    }

    @Test("numbers are shown as their country writes them, and read back as themselves")
    func display() throws {
        let shown = [
            ("+33123456789", "+33 1 23 45 67 89", "01 23 45 67 89"),
            ("+262262123456", "+262 262 12 34 56", "0262 12 34 56"),
            ("+508412345", "+508 41 23 45", "0508 41 23 45"), ("+12125550123", "+1 212 555 0123", "212 555 0123"),
            ("+34912345678", "+34 912 345 678", "912 345 678"), ("+41446681800", "+41 44 668 18 00", "044 668 18 00"),
        ]
        for (e164, international, national) in shown {
            let number = try #require(PhoneNumber(stored: e164))
            #expect(number.international == international)
            #expect(number.national == national)
            let country = try #require(number.country)
            #expect(PhoneNumber.normalised(number.international, country: "FR") == e164)
            #expect(PhoneNumber.normalised(number.national, country: country) == e164)
        }
        let reunion = try #require(PhoneNumber(stored: "+262262123456", extension: "7"))
        #expect(reunion.display(in: "FR") == "0262 12 34 56 #7")
        #expect(reunion.display(in: "BE") == "+262 262 12 34 56 #7")
        #expect(PhoneNumber(stored: "0123456789") == nil)
    }

    @Test("a normalised number stays as it is, and every calling code is in the table once a country")
    func table() {
        for plan in CallingCodes.all where plan.country != "001" {
            let national =
                (plan.leads.first ?? "")
                + String(repeating: "5", count: plan.lengths.upperBound - (plan.leads.first ?? "").count)
            let e164 = "+\(plan.code)\(national)"
            #expect(PhoneNumber.normalised(e164, country: "FR") == e164, "\(plan.country)")
        }
        let countries = CallingCodes.all.map(\.country).filter { $0 != "001" }
        #expect(Set(countries).count == countries.count)
        #expect(countries.count > 230)
        let codes = Set(CallingCodes.all.map { String($0.code) })
        for code in codes {
            #expect(!codes.contains { $0 != code && $0.hasPrefix(code) }, "no code begins another: \(code)")
        }
    }
}
