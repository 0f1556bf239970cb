import Foundation
import Localisation
import Records
import Storage

/// What must hold for any text given as a condition: JSON comes back as it was, a condition too, and whatever was read
/// can be compiled for anybody and told as a sentence, or is refused with a reason.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzConditions(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let json = try? JSON(bytes) else { return 0 }
    let written = json.bytes
    guard let again = try? JSON(written) else { fatalError("JSON we wrote cannot be read") }
    precondition(again.bytes == written, "JSON we wrote reads differently")
    do {
        let condition = try Condition(json: json)
        comeBack(condition)
        use(condition)
    } catch {
        precondition(error.path.hasPrefix("$") && !error.message.text.isEmpty, "a fault says where and why")
    }
    return 0
}

private func comeBack(_ condition: Condition) {
    let written = condition.json.bytes
    guard let json = try? JSON(written), let again = try? Condition(json: json) else {
        fatalError("a condition we wrote cannot be read")
    }
    precondition(again == condition && again.json.bytes == written, "a condition we wrote reads differently")
}

private func use(_ condition: Condition) {
    let schema = FuzzSchema.schema
    let sentences = Language.allCases.map { language in
        ConditionSentence(
            schema: schema, translator: Catalogues.empty.translator(language, timeZone: .gmt), currency: "EUR"
        ) { _, id in id == 7 ? "Acme" : nil }
    }
    for kind in [schema.kind(of: Deal.self), schema.kind(of: Firm.self), schema.kind(of: Memo.self)] {
        for viewer in [Viewer.house, FuzzSchema.somebody] {
            do {
                let sql = try FuzzSchema.compiler(viewer).predicate(condition, at: ConditionCompiler.Place(kind))
                precondition(sql.map { !$0.pieces.isEmpty } ?? true, "an empty predicate")
            } catch {
                precondition(!error.message.text.isEmpty, "a fault says why")
            }
        }
        for sentence in sentences { _ = sentence.sentence(condition, of: kind) }
    }
}
