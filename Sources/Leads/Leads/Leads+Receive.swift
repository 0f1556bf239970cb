import Records
import Storage

extension Leads {
    /// The one door by which somebody becomes a lead: screen, API, form, mail and call all come through here. Says
    /// whom we know already, gives it to somebody, starts the clock, and tells who is to answer.
    ///
    /// A stranger's form hands over the transaction of the house; whoever is signed in, their own.
    @discardableResult
    package static func receive(_ lead: Lead, in transaction: Transaction) throws -> ID<Lead> {
        let kind = transaction.schema.kind(of: Lead.self)
        // What the house fills is not written by a door; of the rest only what says something.
        var draft = Draft()
        for field in Lead.fields where !field.spec.isReadOnly {
            let values = field.read(lead)
            if !values.allSatisfy(\.isNull) { draft.fields[field.spec.name] = values }
        }
        for (name, values) in lead.custom.values { draft.fields[name] = values }
        return ID(try transaction.save(draft, as: kind))
    }
}
