import Jobs
import Records

// A sentence kept in a column, to be read later in the reader's language.
extension Message {
    var storedText: String { stored.string }

    init?(storedText: String) {
        guard case .success(let json) = Result(catching: { try JSON(parsing: storedText) }) else { return nil }
        self.init(json)
    }
}
