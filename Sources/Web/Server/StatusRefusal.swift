import Records

/// A no of the HTTP layer itself, for which the vocabulary has no kind: too slow (408), address too long (414).
struct StatusRefusal: Error {
    let status: Int
    let refusal: Refusal

    init(_ status: Int, _ refusal: Refusal) {
        self.status = status
        self.refusal = refusal
    }
}
