import Foundation

/// A page to hand out, as a small PDF written by us: a coloured band with the title, then paragraphs, in the letters
/// that every reader has.
struct DemoPaper {
    let title: String
    let below: String
    let lines: [String]

    var bytes: Data {
        let content = DemoPaper.western(drawing)
        var file = Data("%PDF-1.4\n".utf8), places: [Int] = []
        func object(_ body: Data) {
            places.append(file.count)
            file += Data("\(places.count) 0 obj\n".utf8) + body + Data("\nendobj\n".utf8)
        }
        object(Data("<< /Type /Catalog /Pages 2 0 R >>".utf8))
        object(Data("<< /Type /Pages /Kids [3 0 R] /Count 1 >>".utf8))
        object(
            Data(
                """
                << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
                /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>
                """.utf8))
        object(Data("<< /Length \(content.count) >>\nstream\n".utf8) + content + Data("\nendstream".utf8))
        for font in ["Helvetica", "Helvetica-Bold"] {
            object(Data("<< /Type /Font /Subtype /Type1 /BaseFont /\(font) /Encoding /WinAnsiEncoding >>".utf8))
        }
        let start = file.count
        let table = places.map { String(format: "%010d 00000 n \n", $0) }.joined()
        file += Data("xref\n0 \(places.count + 1)\n0000000000 65535 f \n\(table)".utf8)
        file += Data("trailer\n<< /Size \(places.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n".utf8)
        return file
    }

    private var drawing: String {
        var drawing = "0.26 0.33 0.82 rg 0 722 595 120 re f 1 1 1 rg\n"
        drawing += text(title, font: "F2 24", at: 788) + text(below, font: "F1 12", at: 760) + "0.11 0.12 0.15 rg\n"
        for (number, line) in lines.enumerated() { drawing += text(line, font: "F1 12", at: 680 - number * 22) }
        return drawing
    }

    private func text(_ text: String, font: String, at height: Int) -> String {
        var safe = ""
        for letter in text { safe += "()\\".contains(letter) ? "\\\(letter)" : String(letter) }
        return "BT /\(font) Tf 56 \(height) Td (\(safe)) Tj ET\n"
    }

    /// In the letters of western Europe, as the fonts of every reader have them.
    private static func western(_ text: String) -> Data {
        text.data(using: .windowsCP1252, allowLossyConversion: true) ?? Data(text.utf8)
    }
}
