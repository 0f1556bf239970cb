import Logging

/// What a database has to say to whoever looks for the reason of something, where no workspace is at hand.
package enum StorageLog {
    private static let logger = Logger(label: "entregent.storage")

    package static func debug(_ text: String) { logger.debug("\(text)") }
}
