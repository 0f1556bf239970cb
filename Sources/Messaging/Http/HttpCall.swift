import Foundation

/// A request this server makes of another one: what to fetch, and how much time and room the answer may take.
package struct HttpCall: Sendable {
    package enum Method: String, Sendable { case get = "GET", post = "POST", put = "PUT", delete = "DELETE" }

    package var method: Method
    package var address: String
    package var headers: [(name: String, value: String)]
    package var body: Data?
    /// For the whole call, redirects included.
    package var timeoutSeconds = 10
    /// A longer answer is refused.
    package var maximumBytes = 1 << 20
    /// How many redirects a GET follows, each checked like the first address. Credentials do not go to another host.
    package var redirects = 0
    /// An administrator typed this address for this purpose and may mean a machine of the house.
    package var allowsPrivateAddresses = false

    package init(
        _ method: Method = .get, _ address: String, headers: [(name: String, value: String)] = [], body: Data? = nil
    ) {
        self.method = method
        self.address = address
        self.headers = headers
        self.body = body
    }

    /// A form, as OAuth and many others take it.
    package static func form(_ address: String, _ fields: [(name: String, value: String)]) -> HttpCall {
        let body = fields.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
        return HttpCall(
            .post, address, headers: [("Content-Type", "application/x-www-form-urlencoded")], body: Data(body.utf8))
    }

    static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result += byte < 16 ? "%0" : "%"
                result += String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}

/// What the other server said.
package struct HttpReply: Sendable {
    package let status: Int
    /// In their order, names in lower case.
    package let headers: [(name: String, value: String)]
    package let body: Data
    /// Where the answer came from at last, after redirects.
    package let address: String

    package var isSuccess: Bool { (200..<300).contains(status) }
    package func header(_ name: String) -> String? { headers.first { $0.name == name.lowercased() }?.value }
}
