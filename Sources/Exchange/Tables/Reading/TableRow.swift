import Records

/// One record of a table: its cells, where it stands, and what is wrong with it.
package struct TableRow: Sendable {
    /// Which record of the file this is, from 1, blank ones and the header counted: the row number a spreadsheet shows.
    package let number: Int
    /// The line of the file on which it begins, from 1.
    package let line: Int
    /// As many as were read, whatever the header says.
    package let cells: [String]
    /// The record as it was written, without its line end; cut short where it is too long.
    package let raw: String
    /// Where it is in the file, line end included.
    package let bytes: Range<Int>
    /// Why it must not be used.
    package let problem: TableProblem?
    /// Where to begin again after it.
    package let next: TablePosition

    /// Nothing is written: an empty line, or only separators.
    var isBlank: Bool { cells.isEmpty && problem == nil }
}

/// A place between two records of a file, from which reading can begin again.
package struct TablePosition: Sendable, Hashable {
    package var offset: Int
    package var line: Int
    package var number: Int

    package init(offset: Int, line: Int, number: Int) {
        self.offset = offset
        self.line = line
        self.number = number
    }

    package var json: JSON {
        .record(["offset": .number("\(offset)"), "line": .number("\(line)"), "number": .number("\(number)")])
    }

    package init?(_ json: JSON) {
        guard let offset = json["offset"]?.integer, let line = json["line"]?.integer,
            let number = json["number"]?.integer, offset >= 0, line >= 1, number >= 1
        else { return nil }
        self.init(offset: Int(offset), line: Int(line), number: Int(number))
    }
}

/// What may not be exceeded, so that no file can take the machine with it.
package struct TableLimits: Sendable {
    /// The longest record, in bytes of UTF-8.
    package var row = 1_048_576
    package var cell = 262_144
    package var columns = 2_000
    /// A single line longer than this means that the file is no table: reading stops.
    package var skipped = 67_108_864

    package init() {}
}
