/// What companies live on, as the French nomenclature of activities sorts it: 21 sections, 88 divisions.
///
/// The tree is that of NAF rev. 2. NAF 2025 keeps the divisions (save 45, which it dissolves) but moves some to other
/// letters; a customer's trade would then change its section without the customer changing anything. So a division
/// always stands in the section it has here, whichever of the two the code comes from.
package enum NAFTree {
    /// A letter and the divisions below it.
    package struct Section: Sendable, Hashable {
        package let letter: String
        package let label: Message
        package let divisions: [Division]
    }

    /// The first two digits of a code.
    package struct Division: Sendable, Hashable {
        package let number: String
        package let section: String
        package let label: Message
    }

    package static let sections: [Section] = {
        var sections: [Section] = []
        for row in nafTable {
            guard row.0.utf8.count == 2, let last = sections.popLast() else {
                sections.append(Section(letter: row.0, label: Message(row.words), divisions: []))
                continue
            }
            let division = Division(number: row.0, section: last.letter, label: Message(row.words))
            sections.append(Section(letter: last.letter, label: last.label, divisions: last.divisions + [division]))
        }
        return sections
    }()

    package static let divisions: [Division] = sections.flatMap(\.divisions)

    package static func division(_ number: String) -> Division? { byNumber[number] }
    package static func section(_ letter: String) -> Section? { sections.first { $0.letter == letter } }

    /// For choosing, in the order of the nomenclature.
    package static let sectionOptions: [ChoiceOption] = sections.map { ChoiceOption($0.letter, $0.label) }
    package static let divisionOptions: [ChoiceOption] = divisions.map { ChoiceOption($0.number, $0.label) }

    private static let byNumber = Dictionary(uniqueKeysWithValues: divisions.map { ($0.number, $0) })
}
