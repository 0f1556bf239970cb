import Records
import Storage

/// One JSON value for one field, read as strictly as the description says: objects with exactly their members, and
/// nothing that a database could not keep.
enum FieldReader {
    static func values(
        _ json: JSON, _ field: FieldSpec, _ currency: String, at place: String? = nil
    ) throws(FieldRefusal) -> [Value] {
        let place = place ?? field.name
        if field.name == "id", case .text(let text) = json {
            guard let id = Int64(text) else { throw wrong(place, Message("The identifier of a record is expected.")) }
            return [.integer(id)]
        }
        try checkMembers(json, field.shape, place)
        let values: [Value]
        do throws(FieldRefusal) {
            values = try field.values(json, defaultCurrency: currency)
        } catch {
            throw FieldRefusal(place, code: error.code, error.message)
        }
        try checkRange(values, place)
        return values
    }

    /// No value, or text made of white space only.
    static func isBlank(_ values: [Value]) -> Bool {
        guard let first = values.first, !first.isNull else { return true }
        return first.text.map { $0.trimmingWhitespace().isEmpty } ?? false
    }

    private static func checkMembers(_ json: JSON, _ shape: Shape, _ place: String) throws(FieldRefusal) {
        guard let members = json.members else { return }
        let known: Set<String>
        switch shape {
        case .money: known = ["amount", "currency"]
        case .reference: known = ["kind", "id"]
        default: return
        }
        if let unknown = members.first(where: { !known.contains($0.name) }) {
            throw FieldRefusal(
                place + "." + unknown.name, code: "unknown_field",
                Message("“{key}” is not understood here.", ["key": .text(unknown.name)]))
        }
        if shape == .money, let currency = json["currency"], currency.text == nil {
            throw wrong(place, Message("A currency is three capital letters, such as EUR."))
        }
    }

    /// Years 1 to 9999, as both databases keep them, with room for time zones at either end.
    private static func checkRange(_ values: [Value], _ place: String) throws(FieldRefusal) {
        guard let instant = values.first?.instant else { return }
        guard Instant(Day(year: 1, month: 1, day: 2)!) <= instant,
            instant < Instant(Day(year: 9999, month: 12, day: 31)!)
        else {
            throw wrong(place, Message("An instant between the years 1 and 9999 is expected."))
        }
    }

    private static func wrong(_ place: String, _ message: Message) -> FieldRefusal {
        FieldRefusal(place, code: "invalid_type", message)
    }
}
