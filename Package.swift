// swift-tools-version:6.2
import PackageDescription

// The floors of the house (ARCHITECTURE.md): a target may import only what stands on a floor below it,
// or to its left on its own floor. Third-party packages each enter through exactly one target.
let hummingbird = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")

let package = Package(
    name: "entregent",
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // The C libraries, found on the system.
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(name: "CGmime", pkgConfig: "gmime-3.0", providers: [.apt(["libgmime-3.0-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),

        // 1 Vocabulary
        .target(name: "Records"),
        .target(name: "Localisation", dependencies: ["Records"]),

        // 2 Storage
        .target(name: "Storage", dependencies: ["Records", logging]),
        .target(
            name: "SQLiteStorage",
            dependencies: [
                "Storage", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .target(name: "PostgresStorage", dependencies: ["Storage", "CPostgres"]),

        // 3 Surfaces
        .target(name: "Jobs", dependencies: ["Storage", "Localisation", logging]),
        .target(name: "Messaging", dependencies: ["Jobs", "CCurl", "CGmime", crypto]),
        .target(name: "Exchange", dependencies: ["Jobs", "Localisation", crypto]),
        .target(
            name: "Web",
            dependencies: [
                "Exchange", "Messaging", hummingbird, crypto,
                "CZlib", logging,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),

        // 4 Business
        .target(name: "Identity", dependencies: ["Web", "CArgon2", cryptoExtras]),
        .target(name: "People", dependencies: ["Identity"]),
        .target(name: "Activities", dependencies: ["People"]),
        .target(name: "Correspondence", dependencies: ["Activities"]),
        .target(name: "Sales", dependencies: ["Correspondence"]),
        .target(name: "Quality", dependencies: ["Sales"]),
        .target(name: "Leads", dependencies: ["Quality"]),

        // 5 Composition, and the front door
        .target(
            name: "App",
            dependencies: [
                "Leads", "SQLiteStorage", "PostgresStorage",
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .executableTarget(
            name: "entregent",
            dependencies: ["App", .product(name: "ArgumentParser", package: "swift-argument-parser")]),

        // Tests mirror the targets.
        .target(name: "TestSupport", dependencies: ["SQLiteStorage", "PostgresStorage"], path: "Tests/TestSupport"),
        .target(name: "WebSupport", dependencies: ["Web"], path: "Tests/WebSupport"),
        .testTarget(name: "RecordsTests", dependencies: ["Records"]),
        .testTarget(name: "LocalisationTests", dependencies: ["Localisation", "App"]),
        .testTarget(name: "StorageTests", dependencies: ["TestSupport", "Jobs"]),
        .testTarget(name: "MessagingTests", dependencies: ["Messaging", "TestSupport"]),
        .testTarget(name: "ExchangeTests", dependencies: ["App", "TestSupport"]),
        .testTarget(name: "WebTests", dependencies: ["App", "TestSupport", "WebSupport"]),
        .testTarget(name: "BusinessTests", dependencies: ["App", "TestSupport", "WebSupport"]),
        .testTarget(name: "DoorTests", dependencies: ["App", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)
