import Records

/// The French norm for postal addresses (NF Z10-011): at most six lines of 38 signs, from the organisation to the town;
/// no empty line; from the street on capitals without accents and signs; what is too long is abbreviated in the norm's
/// order before anything is cut.
///
///     FONDERIES DUVAL            who
///     Service achats             who there
///     BATIMENT C                 what helps to find the door
///     12 BIS RUE DU BAC          number and street
///     BP 40012                   box or hamlet
///     69365 LYON CEDEX 07        postcode and town
struct FrenchEnvelope {
    static let width = 38, most = 6
    private(set) var lines: [String] = []
    private(set) var cut: [String] = []

    init(_ recipients: [String], _ address: Address, country: String?) {
        var last = [town(address)].filter { !$0.isEmpty }
        if let country { last.append(PostalWords.capitals(country)) }
        var street = FrenchEnvelope.ordered(address.street).map { fitted(PostalWords.capitals($0), isStreet: true) }
        var people = recipients.map { PostalWords.tidied($0) }.filter { !$0.isEmpty }.map { fitted($0) }
        // Complements share a line before a recipient has to give way.
        while street.count + people.count + last.count > FrenchEnvelope.most {
            if street.count > 1, let joined = FrenchEnvelope.joined(street) {
                street = joined
            } else if people.count > 1 {
                cut.append(people.removeLast())
            } else if street.count > 1 {
                cut.append(street.removeFirst())
            } else {
                break
            }
        }
        lines = people + street + last
    }

    /// `69365 LYON CEDEX 07`: an arrondissement is told by its postcode alone.
    private mutating func town(_ address: Address) -> String {
        let postcode = address.postcode.flatMap { Postcode.digits($0) } ?? address.postcode ?? ""
        var city = PostalWords.capitals(address.city ?? "")
        let name = TownName(city)
        if name.number != nil, !name.isCedex { city = PostalWords.withoutNumber(city) }
        let line = [postcode, city].filter { !$0.isEmpty }.joined(separator: " ")
        return fitted(PostalWords.capitals(line))
    }

    private mutating func fitted(_ line: String, isStreet: Bool = false) -> String {
        if line.count <= FrenchEnvelope.width { return line }
        let short = PostalWords.abbreviated(line, to: FrenchEnvelope.width, isStreet: isStreet)
        if short.count <= FrenchEnvelope.width { return short }
        let end = short.prefix(FrenchEnvelope.width + 1).lastIndex(of: " ") ?? short.endIndex
        let kept = short.distance(from: short.startIndex, to: end) > 20 ? String(short[..<end]) : short
        let whole = String(kept.prefix(FrenchEnvelope.width))
        cut.append(String(short.dropFirst(whole.count)).trimmingWhitespace())
        return whole
    }

    /// Lines as the norm orders them: complements, then number and street, then boxes and hamlets.
    private static func ordered(_ street: String?) -> [String] {
        let lines = (street ?? "").split(whereSeparator: \.isNewline).map { PostalWords.tidied(String($0)) }
            .filter { !$0.isEmpty }
        let ways = lines.filter { PostalWords.isWay($0) }, boxes = lines.filter { PostalWords.isBox($0) }
        return lines.filter { !ways.contains($0) && !boxes.contains($0) } + ways + boxes
    }

    /// Two neighbouring lines on one, where they fit.
    private static func joined(_ lines: [String]) -> [String]? {
        for place in 0..<lines.count - 1 where lines[place].count + lines[place + 1].count < width {
            var joined = lines
            joined[place] += " " + joined.remove(at: place + 1)
            return joined
        }
        return nil
    }
}
