import Records
import Web

/// A field of an account of which the register says something else.
package struct RegisterDifference: Sendable {
    package let field: FieldSpec
    package let stored: [Value]
    package let offered: [Value]

    package var isFilled: Bool { stored.contains { !$0.isNull } }

    /// What the register says, field by field, where the account says nothing or something else; only fields this
    /// viewer may write.
    package static func of(
        _ entry: RegisterEntry, _ record: Record, _ kind: Kind, _ viewer: Viewer
    ) -> [RegisterDifference] {
        entry.offered.compactMap { name, offered in
            guard let field = kind[name], viewer.mayWrite(field, of: kind) else { return nil }
            let stored = Array(record.values(name, in: kind))
            if stored == offered { return nil }
            // Capitals and accents are no difference.
            if let old = stored.first?.text, let new = offered.first?.text, words(old) == words(new) { return nil }
            return RegisterDifference(field: field, stored: stored, offered: offered)
        }
    }

    private static func words(_ text: String) -> [Substring] {
        folded(text).split { !$0.isLetter && !$0.isNumber }
    }
}

extension RegisterEntry {
    /// The fields of an account that follow from the register. A French VAT number follows from the SIREN; whether the
    /// company pays VAT at all, only VIES knows. Of somebody who opposed publication just what stays public is there.
    package var offered: [(name: String, values: [Value])] {
        var offered: [(String, [Value])] = []
        func add(_ field: String, _ text: String?) { if let text { offered.append((field, [.text(text)])) } }
        add("name", name)
        add("siren", siren)
        add("siret", siret)
        if !isClosed, diffusion == .full { add("vat_number", vatNumber) }
        add("naf", naf)
        add("street", street)
        add("postcode", postcode)
        add("city", city)
        if street != nil || city != nil { add("country", "FR") }
        if let year = foundedOn?.parts.year, diffusion == .full {
            offered.append(("founded_in", [.integer(Int64(year))]))
        }
        return offered
    }

    package var vatNumber: String? {
        do { return try SIREN(siren).vatNumber } catch { return nil }
    }

    /// The same as a form sends it: for the address of a new account, and for the form that is open.
    var form: Form {
        Form(
            offered.compactMap { field, values in
                (values[0].text ?? values[0].integer.map(String.init)).map { Form.Item(field, $0) }
            })
    }
}
