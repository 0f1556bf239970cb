import Records
import Web

extension Response {
    package var bytes: [UInt8] { if case .bytes(let bytes) = body { bytes } else { [] } }
    package var text: String { String(decoding: bytes, as: UTF8.self) }
    package var json: JSON { get throws { try JSON(bytes) } }
}
