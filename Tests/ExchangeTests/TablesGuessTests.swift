import Records
import Testing

@testable import Exchange

@Suite("What a table seems to hold")
struct TablesGuessTests {
    private func guess(_ text: String, isSpreadsheet: Bool = false) throws -> TableGuess {
        try TableGuess(TableBytes(memory: Array(text.utf8)), isSpreadsheet: isSpreadsheet)
    }

    @Test("an export of a French Excel")
    func french() throws {
        let guess = try guess(
            """
            Société;SIRET;Code postal;Tél.;E-mail;Client depuis;CA;Remise;Actif;Effectif;Site
            Élan;73282932000074;1000;612345678;ann@elan.fr;25/10/2016;1 234,56 €;12,5;oui;12;www.elan.fr
            Cœur;35600000000048;75001;01 23 45 67 89;bob@coeur.fr;03/04/2017;12,00 €;0,5;non;1200;https://coeur.fr
            """)
        #expect(
            guess.columns.map(\.kind) == [
                .text, .siret, .postcode, .telephone, .email, .day, .money, .decimal, .boolean, .integer, .url,
            ])
        #expect(guess.columns[5].style.order == .dayMonthYear && !guess.columns[5].isOrderOpen)
        #expect(guess.columns[6].style.mark == .comma)
        #expect(guess.rows.count == 2)
        #expect(guess.columns.allSatisfy { $0.misfits == 0 })
    }

    @Test("impossible days settle the order, also for the other columns and far down")
    func orders() throws {
        let american = try guess("a,b\n10/25/2016,1/2/2017\n3/4/2017,3/5/2017\n")
        #expect(american.columns.map(\.style.order) == [.monthDayYear, .monthDayYear])
        let open = try guess("a,b\n1/2/2017,x\n3/4/2017,y\n")
        #expect(open.columns[0].possibleOrders == [.dayMonthYear, .monthDayYear])
        #expect(open.columns[0].style.order == .dayMonthYear)
        let far = try guess("a,b\n" + String(repeating: "1/2/2017,x\n", count: 2_000) + "1/13/2017,x\n")
        #expect(far.columns[0].style.order == .monthDayYear && !far.columns[0].isOrderOpen)
        let iso = try guess("a,b\n2016-01-02,x\n2016-03-04 00:00:00.000,y\n")
        #expect(iso.columns[0].kind == .day && iso.columns[0].possibleOrders == [.yearMonthDay])
        #expect(try guess("a,b\n2016-01-02 10:30,x\n").columns[0].kind == .moment)
    }

    @Test("marks: groups of three are open, and settled by the neighbours or the separator")
    func marks() throws {
        let french = try guess("a;b\n1.234;2,5\n5.678;3,5\n")
        #expect(french.columns[0].kind == .integer && french.columns[0].style.mark == .comma)
        let english = try guess("a;b\n\"1,234\";2.5\n5,678;3.75\n")
        #expect(english.columns[0].kind == .integer && english.columns[1].style.mark == .point)
        let alone = try guess("a;b\n1.234;x\n")
        #expect(alone.columns[0].isMarkOpen && alone.columns[0].style.mark == .comma)
    }

    @Test("codes with leading zeros, long numbers and NULL are not made numbers")
    func codes() throws {
        let guess = try guess("id,ean,region,n\n01581,12345678901234567,NULL,7\n19713,22345678901234567,WA,NULL\n")
        #expect(guess.columns.map(\.kind) == [.text, .text, .text, .integer])
        #expect(guess.columns[2].style.text("NULL") == nil)
        #expect(guess.columns[2].notes.count == 1)
        #expect(guess.columns[0].style.text("NULL") == "NULL")
    }

    @Test("a SIRET column of shortened numbers says so")
    func shortened() throws {
        let column = try guess("SIRET;nom\n8,12E+13;Élan\n73282932000074;Acme\n").columns[0]
        #expect(column.kind == .siret && column.misfits == 1 && column.notes.count == 1)
    }

    @Test("day numbers are days only in a spreadsheet's column of dates")
    func serial() throws {
        let text = "Date de création,Effectif\n45618,45000\n45619,45001\n"
        let sheet = try guess(text, isSpreadsheet: true)
        #expect(sheet.columns.map(\.kind) == [.day, .integer])
        #expect(sheet.columns[0].style.day("45618")?.iso == "2024-11-22")
        #expect(try guess(text).columns.map(\.kind) == [.integer, .integer])
    }

    @Test("title lines above a sheet's table are left out, and said to be")
    func titles() throws {
        let sheet = try guess("Clients 2026,,\r\n\r\nNom,Ville,CA\r\nÉlan,Lyon,12.5\r\n", isSpreadsheet: true)
        #expect(sheet.columns.map(\.name) == ["Nom", "Ville", "CA"])
        #expect(sheet.warnings.map(\.count) == [2])
        #expect(sheet.rows.map(\.number) == [4])
    }

    @Test("a mostly good column keeps its kind and counts what does not fit")
    func misfits() throws {
        let text = "prix,x\n" + String(repeating: "12.5,a\n", count: 19) + "à voir,a\n"
        let column = try guess(text).columns[0]
        #expect(column.kind == .money && column.misfits == 1)
        #expect(try guess("a,b\np,1\nq,2\n").columns[0].kind == .text)
        #expect(try guess("a,b\n,1\n").columns[0].kind == .empty)
    }

    @Test("twenty records are shown, good or bad")
    func shown() throws {
        let guess = try guess("a,b\n" + String(repeating: "1,2,3\n", count: 3) + String(repeating: "1,2\n", count: 40))
        #expect(guess.rows.count == 20)
        #expect(guess.rows.prefix(3).allSatisfy { $0.problem == .tooManyCells(expected: 2, found: 3) })
    }
}
