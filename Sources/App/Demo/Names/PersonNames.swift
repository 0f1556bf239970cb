import Records

/// A given name, who bears it, and the decade in which most of them were born.
package struct GivenName: Sendable, Hashable {
    package let name: String, isWoman: Bool, decade: Int

    package static let all: [GivenName] = rows(of: givenNameTable).flatMap { row in
        let words = row.split(separator: " ")
        guard words.count > 2, let decade = Int(words[1]) else {
            preconditionFailure("given names follow a gender and a decade: \(row)")
        }
        return words.dropFirst(2).map { GivenName(name: String($0), isWoman: words[0] == "f", decade: decade) }
    }

    /// Names likely for somebody born in a year: those of the decade, and of its neighbours.
    static func likely(isWoman: Bool, born year: Int) -> [Int] {
        let decade = min(max(year / 10 * 10, 1950), 2000)
        return isWoman ? womenByDecade[(decade - 1950) / 10] : menByDecade[(decade - 1950) / 10]
    }

    private static let womenByDecade = (0..<6).map { byDecade(isWoman: true, 1950 + $0 * 10) }
    private static let menByDecade = (0..<6).map { byDecade(isWoman: false, 1950 + $0 * 10) }

    /// Places in `all`; the decade's own names stand three times, its neighbours' once.
    private static func byDecade(isWoman: Bool, _ decade: Int) -> [Int] {
        all.indices.filter { all[$0].isWoman == isWoman && abs(all[$0].decade - decade) <= 10 }
            .flatMap { Array(repeating: $0, count: all[$0].decade == decade ? 3 : 1) }
    }

    static let slugs = all.map { slug($0.name) }
}

/// Family names, the common ones first.
package enum FamilyNames {
    package static let all: [String] = familyNameTable.split(whereSeparator: \.isWhitespace).map { word in
        String(word.map { $0 == "_" ? " " : $0 })
    }

    static let slugs = all.map { slug($0).filter { $0 != "-" } }
}

/// What somebody does in a company.
package struct JobTitle: Sendable, Hashable {
    package enum Department: String, Sendable, CaseIterable {
        case management, purchasing, finance, production, maintenance, quality, logistics, it, people, sales
        case marketing, engineering
    }

    package let department: Department
    /// 4 leads the company, 3 a function, 2 a team, 1 does the work.
    package let level: Int
    package let man: Bilingual, woman: Bilingual

    package static let all: [JobTitle] = rows(of: jobTitleTable).map { row in
        let parts = row.split(separator: "|").map(String.init)
        let place = parts[0].split(separator: " ").map(String.init)
        guard parts.count == 4, place.count == 2, let department = Department(rawValue: place[0]),
            let level = Int(place[1])
        else { preconditionFailure("a job title has department, level and three names: \(row)") }
        return JobTitle(
            department: department, level: level, man: Bilingual(parts[1], parts[3]),
            woman: Bilingual(parts[2], parts[3]))
    }

    static let leaders = all.indices.filter { all[$0].level == 4 }
    static let functionHeads = all.indices.filter { all[$0].level == 3 }
    static let managers = all.indices.filter { all[$0].level == 2 }
    static let doers = all.indices.filter { all[$0].level == 1 }
}
