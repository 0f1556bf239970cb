/// The way from a record to a field: `name`, `account.name`, `emails.address`, `phones[1].number`.
struct FieldPath: Sendable, Hashable {
    struct Step: Sendable, Hashable {
        let name: String
        /// Which item of a part, from 0.
        let item: Int?
    }

    let steps: [Step]
    let text: String

    /// Nil where it is no path.
    init?(_ text: String) {
        var steps: [Step] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            guard let step = FieldPath.step(part) else { return nil }
            steps.append(step)
        }
        guard !steps.isEmpty, steps.count <= 6 else { return nil }
        self.steps = steps
        self.text = text
    }

    private static func step(_ part: Substring) -> Step? {
        guard let bracket = part.firstIndex(of: "[") else {
            return part.isEmpty ? nil : Step(name: String(part), item: nil)
        }
        let name = part[..<bracket], digits = part[bracket...].dropFirst().dropLast()
        guard !name.isEmpty, part.hasSuffix("]"), let item = Int(digits), (0..<50).contains(item) else { return nil }
        return Step(name: String(name), item: item)
    }
}
