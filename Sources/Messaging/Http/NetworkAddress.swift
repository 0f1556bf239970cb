import Foundation
import Glibc

/// An address on the internet, of either version, and whether it belongs to everybody or to a house.
package struct NetworkAddress: Sendable, Hashable {
    /// Four or sixteen.
    let bytes: [UInt8]

    var isVersion6: Bool { bytes.count == 16 }

    package init?(_ text: String) {
        var four = in_addr(), six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            bytes = withUnsafeBytes(of: &six) { Array($0) }
        } else {
            return nil
        }
    }

    init(bytes: [UInt8]) { self.bytes = bytes }

    package var text: String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = isVersion6 ? AF_INET6 : AF_INET
        _ = bytes.withUnsafeBytes { inet_ntop(family, $0.baseAddress, &buffer, socklen_t(buffer.count)) }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Empty where the name means nothing.
    static func resolve(_ name: String) -> [NetworkAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [NetworkAddress] = []
        var next = list
        while let entry = next {
            if let address = NetworkAddress(entry.pointee), !found.contains(address) { found.append(address) }
            next = entry.pointee.ai_next
        }
        return found
    }

    private init?(_ entry: addrinfo) {
        guard let pointer = UnsafeRawPointer(entry.ai_addr) else { return nil }
        switch entry.ai_family {
        case AF_INET:
            var address = pointer.loadUnaligned(as: sockaddr_in.self).sin_addr
            bytes = withUnsafeBytes(of: &address) { Array($0) }
        case AF_INET6:
            var address = pointer.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            bytes = withUnsafeBytes(of: &address) { Array($0) }
        default: return nil
        }
    }
}

extension NetworkAddress {
    /// This machine, a private network, or a part of the internet where nobody serves the public: the registries of
    /// special addresses (RFC 6890 and its successors), the metadata services of clouds among them.
    package var isPrivate: Bool {
        if let inner = embedded { return inner.isPrivate }
        let ranges = isVersion6 ? NetworkAddress.private6 : NetworkAddress.private4
        return ranges.contains { bytes.starts(with: $0.prefix, bits: $0.bits) }
    }

    /// Loopback alone: this machine talks with itself, and nobody can listen on the way.
    package var isLoopback: Bool {
        if let inner = embedded { return inner.isLoopback }
        return isVersion6 ? bytes == [UInt8](repeating: 0, count: 15) + [1] : bytes[0] == 127
    }

    /// The older address inside a newer one: mapped, translated (NAT64) or tunnelled (6to4).
    private var embedded: NetworkAddress? {
        guard isVersion6 else { return nil }
        let zeroes = [UInt8](repeating: 0, count: 10)
        if bytes.starts(with: zeroes + [255, 255]) || bytes.starts(with: [0, 0x64, 0xff, 0x9b] + zeroes.prefix(8)) {
            return NetworkAddress(bytes: Array(bytes[12...]))
        }
        if bytes.starts(with: [0x20, 0x02]) { return NetworkAddress(bytes: Array(bytes[2..<6])) }
        return nil
    }

    private typealias Range = (prefix: [UInt8], bits: Int)

    private static let private4: [Range] = [
        ([0], 8), ([10], 8), ([100, 64], 10), ([127], 8), ([169, 254], 16), ([172, 16], 12), ([192, 0, 0], 24),
        ([192, 0, 2], 24), ([192, 88, 99], 24), ([192, 168], 16), ([198, 18], 15), ([198, 51, 100], 24),
        ([203, 0, 113], 24), ([224], 4), ([240], 4),
        // Where Azure's machines ask about themselves: a public address by its number only.
        ([168, 63, 129, 16], 32),
    ]

    private static let private6: [Range] = [
        // Unspecified, loopback and all that was once reserved beside them.
        ([0, 0, 0, 0, 0, 0, 0, 0], 64), ([0, 0x64, 0xff, 0x9b, 0, 1], 48), ([0x01, 0x00], 16), ([0x20, 0x01, 0], 23),
        ([0x20, 0x01, 0x0d, 0xb8], 32), ([0x3f, 0xff, 0], 20), ([0x5f, 0], 16), ([0xfc], 7), ([0xfe, 0x80], 10),
        ([0xfe, 0xc0], 10), ([0xff], 8),
    ]
}

extension [UInt8] {
    fileprivate func starts(with prefix: [UInt8], bits: Int) -> Bool {
        for (index, byte) in prefix.enumerated() {
            let left = bits - index * 8
            let mask: UInt8 = left >= 8 ? 255 : ~(255 >> UInt8(Swift.max(0, left)))
            if self[index] & mask != byte & mask { return false }
        }
        return true
    }
}
