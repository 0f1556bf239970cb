/// What a company is called, and the key by which two ways of writing it are one: `S.A.R.L. L'Atelier & Fils`,
/// `Atelier et fils SARL` and `ATELIER FILS` all have the key `atelier fils`.
package enum CompanyName {
    /// Folded, without punctuation, articles, “and”, and legal forms at either end. A name of nothing else keeps them.
    package static func key(_ name: String) -> String {
        var buffer = WordBuffer(name)
        guard !buffer.words.isEmpty else { return "" }
        dropFillers(&buffer)
        var words = buffer.words[...]
        stripEnds(&words, of: buffer)
        return buffer.joined(words.isEmpty ? buffer.words[...] : words)
    }

    /// The legal form written in the name, in the usual spelling: `SARL`, `GmbH`. Nil when none stands at an end.
    package static func legalForm(_ name: String) -> String? {
        var buffer = WordBuffer(name)
        buffer.mergeSingles()
        guard buffer.words.count > 1, let first = buffer.words.first, let last = buffer.words.last else { return nil }
        for word in [last, first] {
            if let packed = buffer.packed(word), let form = spelledForms[packed] { return form }
        }
        return nil
    }

    /// Dropping a word may bring single letters together and merging them may make an article, so both repeat.
    private static func dropFillers(_ buffer: inout WordBuffer) {
        while true {
            let before = buffer.words.count
            buffer.mergeSingles()
            let kept = buffer.words.filter { word in buffer.packed(word).map { !fillers.contains($0) } ?? true }
            if !kept.isEmpty { buffer.words = kept }
            if buffer.words.count == before { return }
        }
    }

    private static func stripEnds(_ words: inout ArraySlice<Range<Int>>, of buffer: WordBuffer) {
        while let last = words.last, let packed = buffer.packed(last) {
            // Poland's “sp. z o.o.”, of which “zoo” alone is a word.
            let isPolish = packed == zoo && words.count > 1 && buffer.packed(words[words.endIndex - 2]) == sp
            guard isPolish || legalForms.contains(packed) else { break }
            words.removeLast()
        }
        while let first = words.first, let packed = buffer.packed(first), prefixes.contains(packed) {
            words.removeFirst()
        }
    }

    private static let fillers = WordBuffer.set("le la les un une des du de et and und y e the l d")

    private static let zoo = WordBuffer.packed("zoo".utf8)
    private static let sp = WordBuffer.packed("sp".utf8)

    /// What some put before the name and others leave out; only words that mean nothing else.
    private static let prefixes = WordBuffer.set(
        """
        societe ste soc ets etablissements etablissement etbs entreprise sas sasu sa sarl sarlu eurl sci snc scs sca scp
        scm sccv scea earl gaec gie scop scic eirl selarl selas
        """)

    private static let legalForms = WordBuffer.set(
        """
        sas sasu sa sarl sarlu eurl sci snc scs sca scp scm sccv scea earl gaec gie geie scop scic scrl sep ei eirl
        selarl selas selasu spfpl anonyme simplifiee unipersonnelle limited ltd llc llp lp inc incorporated corp
        corporation co company plc pty pvt private gmbh mbh ag kg ohg gbr ug ev se kgaa bv bvba nv vof cv srl srls spa
        sapa sl slu slne sau sc scoop lda ltda ab as asa aps oy oyj hf ehf kft zrt nyrt bt sp sro doo dd ad ood eood uab
        sia ou jsc ojsc pjsc ooo zao oao pao kk sdn bhd pte asbl aisbl vzw
        """)

    private static let spelledForms: [UInt128: String] = Dictionary(
        """
        SAS SASU SA SARL EURL SCI SNC SCS SCA SCP SCM SCCV SCEA EARL GAEC GIE GEIE SCOP SCIC EI EIRL SELARL SELAS
        Ltd LLC LLP Inc Corp PLC GmbH AG KG OHG UG SE BV BVBA NV SRL SpA SL SLU Lda Ltda AB AS ASA ApS Oy Kft ASBL
        """
        .split(whereSeparator: \.isWhitespace)
        .compactMap { form in WordBuffer.packed(Array(form.lowercased().utf8)).map { ($0, String(form)) } },
        uniquingKeysWith: { first, _ in first })
}
