import Web

// How easily a code is read: what decides between the eight masks.
extension QRCode {
    /// Long runs, blocks, shapes like a finder, and too much of one colour.
    var penalty: Int {
        var total = 0
        for line in 0..<size {
            total += QRCode.penalty(ofLine: (0..<size).map { self[$0, line] })
            total += QRCode.penalty(ofLine: (0..<size).map { self[line, $0] })
        }
        for y in 0..<size - 1 {
            for x in 0..<size - 1 {
                let dot = self[x, y]
                if dot == self[x + 1, y], dot == self[x, y + 1], dot == self[x + 1, y + 1] { total += 3 }
            }
        }
        let dark = dots.count { $0 }
        return total + abs(dark * 20 - dots.count * 10) / dots.count * 10
    }

    private static func penalty(ofLine line: [Bool]) -> Int {
        var total = 0, run = 0
        for (index, dot) in line.enumerated() {
            run = index > 0 && line[index - 1] == dot ? run + 1 : 1
            if run == 5 { total += 3 } else if run > 5 { total += 1 }
        }
        let finder = [true, false, true, true, true, false, true]
        let light = [false, false, false, false]
        for pattern in [finder + light, light + finder] {
            for start in 0...line.count - pattern.count where line[start..<start + pattern.count].elementsEqual(pattern)
            {
                total += 40
            }
        }
        return total
    }
}

/// Correction bytes over the field of 256 elements whose polynomial is 0x11d.
enum ReedSolomon {
    static func divisor(_ degree: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: degree - 1) + [1], root: UInt8 = 1
        for _ in 0..<degree {
            for index in 0..<degree {
                result[index] = product(result[index], root)
                if index + 1 < degree { result[index] ^= result[index + 1] }
            }
            root = product(root, 2)
        }
        return result
    }

    static func remainder(_ data: [UInt8], _ divisor: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: divisor.count)
        for byte in data {
            let factor = byte ^ result.removeFirst()
            result.append(0)
            for index in divisor.indices { result[index] ^= product(divisor[index], factor) }
        }
        return result
    }

    private static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var result = 0
        for bit in (0..<8).reversed() {
            result = result << 1 ^ (result >> 7) * 0x11d
            result ^= Int(right >> UInt8(bit) & 1) * Int(left)
        }
        return UInt8(result)
    }
}

extension HTML {
    /// The code as a drawing with the light margin readers need, light in both themes.
    mutating func qrCode(_ code: QRCode, label: String) {
        let side = code.size + 8
        var path = ""
        for y in 0..<code.size {
            for x in 0..<code.size where code[x, y] { path += "M\(x + 4) \(y + 4)h1v1h-1z" }
        }
        let attributes: [Attribute] = [
            .attribute("viewBox", "0 0 \(side) \(side)"), .attribute("width", "220"), .attribute("height", "220"),
            .role("img"), .aria("label", label), .attribute("shape-rendering", "crispEdges"),
        ]
        element("svg", attributes) { html in
            html.element(
                "rect",
                [
                    .attribute("width", String(side)), .attribute("height", String(side)),
                    .attribute("fill", "#ffffff"),
                ], text: "")
            html.element("path", [.attribute("d", path), .attribute("fill", "#000000")], text: "")
        }
    }
}
