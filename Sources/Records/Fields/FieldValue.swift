/// A Swift type that can be the type of a field: it knows its shape and its columns.
package protocol FieldValue: Sendable, Hashable {
    static var shape: Shape { get }
    /// How many columns a value takes.
    static var width: Int { get }
    var values: [Value] { get }
    init(values: ArraySlice<Value>) throws(Mismatch)
}

extension FieldValue {
    package static var width: Int { 1 }
}

/// Stored values do not fit the declared type: a fault of ours or a hand-edited database, named by `Record`.
package struct Mismatch: Error, Sendable { package init() {} }

extension String: FieldValue {
    package static var shape: Shape { .text }
    package var values: [Value] { [.text(self)] }
    package init(values: ArraySlice<Value>) throws(Mismatch) {
        // A required text that is missing is refused by the field's check, with its name; rules see it as empty.
        guard let first = values.first, first.isNull || first.text != nil else { throw Mismatch() }
        self = first.text ?? ""
    }
}

extension Bool: FieldValue {
    package static var shape: Shape { .boolean }
    package var values: [Value] { [.boolean(self)] }
    package init(values: ArraySlice<Value>) throws(Mismatch) {
        guard let truth = values.first?.boolean else { throw Mismatch() }
        self = truth
    }
}

extension Int: FieldValue {
    package static var shape: Shape { .integer }
    package var values: [Value] { [.integer(Int64(self))] }
    package init(values: ArraySlice<Value>) throws(Mismatch) {
        guard let number = values.first?.integer else { throw Mismatch() }
        self = Int(number)
    }
}

extension Exact: FieldValue {
    package static var shape: Shape { .exact }
    package var values: [Value] { [.integer(millionths)] }
    package init(values: ArraySlice<Value>) throws(Mismatch) {
        guard let number = values.first?.integer else { throw Mismatch() }
        self.init(millionths: number)
    }
}

extension Money: FieldValue {
    package static var shape: Shape { .money }
    package static var width: Int { 2 }
    package var values: [Value] { [.integer(minor), .text(currency)] }
    package init(values: ArraySlice<Value>) throws(Mismatch) {
        guard let minor = values.first?.integer, let currency = values.last?.text else { throw Mismatch() }
        self.init(minor: minor, currency: currency)
    }
}

extension Day: FieldValue {
    package static var shape: Shape { .day }
    package var values: [Value] { [.day(self)] }
    package init(values: ArraySlice<Value>) throws(Mismatch) {
        guard let day = values.first?.day else { throw Mismatch() }
        self = day
    }
}

extension Instant: FieldValue {
    package static var shape: Shape { .instant }
    package var values: [Value] { [.instant(self)] }
    package init(values: ArraySlice<Value>) throws(Mismatch) {
        guard let instant = values.first?.instant else { throw Mismatch() }
        self = instant
    }
}

extension ID: FieldValue {
    package static var shape: Shape { .link(Model.name) }
    package var values: [Value] { [.integer(number)] }
    package init(values: ArraySlice<Value>) throws(Mismatch) {
        guard let number = values.first?.integer else { throw Mismatch() }
        self.init(number)
    }
}

extension Reference: FieldValue {
    package static var shape: Shape { .reference }
    package static var width: Int { 2 }
    package var values: [Value] { [.text(kind), .integer(id)] }
    package init(values: ArraySlice<Value>) throws(Mismatch) {
        guard let kind = values.first?.text, let id = values.last?.integer else { throw Mismatch() }
        self.init(kind: kind, id: id)
    }
}

private let noValue: [Value] = [.null]

extension Optional: FieldValue where Wrapped: FieldValue {
    package static var shape: Shape { Wrapped.shape }
    package static var width: Int { Wrapped.width }
    package var values: [Value] {
        if let self { return self.values }
        return Wrapped.width == 1 ? noValue : Array(repeating: .null, count: Wrapped.width)
    }
    package init(values: ArraySlice<Value>) throws(Mismatch) {
        self = values.allSatisfy(\.isNull) ? nil : try Wrapped(values: values)
    }
}
