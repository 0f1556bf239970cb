import Crypto
import Foundation
import Testing

@testable import Identity

@Suite("QR codes")
struct QRCodeTests {
    private static let app =
        "otpauth://totp/Acme:ben%40acme%2Etest?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme&algorithm=SHA1"
        + "&digits=6&period=30"

    /// Fingerprints of the same codes drawn by another, well-known program (python-qrcode), with the same mask.
    @Test(
        "every dot is where other programs put it",
        arguments: [
            (app, 0, "4b410c8d9fab04f1"), (app, 3, "b1bfcf84a8f20abb"), (app, 7, "7c3153221a949dc4"),
            ("Entregent", 0, "37a7927691f204f0"), ("Entregent", 3, "587ff7da60613706"),
            ("Entregent", 7, "58542266965bc697"), (String(repeating: "x", count: 600), 0, "784a1c88f3adb194"),
            (String(repeating: "x", count: 600), 3, "144aab5c5db642f2"),
            (String(repeating: "x", count: 600), 7, "10921c03d6030732"),
        ])
    func draws(_ text: String, _ mask: Int, _ fingerprint: String) throws {
        let code = try #require(QRCode(text, mask: mask))
        let bits = code.dots.map { $0 ? "1" : "0" }.joined()
        #expect(Secret.fingerprint(bits).prefix(16) == fingerprint)
    }

    @Test("every length has its size, and what is too long has none")
    func fits() {
        var last = 0
        for length in 0...666 {
            let size = QRCode(String(repeating: "a", count: length), mask: 0)?.size ?? 0
            #expect(size >= last && size > 0)
            last = size
        }
        #expect(last == 97 && QRCode(String(repeating: "a", count: 667)) == nil)
    }
}
