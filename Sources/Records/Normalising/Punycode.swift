/// Letters of every script written in the few that the internet's directory knows (RFC 3492).
enum Punycode {
    static func decoded(_ text: some StringProtocol) -> String? {
        var out: [UInt32] = []
        var input = Array(text.utf8)[...]
        if let hyphen = input.lastIndex(of: UInt8(ascii: "-")) {
            out = input[..<hyphen].map(UInt32.init)
            input = input[(hyphen + 1)...]
        }
        var code = 128
        var place = 0
        var bias = 72
        while !input.isEmpty {
            let before = place
            var weight = 1
            var step = 36
            while true {
                guard let byte = input.popFirst(), let digit = digit(of: byte) else { return nil }
                place += digit * weight
                guard place < 1 << 30 else { return nil }
                let threshold = min(max(step - bias, 1), 26)
                if digit < threshold { break }
                weight *= 36 - threshold
                guard weight < 1 << 30 else { return nil }
                step += 36
            }
            bias = adapted(place - before, out.count + 1, isFirst: before == 0)
            code += place / (out.count + 1)
            place %= out.count + 1
            out.insert(UInt32(code), at: place)
            place += 1
        }
        var decoded = ""
        for value in out {
            guard let scalar = Unicode.Scalar(value) else { return nil }
            decoded.unicodeScalars.append(scalar)
        }
        return decoded
    }

    static func encoded(_ text: some StringProtocol) -> String {
        let input = text.unicodeScalars.map { Int($0.value) }
        var out = input.filter { $0 < 128 }.map(UInt8.init)
        let plain = out.count
        var handled = plain
        var code = 128
        var delta = 0
        var bias = 72
        if plain > 0 { out.append(UInt8(ascii: "-")) }
        while handled < input.count {
            let next = input.reduce(Int.max) { $1 >= code && $1 < $0 ? $1 : $0 }
            delta += (next - code) * (handled + 1)
            code = next
            for value in input {
                if value < code { delta += 1 }
                guard value == code else { continue }
                var rest = delta
                var step = 36
                while true {
                    let threshold = min(max(step - bias, 1), 26)
                    if rest < threshold { break }
                    out.append(byte(of: threshold + (rest - threshold) % (36 - threshold)))
                    rest = (rest - threshold) / (36 - threshold)
                    step += 36
                }
                out.append(byte(of: rest))
                bias = adapted(delta, handled + 1, isFirst: handled == plain)
                delta = 0
                handled += 1
            }
            delta += 1
            code += 1
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func adapted(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var step = 0
        while delta > 455 {
            delta /= 35
            step += 36
        }
        return step + 36 * delta / (delta + 38)
    }

    private static func digit(of byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte) - 97
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte) - 65
        case 48...57: Int(byte) - 22
        default: nil
        }
    }

    private static func byte(of digit: Int) -> UInt8 { UInt8(digit < 26 ? digit + 97 : digit + 22) }
}
