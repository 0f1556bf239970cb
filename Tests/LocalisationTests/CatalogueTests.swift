import Foundation
import Localisation
import Records
import Testing

@Suite struct CatalogueTests {
    private static let header = """
        msgid ""
        msgstr ""
        "Content-Type: text/plain; charset=UTF-8\\n"
        "Plural-Forms: nplurals=2; plural=(n > 1);\\n"


        """

    @Test("texts, contexts, escapes, several lines, comments")
    func reads() throws {
        let catalogue = try Catalogue(
            po: Self.header + """
                # For translators.
                #: Sources/Web/List.swift
                msgid "Save"
                msgstr "Enregistrer"

                msgctxt "verb"
                msgid "Open"
                msgstr "Ouvrir"
                msgctxt "state"
                msgid "Open"
                msgstr "Ouverte"

                msgid ""
                "Line one\\n"
                "\\"two\\"\\t\\\\"
                msgstr "Ligne un\\n"
                "« deux »"

                #~ msgid "Gone"
                #~ msgstr "Parti"
                """)
        #expect(catalogue.text("Save") == "Enregistrer")
        #expect(catalogue.text("Open", context: "verb") == "Ouvrir")
        #expect(catalogue.text("Open", context: "state") == "Ouverte")
        #expect(catalogue.text("Open") == nil)
        #expect(catalogue.text("Line one\n\"two\"\t\\") == "Ligne un\n« deux »")
        #expect(catalogue.text("Gone") == nil)
        #expect(catalogue.count == 4)
    }

    @Test("windows line ends and a byte order mark change nothing")
    func windows() throws {
        let text = "\u{feff}" + (Self.header + "msgid \"Save\"\nmsgstr \"Enregistrer\"\n")
        let catalogue = try Catalogue(po: text.replacingOccurrences(of: "\n", with: "\r\n"))
        #expect(catalogue.text("Save") == "Enregistrer")
    }

    @Test("fuzzy and empty translations are not shown")
    func unfinished() throws {
        let catalogue = try Catalogue(
            po: Self.header + """
                #, fuzzy, c-format
                msgid "Save"
                msgstr "Sauver"

                msgid "Delete"
                msgstr ""

                msgid "{count} deal"
                msgid_plural "{count} deals"
                msgstr[0] "{count} affaire"
                msgstr[1] ""
                """)
        #expect(catalogue.count == 0)
    }

    @Test(
        "a malformed file is refused with its line",
        arguments: [
            ("msgid \"Save\nmsgstr \"x\"", 1, "closing quote"),
            ("msgid \"Save\"\nmsgstr \"x\" y", 2, "after the closing quote"),
            ("msgid \"Save\"\nmsgstr \"a\\qb\"", 2, "backslash"),
            ("msgid \"Save\"\n\nmsgid \"Other\"\nmsgstr \"x\"", 1, "no msgstr"),
            ("msgstr \"x\"", 1, "msgstr without msgid"),
            ("\"x\"", 1, "before any msgid"),
            ("# ok\nmessage \"x\"", 2, "expected"),
            ("msgid \"a\"\nmsgstr \"b\"\n\nmsgid \"a\"\nmsgstr \"c\"", 4, "already on line 1"),
            ("msgid \"a\"\nmsgid_plural \"as\"\nmsgstr[0] \"b\"", 1, "2 msgstr forms"),
            ("msgid \"a\"\nmsgstr \"b\"\nmsgstr \"c\"", 3, "twice"),
            ("msgctxt \"verb\"\n", 2, "no msgid"),
            ("msgid \"a\"\nmsgstr \"b\"\n\nmsgid \"\"\nmsgstr \"Language: fr\\n\"", 4, "must come first"),
            ("msgid \"\"\nmsgstr \"Plural-Forms: nplurals=2; plural=n >;\\n\"", 1, "Plural-Forms"),
            ("msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=ISO-8859-1\\n\"", 1, "UTF-8"),
            ("msgid", 1, "quoted text"),
        ])
    func malformed(po: String, line: Int, reason: String) {
        let error = #expect(throws: CatalogueError.self) { try Catalogue(po: po) }
        #expect(error?.line == line)
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }

    @Test("cutting a catalogue anywhere reads it or says where it breaks, and never crashes")
    func truncated() throws {
        let text =
            Self.header
            + "#, fuzzy\nmsgctxt \"c\"\nmsgid \"a {x}\"\nmsgid_plural \"b\"\nmsgstr[0] \"é\\n\"\nmsgstr[1] \"d\""
        for length in 0...text.count {
            do {
                _ = try Catalogue(po: String(text.prefix(length)))
            } catch {
                #expect(error.line > 0)
            }
        }
    }

    @Test("a missing file is named")
    func missing() {
        let error = #expect(throws: CatalogueError.self) { try Catalogues.load(directory: "/nowhere") }
        #expect(error?.description.contains("/nowhere/fr.po") == true)
    }
}
