import Records

/// Column values as JSON and back, for what must survive outside its table: the journal and exports of everything.
package enum StoredJSON {
    package static func encode(_ values: some Sequence<Value>, columns: [FieldSpec.Column]) -> JSON {
        .object(zip(columns, values).map { JSON.Member($0.name, encode($1)) })
    }

    static func encode(_ value: Value) -> JSON {
        switch value {
        case .null: .null
        case .integer(let number): .number(String(number))
        case .text(let text): .text(text)
        case .boolean(let truth): .boolean(truth)
        case .day(let day): .text(day.iso)
        case .instant(let instant): .text(instant.iso)
        case .bytes(let bytes): .text(bytes.map { String($0, radix: 16) }.joined(separator: " "))
        }
    }

    static func decode(_ json: JSON?, as type: ColumnType) -> Value {
        switch (type, json) {
        case (.integer, .number(let digits)?): Int64(digits).map(Value.integer) ?? .null
        case (.text, .text(let text)?): .text(text)
        case (.boolean, .boolean(let truth)?): .boolean(truth)
        case (.day, .text(let text)?): Day(iso: text).map(Value.day) ?? .null
        case (.instant, .text(let text)?): Instant(iso: text).map(Value.instant) ?? .null
        default: .null
        }
    }

    /// A column the record did not have then is empty.
    static func values(_ json: JSON, columns: [FieldSpec.Column]) -> [Value] {
        columns.map { decode(json[$0.name], as: $0.type) }
    }
}
