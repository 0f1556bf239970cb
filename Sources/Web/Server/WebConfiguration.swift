import Records

/// Where and how the server listens, and how much it puts up with.
package struct WebConfiguration: Sendable {
    package var host = "127.0.0.1"
    /// 0 takes any free port.
    package var port = 8080
    /// A proxy in front of us speaks https to browsers and tells us who they are (`X-Forwarded-…`). Only then are its
    /// headers believed.
    package var isBehindProxy = false
    /// What must be shown as a bearer token at `/metrics`. Without, only this machine and its private network see them.
    package var metricsToken: String?
    package var limits = Limits()
    /// The time, for dates in answers.
    package var now: @Sendable () -> Instant

    package init(host: String = "127.0.0.1", port: Int = 8080, now: @escaping @Sendable () -> Instant) {
        self.host = host
        self.port = port
        self.now = now
    }

    package struct Limits: Sendable {
        /// The longest address with its query; longer is 414.
        package var addressBytes = 8192
        /// All header lines together; more is 400.
        package var headerBytes = 65_536
        package var headerLines = 100
        /// Connections open at once; further ones wait their turn. Never more than the system lets us have files.
        package var connections = 10_000
        /// A quiet connection, or a request that stops in the middle, is closed after this.
        package var idleSeconds = 60
        /// A body may trickle this long before its rate counts.
        package var bodyPatienceSeconds = 30
        package var bodyBytesPerSecond = 1024
        /// How much of a refused body is still read, so that the sender hears the refusal instead of a broken line.
        package var drainedBytes: Int64 = 64 << 20
        /// How long answers may still run when the server stops.
        package var shutdownSeconds = 20
        /// The smallest text that is squeezed.
        package var gzipBytes = 1024

        package init() {}
    }
}
