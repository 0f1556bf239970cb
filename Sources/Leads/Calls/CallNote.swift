import Activities
import People
import Records
import Sales
import Storage
import Web

/// A call with somebody we know: what was said, and perhaps the sale that begins with it. Both are kept in one
/// transaction, or neither.
package struct CallNote: Sendable {
    package var about: Reference
    package var said: String?
    /// The title of a new opportunity; nil: the call is about nothing new.
    package var opportunity: String?

    package init(about: Reference, said: String? = nil, opportunity: String? = nil) {
        (self.about, self.said, self.opportunity) = (about, said, opportunity)
    }

    package struct Kept: Sendable {
        package let call: Int64
        package let opportunity: Int64?
        /// Where the call stands: on the new sale, or on whoever called.
        package let about: Reference

        package var json: JSON {
            .record([
                "call": .text(String(call)), "opportunity": opportunity.map { .text(String($0)) } ?? .null,
                "about": .record(["kind": .text(about.kind), "id": .text(String(about.id))]),
            ])
        }
    }

    /// Whose call can open a sale: customers, people, and leads, which are converted by it.
    static let openers = [Contact.name, Account.name, Lead.name]

    package func keep(in transaction: Transaction) throws -> Kept {
        guard let kind = transaction.schema[about.kind], CallNote.openers.contains(kind.name),
            let name = try transaction.titles([about])[about]
        else {
            throw Refusal(fields: [
                FieldRefusal(
                    "about", code: "unknown_record",
                    Message("Say who called: a contact, an account or a lead that you see."))
            ])
        }
        let title = (opportunity ?? "").trimmingWhitespace()
        let sale = title.isEmpty ? nil : try open(title, in: transaction)
        let place = sale.map { Reference(kind: Opportunity.name, id: $0) } ?? about
        return Kept(
            call: try CallDesk.log(place, said: said, name: name, in: transaction), opportunity: sale, about: place)
    }

    private func open(_ title: String, in transaction: Transaction) throws -> Int64 {
        if about.kind == Lead.name { return try convert(title, in: transaction) }
        let sales = transaction.schema.kind(of: Opportunity.self)
        var sale = Opportunity()
        sale.title = title
        sale.owner = transaction.author.map { ID($0) }
        sale.source = CallDesk.source(transaction.settings)
        sale.description = CallDesk.filled(said)
        if about.kind == Account.name {
            sale.account = ID(about.id)
        } else {
            sale.contact = ID(about.id)
            let contacts = transaction.schema.kind(of: Contact.self)
            let contact = try transaction.record(about.id, of: contacts).seen(by: transaction.viewer, contacts)
            let accounts = transaction.schema.kind(of: Account.self)
            if let account = contact.value("account", in: contacts).integer,
                try transaction.existing([account], of: accounts).contains(account)
            {
                sale.account = ID(account)
            }
        }
        var draft = Draft(sale)
        // What they may not write is left to the rules, as wherever a sale is made of something else.
        draft.fields = draft.fields.filter { name, values in
            sales[name].map { transaction.viewer.mayWrite($0, of: sales) && !$0.isReadOnly } ?? false
                && !values.allSatisfy(\.isNull)
        }
        draft.parts = [:]
        switch try transaction.save([draft], as: sales)[0] {
        case .created(let id), .updated(let id), .unchanged(let id): return id
        case .refused(let refusal): throw CallNote.refused(refusal, "title")
        }
    }

    /// A lead that asks for something becomes the customer who asks for it.
    private func convert(_ title: String, in transaction: Transaction) throws -> Int64 {
        var conversion = Conversion(lead: about.id)
        conversion.opportunity = .create([.init("title", .text(title))])
        do {
            let result = try conversion.perform(in: transaction)
            guard result.isNew, let sale = result.opportunity else {
                throw Refusal(
                    .conflict, code: "already_converted",
                    Message("This lead was converted. Go on with the contact or the opportunity it became."))
            }
            return sale
        } catch let refusal as Refusal {
            throw CallNote.refused(refusal, "opportunity.title")
        }
    }

    /// What is wrong with the title is said at the field in which it was typed.
    private static func refused(_ refusal: Refusal, _ title: String) -> Refusal {
        guard !refusal.fields.isEmpty else { return refusal }
        return Refusal(
            fields: refusal.fields.map {
                FieldRefusal($0.field == title ? "opportunity" : $0.field, code: $0.code, $0.message)
            })
    }
}
