import Foundation
import Localisation
import Records
import Testing

@Suite struct ShippedCatalogueTests {
    @Test("both catalogues of this repository are read")
    func load() throws {
        let catalogues = try Readers.shipped()
        #expect(catalogues[.french].count > 100)
        #expect(catalogues[.english].count > 100)
        #expect(catalogues.translator(.french, timeZone: Readers.paris)("yes") == "oui")
        #expect(catalogues.translator(.english, timeZone: Readers.paris)("yes") == "yes")
    }

    @Test(
        "gettext's own tool accepts them, where it is installed",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/msgfmt")))
    func msgfmt() throws {
        for language in Language.allCases {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/msgfmt")
            let file = Readers.repository.appending(path: "Translations/\(language.rawValue).po").path
            process.arguments = ["--check", "--output-file=/dev/null", file]
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
    }
}
