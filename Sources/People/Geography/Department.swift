import Records

/// A French département, by the code people know it by: `69`, `2A`, `974`.
package struct Department: Sendable, Hashable, FieldValue {
    package let code: String

    package init(code: String) { self.code = code }

    package var name: String? { Department.names[code] }
    /// None for the collectivities overseas that belong to no region.
    package var region: Region? { Department.regions[code] }

    /// The département that delivers a postcode. Corsica: 200 and 201 are the south, 202 and 206 the north; overseas
    /// the first three digits count. A commune may have the postcode of a neighbour: `Geography` knows better.
    package init?(postcode: String) {
        guard let number = Postcode.number(postcode) else { return nil }
        self.init(postcode: number)
    }

    init?(postcode number: UInt32) {
        let two = number / 1000
        switch two {
        case 20: code = number < 20200 ? "2A" : "2B"
        case 97, 98: code = String(number / 100)
        default: code = (two < 10 ? "0" : "") + String(two)
        }
        if Department.names[code] == nil { return nil }
    }

    // A code that a later version no longer knows is still read.
    package static var shape: Shape { .choice(options) }
    package var values: [Value] { [.text(code)] }
    package init(values: ArraySlice<Value>) throws(Mismatch) {
        guard let code = values.first?.text else { throw Mismatch() }
        self.code = code
    }

    private static let options = all.map { row in
        ChoiceOption(row.code, .verbatim("\(row.name.replacing("'", with: "’")) (\(row.code))"))
    }
    package static let names = Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0.name) })
    private static let regions = Dictionary(
        uniqueKeysWithValues: all.compactMap { row in row.region.map { (row.code, Region(name: $0)) } })
    /// In the order of their codes.
    package static let all = departmentTable.split(separator: "\n").map { line in
        let parts = line.split(separator: "|").map(String.init)
        return (code: parts[0], name: parts[1], region: parts.count > 2 ? parts[2] : nil)
    }
}

/// A French region, by its name: `Bretagne`. (Its number at INSEE is easily taken for that of a département.)
package struct Region: Sendable, Hashable, FieldValue {
    package let name: String

    package init(name: String) { self.name = name }

    package static var shape: Shape { .choice(options) }
    package var values: [Value] { [.text(name)] }
    package init(values: ArraySlice<Value>) throws(Mismatch) {
        guard let name = values.first?.text else { throw Mismatch() }
        self.name = name
    }

    package static let all = Set(Department.all.compactMap(\.region)).sorted { folded($0) < folded($1) }
    private static let options = all.map { ChoiceOption($0, .verbatim($0.replacing("'", with: "’"))) }
}
