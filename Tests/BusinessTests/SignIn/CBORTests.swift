import Testing

@testable import Identity

@Suite("CBOR, as passkeys speak it")
struct CBORTests {
    private func bytes(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.count, by: 2).map { start in
            let from = hex.index(hex.startIndex, offsetBy: start)
            return UInt8(hex[from...].prefix(2), radix: 16) ?? 0
        }
    }

    @Test("values of RFC 8949 are read")
    func reads() throws {
        #expect(try CBOR.read(bytes("00")) == .integer(0))
        #expect(try CBOR.read(bytes("1903e8")) == .integer(1000))
        #expect(try CBOR.read(bytes("1b000000e8d4a51000")) == .integer(1_000_000_000_000))
        #expect(try CBOR.read(bytes("3903e7")) == .integer(-1000))
        #expect(try CBOR.read(bytes("4401020304")) == .bytes([1, 2, 3, 4]))
        #expect(try CBOR.read(bytes("62c3bc")) == .text("ü"))
        #expect(
            try CBOR.read(bytes("8301820203820405"))
                == .array([
                    .integer(1), .array([.integer(2), .integer(3)]), .array([.integer(4), .integer(5)]),
                ]))
        let map = try CBOR.read(bytes("a26161016162820203"))
        #expect(map["a"]?.integer == 1 && map["b"] == .array([.integer(2), .integer(3)]))
        #expect(try CBOR.read(bytes("f5")) == .boolean(true) && CBOR.read(bytes("f6")) == .null)
        #expect(try CBOR.readFirst(bytes("0102")).length == 1)
    }

    @Test(
        "what is cut off, too long, twice or of no use is refused",
        arguments: [
            "", "18", "1900", "1801", "190001", "44010203", "62ff00", "5f42010243030405ff", "9fff", "bf61610161",
            "a2616101616102", "0000", "c074", "f97e00", "fb3ff199999999999a", "1bffffffffffffffff",
            "3bffffffffffffffff",
            "9a7fffffff", "5a7fffffff", "bb7fffffffffffffff", "8181818181818181818101", "f8ff", "1c", "ff",
        ])
    func refuses(_ hex: String) {
        #expect(throws: CBOR.Malformed.self) { try CBOR.read(bytes(hex)) }
    }

    @Test("whatever comes, reading ends with a value or a refusal")
    func survives() {
        let seeds = [
            "a26161016162820203", "a5010203262001215820", "a363666d74646e6f6e656761747453746d74a0", "58201234",
        ]
        for round in 0..<20_000 {
            var noise = round % 2 == 0 ? bytes(seeds[round / 2 % seeds.count]) : []
            if noise.isEmpty { noise = (0..<Int.random(in: 0...60)).map { _ in UInt8.random(in: 0...255) } }
            for _ in 0..<Int.random(in: 0...3) { noise[safe: Int.random(in: 0...60)] = UInt8.random(in: 0...255) }
            _ = try? CBOR.read(noise)
            _ = AuthenticatorData(noise + [UInt8](repeating: 0x41, count: 60))
            if let (_, length) = try? CBOR.readFirst(noise) { #expect(length <= noise.count) }
        }
    }
}

extension [UInt8] {
    fileprivate subscript(safe index: Int) -> UInt8 {
        get { indices.contains(index) ? self[index] : 0 }
        set { if indices.contains(index) { self[index] = newValue } }
    }
}
