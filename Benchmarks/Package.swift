// swift-tools-version: 6.2
import PackageDescription

// Measurements, apart from the product: nothing here is built by `make build` or `make test`.
let package = Package(
    name: "Benchmarks",
    dependencies: [.package(name: "Tonus", path: "..")],
    targets: [
        .target(name: "CAllocationCounter"),
        // What the filter cascade is measured against. Optimised like the Swift around it, without a target processor.
        .target(
            name: "CFilterPeers",
            cSettings: [.unsafeFlags(["-O3"])],
            linkerSettings: [.linkedLibrary("liquid")]
        ),
        .executableTarget(
            name: "filter-cascade",
            dependencies: [
                "CAllocationCounter", "CFilterPeers", .product(name: "TonusCore", package: "Tonus"),
            ]
        ),
        .executableTarget(
            name: "sample-path",
            dependencies: ["CAllocationCounter", .product(name: "TonusCore", package: "Tonus")]
        ),
        // The detector over recorded sessions in the files that Benchmarks/detection writes.
        .executableTarget(name: "detect", dependencies: [.product(name: "TonusCore", package: "Tonus")]),
        .executableTarget(
            name: "client-latency",
            dependencies: [
                .product(name: "TonusClient", package: "Tonus")
            ]
        ),
        // Many clients of the daemon, and clients that misbehave.
        .executableTarget(name: "client-load"),
        // Exports of long sessions: time and memory.
        .executableTarget(name: "export", dependencies: [.product(name: "TonusCore", package: "Tonus")]),
        // The virtual patient's sessions with the truth about them, in the files that Benchmarks/detection writes.
        .executableTarget(
            name: "detection-sessions", dependencies: [.product(name: "TonusCore", package: "Tonus")]),
    ],
    swiftLanguageModes: [.v6]
)
