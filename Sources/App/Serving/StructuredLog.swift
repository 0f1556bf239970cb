import Foundation
import Logging
import Records

/// Logs for machines: one JSON object a line, with time, level, message and what is known of the request.
struct StructuredLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var members: [JSON.Member] = [
            .init("at", .text(Instant(Date()).iso)), .init("level", .text(event.level.rawValue)),
            .init("message", .text(event.message.description)),
        ]
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: {
            $0.key < $1.key
        }) {
            members.append(.init(key, .text(value.description)))
        }
        if let error = event.error { members.append(.init("error", .text(String(describing: error)))) }
        FileHandle.standardError.write(Data(JSON.object(members).bytes + [10]))
    }
}
