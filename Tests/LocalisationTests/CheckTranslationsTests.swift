import Foundation
import Testing

/// `bin/check-translations` on small repositories made for each test.
@Suite struct CheckTranslationsTests {
    private struct Outcome {
        let status: Int32
        let said: String
    }

    private func check(swift: String, french: String? = nil, _ options: String...) throws -> (Outcome, po: String) {
        let root = FileManager.default.temporaryDirectory.appending(path: "translations-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for folder in ["Sources/Web", "Translations"] {
            try FileManager.default.createDirectory(
                at: root.appending(path: folder), withIntermediateDirectories: true)
        }
        try swift.write(to: root.appending(path: "Sources/Web/Page.swift"), atomically: true, encoding: .utf8)
        _ = try run(root, ["--write"])
        let po = root.appending(path: "Translations/fr.po")
        if let french {
            let header = "msgid \"\"\nmsgstr \"Plural-Forms: nplurals=2; plural=(n > 1);\\n\"\n\n"
            try (header + french).write(to: po, atomically: true, encoding: .utf8)
        }
        let outcome = try run(root, options)
        return (outcome, try String(contentsOf: po, encoding: .utf8))
    }

    private func run(_ root: URL, _ options: [String]) throws -> Outcome {
        let process = Process(), output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let tool = Readers.repository.appending(path: "bin/check-translations").path
        process.arguments = ["python3", tool, "--root", root.path] + options
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, said: String(decoding: said, as: UTF8.self))
    }

    @Test("every form in which a text is written is found")
    func found() throws {
        let swift = #"""
            // t("In a comment") /* Message("and another") */
            let a = t("Plain"), b = t(Message("With {hole}.", ["hole": .text("x")]))
            let c = Message(
                "{count} deal", "{count} deals", count: 2)
            let d = x.tr("Dotted"), e = print("Not shown")
            let f = [Field("title", \.title, "Field label", .help("Helpful"))], \#
            g = Part("emails", \.emails, "Part label")
            static let name = "deal", label = "Deal label", pluralLabel = "Deal labels"
            var label: String {
                switch self {
                case .won: "Won label"
                case .lost: "Lost label"  // untranslated
                }
            }
            let h = t("open", context: "verb"), i = t(isNew ? "New" : "Old")
            let j = Message("Split " + "in two"), k = Message("quote \" \u{e9} \\")
            let l = t("""
                Several
                  lines \
                joined
                """)
            let m = ["won": "Marked"]  // translated
            let n = t("interpolated \(t("Inner"))"), o = #"raw t("no")"#
            """#
        let (_, po) = try check(swift: swift)
        let expected = [
            "Plain", "With {hole}.", "{count} deal", "Dotted", "Field label", "Helpful", "Part label", "Deal label",
            "Deal labels", "Won label", "open", "New", "Old", "Split in two", #"quote \" é \\"#, "Marked", "Inner",
        ]
        let ids = po.split(separator: "\n").filter { $0.hasPrefix("msgid \"") && $0 != "msgid \"\"" }
        #expect(Set(ids.map { $0.dropFirst(7).dropLast() }) == Set(expected.map { Substring($0) }))
        #expect(po.contains("msgid \"\"\n\"Several\\n\"\n\"  lines joined\"\n"))
        #expect(po.contains("msgid_plural \"{count} deals\"\nmsgstr[0] \"\"\nmsgstr[1] \"\""))
        #expect(po.contains("msgctxt \"verb\"\nmsgid \"open\""))
    }

    @Test("complete catalogues pass")
    func complete() throws {
        let (outcome, _) = try check(
            swift: #"let a = t("Save")"#, french: "msgid \"Save\"\nmsgstr \"Enregistrer\u{202f}!\"\n")
        #expect(outcome.status == 0, "\(outcome.said)")
    }

    @Test(
        "a fault is named and fails the check",
        arguments: [
            ("", "missing from Translations/fr.po: “Send {x}”"),
            ("msgid \"Send {x}\"\nmsgstr \"\"\n", "not translated"),
            ("msgid \"Send {x}\"\nmsgstr \"Envoyer\"\n", "{x} is missing"),
            ("msgid \"Send {x}\"\nmsgstr \"Envoyer {x} {y}\"\n", "{y} is not in the source text"),
            ("#, fuzzy\nmsgid \"Send {x}\"\nmsgstr \"Envoyer {x}\"\n", "fuzzy"),
            ("msgid \"Send {x}\"\nmsgstr \"Envoyer {x}\"\n\nmsgid \"Old\"\nmsgstr \"Vieux\"\n", "unused: “Old”"),
            ("msgid \"Send {x}\"\nmsgstr \"Envoyer {x}\"\n\nmsgid \"Send {x}\"\nmsgstr \"E {x}\"\n", "there twice"),
            ("msgid \"Send {x}\"\nmsgstr \"Envoyer {x}\n", "is not PO"),
        ])
    func faults(french: String, said: String) throws {
        let (outcome, _) = try check(swift: #"let a = t("Send {x}")"#, french: french)
        #expect(outcome.status == 1)
        #expect(outcome.said.contains(said), "\(outcome.said)")
    }

    @Test("French typography is checked, text by text")
    func typography() throws {
        let bad = [
            "L'ami", "Dit \\\"bonjour\\\"", "Attendez...", "Vraiment?", "Vraiment ?", "Fini!", "Ceci: cela",
            "Ceci : cela", "«Bonjour»", "« Bonjour »", "Un ; deux", "20%", "12 €", "deux  espaces", "{hole}: x",
        ]
        let good = [
            "L’ami…", "«\u{a0}Bonjour\u{a0}»", "«\u{202f}Bonjour\u{202f}»", "Vraiment\u{202f}? Oui\u{202f}!",
            "Ceci\u{a0}: cela", "à 10:30", "voir https://exemple.fr/a?b=c", "taux de 20\u{202f}%",
            "`{\\\"a\\\": 1}`", "{hole}\u{a0}: x",
        ]
        let texts = bad.indices.map { "bad \($0) {hole}." } + good.indices.map { "good \($0) {hole}." }
        let french = zip(texts, bad + good).map { text, translation in
            "msgid \"\(text)\"\nmsgstr \"\(translation)\"\n"
        }
        let swift = texts.map { "t(\"\($0)\")" }.joined(separator: "\n")
        let (outcome, _) = try check(swift: swift, french: french.joined(separator: "\n"))
        let faults = outcome.said.split(separator: "\n").filter { !$0.contains("is missing from the translation") }
        for index in bad.indices { #expect(faults.contains { $0.contains("“bad \(index) ") }, "\(bad[index]) passed") }
        for index in good.indices { #expect(!faults.contains { $0.contains("“good \(index) ") }, "\(good[index])") }
    }

    @Test("--write keeps translations, adds what is missing and sorts; --prune removes what is unused")
    func write() throws {
        let french =
            "msgid \"Zoo\"\nmsgstr \"Zoo\"\n\nmsgid \"Gone\"\nmsgstr \"Parti\"\n\n# Note.\nmsgid \"Ant\"\nmsgstr "
            + "\"Fourmi\"\n"
        let swift = #"let a = [t("Zoo"), t("Ant"), t("Bee")]"#
        let (_, kept) = try check(swift: swift, french: french, "--write")
        let ids = kept.split(separator: "\n").filter { $0.hasPrefix("msgid \"") }
        #expect(ids == ["msgid \"\"", "msgid \"Ant\"", "msgid \"Bee\"", "msgid \"Gone\"", "msgid \"Zoo\""])
        #expect(kept.contains("# Note.\n#: Sources/Web/Page.swift\nmsgid \"Ant\"\nmsgstr \"Fourmi\""))
        let (_, pruned) = try check(swift: swift, french: french, "--prune")
        #expect(!pruned.contains("Gone"))
    }
}
