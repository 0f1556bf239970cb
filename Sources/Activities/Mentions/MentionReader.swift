import Records
import Storage

/// Finds whom a text means by “@”: a whole name, the part of an e-mail address before its “@”, or a first name that
/// only one person has.
struct MentionReader {
    struct Somebody: Sendable {
        let id: Int64
        let name: String
        let email: String?
    }

    struct Found: Hashable {
        let user: Int64
        /// As written, without “@”.
        let words: String
    }

    static let limit = 20
    /// A text made of “@” must not keep the server busy.
    private static let maximumTries = 200
    private let names: [(folded: String, length: Int, user: Int64)]

    init(_ people: [Somebody]) {
        var names: [(folded: String, length: Int, user: Int64)] = []
        var firsts: [String: [Somebody]] = [:]
        for person in people {
            names.append((folded(person.name), person.name.count, person.id))
            if let local = person.email?.prefix(while: { $0 != "@" }), !local.isEmpty {
                names.append((folded(String(local)), local.count, person.id))
            }
            let first = String(person.name.prefix { !$0.isWhitespace })
            if first != person.name, !first.isEmpty { firsts[folded(first), default: []].append(person) }
        }
        for (first, owners) in firsts where owners.count == 1 {
            names.append((first, owners[0].name.prefix { !$0.isWhitespace }.count, owners[0].id))
        }
        // The longest name that fits is the one that was meant.
        self.names = names.filter { !$0.folded.isEmpty }.sorted { $0.length > $1.length }
    }

    /// Everybody who can sign in or work here; nobody is asked where no “@” begins a word.
    static func read(_ text: String, in transaction: Transaction) throws -> [Found] {
        guard isPossible(text) else { return [] }
        let people = try transaction.connection.rows(
            "SELECT id, name, email FROM \"user\" WHERE is_active = TRUE", .integer, .text, .text
        ).map { Somebody(id: $0[0].integer ?? 0, name: $0[1].text ?? "", email: $0[2].text) }
        return MentionReader(people).mentions(in: text)
    }

    private static func isPossible(_ text: String) -> Bool {
        var previous: Character = " "
        for character in text {
            if character == "@", !isWord(previous) { return true }
            previous = character
        }
        return false
    }

    /// In their order, each person once for each way they are written.
    func mentions(in text: String) -> [Found] {
        var found: [Found] = []
        var previous: Character = " "
        var place = text.startIndex
        var tries = 0
        while place < text.endIndex, found.count < MentionReader.limit, tries < MentionReader.maximumTries {
            let character = text[place], after = text.index(after: place)
            if character == "@", !MentionReader.isWord(previous) {
                tries += 1
                if let one = match(text[after...]), !found.contains(one) { found.append(one) }
            }
            previous = character
            place = after
        }
        return found
    }

    private func match(_ rest: Substring) -> Found? {
        for name in names {
            let piece = rest.prefix(name.length)
            guard piece.count == name.length, folded(String(piece)) == name.folded else { continue }
            let next = rest.dropFirst(name.length).first
            if let next, MentionReader.isWord(next) { continue }
            return Found(user: name.user, words: String(piece))
        }
        return nil
    }

    /// “ann@b.fr” mentions nobody, nor does “@Annabel” mention Ann.
    private static func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }
}
