import Localisation
import Records

extension Schema {
    /// What people call the field at a path such as `emails[1].address`: “E-mails 2 › Address”. The path itself where
    /// there is no such field.
    package func label(of path: String, in kind: Kind?, _ t: Translator) -> String {
        guard let steps = FieldPath(path)?.steps, var place = kind else { return path }
        var words: [String] = []
        for step in steps {
            if let part = place.part(step.name) {
                words.append(t(part.kind.label) + (step.item.map { $0 > 0 ? " \($0 + 1)" : "" } ?? ""))
                place = part.kind
            } else if let field = place[step.name] {
                words.append(t(field.label))
                if let target = field.shape.linkTarget.flatMap({ self[$0] }) { place = target }
            } else {
                return path
            }
        }
        return words.joined(separator: " › ")
    }

    /// Why a field was refused, under its name for people.
    package func reason(_ refusal: FieldRefusal, of kind: Kind?, _ t: Translator) -> String {
        guard !refusal.field.isEmpty else { return t(refusal.message) }
        let name = Message.Argument.text(label(of: refusal.field, in: kind, t))
        return t(Message("{field}: {message}", ["field": name, "message": .message(refusal.message)]))
    }
}
