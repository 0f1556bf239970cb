import Records
import Testing

@testable import Exchange

@Suite("Reading tables")
struct TablesReadingTests {
    @Test("a record's cells, line and bytes are known", arguments: ["\n", "\r\n", "\r"])
    func lineEnds(_ end: String) throws {
        let read = try rows("name,city\(end)Zoé,Lyon\(end)\(end)Ann,\"Le\(end)Mans\"\(end)Ben,")
        #expect(read.map(\.cells) == [["Zoé", "Lyon"], ["Ann", "Le\(end)Mans"], ["Ben", ""]])
        #expect(read.map(\.line) == [2, 4, 6])
        #expect(read.map(\.number) == [2, 4, 5])
        #expect(read.map(\.raw) == ["Zoé,Lyon", "Ann,\"Le\(end)Mans\"", "Ben,"])
        #expect(read.allSatisfy { $0.problem == nil })
    }

    @Test(
        "quotes follow RFC 4180",
        arguments: [
            ("\"a\"", "a"), ("\"\"", ""), ("\"a,b\"", "a,b"), ("\"say \"\"hello\"\"\"", "say \"hello\""),
            ("5\" disk", "5\" disk"), ("\"\"\"\"", "\""), ("\"a\nb\"", "a\nb"), (" a ", " a "),
        ])
    func quotes(_ written: String, _ meant: String) throws {
        #expect(try rows("x,y\n\(written),1\n").map(\.cells) == [[meant, "1"]])
    }

    @Test("text after a closing quote is reported with its cell")
    func textAfterQuote() throws {
        let read = try rows("x,y\n1,\"a\"b\n2,c\n")
        #expect(read.map(\.problem) == [.textAfterQuote(column: 2), nil])
        #expect(read[1].cells == ["2", "c"])
    }

    @Test("records with too many or too few cells are reported, the others keep their place")
    func ragged() throws {
        let read = try rows("id,address,city\n1,24, place Kléber,Strasbourg\n2,Lyon\n3,rue Haute,Nice\n4,a,b,,\n")
        #expect(
            read.map(\.problem) == [
                .tooManyCells(expected: 3, found: 4), .tooFewCells(expected: 3, found: 2), nil, nil,
            ])
        #expect(read[0].raw == "1,24, place Kléber,Strasbourg")
        #expect(read[3].cells == ["4", "a", "b"])
    }

    @Test("an unclosed quote spoils its own line and no other")
    func unclosedQuote() throws {
        let lines = "id,name\n1,Ann\n2,\"Ben\n3,Zoé\n4,\"Max\"\n5,Eve\n"
        let read = try rows(lines)
        #expect(read.map(\.problem?.code) == [nil, "unclosed_quote", nil, nil, nil])
        #expect(read[1].problem == .unclosedQuote(line: 3))
        #expect(read.map { $0.cells.first ?? "?" } == ["1", "?", "3", "4", "5"])
    }

    @Test("a quote left open on the last line names that line")
    func unclosedAtEnd() throws {
        let read = try rows("id,name\n1,Ann\n2,\"Ben")
        #expect(read.last?.problem == .unclosedQuote(line: 3))
        #expect(read.last?.raw == "2,\"Ben")
    }

    @Test("blank lines and lines of separators are no records; empty quotes are")
    func blank() throws {
        let read = try rows("a;b\n\n;\n\"\";\n1;2\n", separator: ";")
        #expect(read.map(\.cells) == [["", ""], ["1", "2"]])
        #expect(read.map(\.number) == [4, 5])
    }

    @Test("column names are made unique, each time with a warning")
    func header() throws {
        let bytes = TableBytes(memory: Array(" Name ,E-mail,,Name,Name (2),Name,,\n".utf8))
        let source = try TableSource(bytes, format: .canonical)
        #expect(
            source.header.columns.map(\.name) == ["Name", "E-mail", "Column 3", "Name (3)", "Name (2)", "Name (4)"])
        #expect(source.header.warnings.count == 3)
    }

    @Test("a table without header numbers its columns, and its first row counts")
    func noHeader() throws {
        let bytes = TableBytes(memory: Array("1,a\n2,b\n3\n".utf8))
        let source = try TableSource(bytes, format: TableFormat(hasHeader: false))
        #expect(source.header.columns.map(\.name) == ["Column 1", "Column 2"])
        let read = try rows("1,a\n2,b\n3\n", header: false)
        #expect(read.map(\.cells) == [["1", "a"], ["2", "b"], ["3"]])
        #expect(read[2].problem == .tooFewCells(expected: 2, found: 1))
    }

    @Test("an empty file is refused with a sentence", arguments: ["", "\n\n", ",,\n"])
    func empty(_ text: String) throws {
        #expect(["empty_table", "no_columns"].contains(refusal { try rows(text) }?.code))
    }

    @Test("the apostrophe before a formula is taken away, and only there")
    func shield() throws {
        let read = try rows("a,b,c,d\n'=1+1,'+33612345678,''@x,'Ann\n")
        #expect(read[0].cells == ["=1+1", "+33612345678", "'@x", "'Ann"])
    }

    @Test("the records found do not depend on how the bytes arrive", arguments: [1, 2, 3, 7, 64])
    func trickle(_ count: Int) throws {
        let text = "é,b\r\n\"x\r\n,\"\"\",😀\r\n\r\n1,\"open\r\n2,b\r\n3,\"a\"b\r\n"
        for encoding in [TableEncoding.utf8, .utf16LittleEndian, .utf16BigEndian] {
            let bytes = encoded(text, encoding), format = TableFormat(encoding: encoding)
            let whole = try rows(bytes, format), parts = try rows(trickling(bytes, by: count), format)
            #expect(parts.map(\.cells) == whole.map(\.cells))
            #expect(parts.map(\.bytes) == whole.map(\.bytes))
            #expect(whole.count == 4)
        }
    }
}
