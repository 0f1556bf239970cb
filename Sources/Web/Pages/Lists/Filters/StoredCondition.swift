import Records
import Storage

/// A condition that a record keeps as JSON text, written by somebody: checked as one from an address is.
package enum StoredCondition {
    /// Throws what is wrong with it, under the field's name.
    package static func read(_ text: String, _ field: String, of kind: Kind, in transaction: Transaction)
        throws(FieldRefusal) -> Condition
    {
        let json: JSON
        do { json = try JSON(parsing: text) } catch {
            throw FieldRefusal(field, code: "malformed_json", Message("The condition is not valid JSON."))
        }
        do throws(FieldRefusal) {
            return try ListParameters.condition(json, field, kind, transaction.compiler)
        } catch {
            throw FieldRefusal(field, code: error.code, error.message)
        }
    }
}
