// swift-tools-version: 6.2
import PackageDescription

// Measurements, apart from the product: nothing here is built by `make build` or `make test`.
let package = Package(
    name: "Benchmarks",
    dependencies: [.package(name: "Tonus", path: "..")],
    targets: [
        .target(name: "CAllocationCounter"),
        .executableTarget(
            name: "sample-path",
            dependencies: ["CAllocationCounter", .product(name: "TonusCore", package: "Tonus")]
        ),
        .executableTarget(
            name: "client-latency",
            dependencies: [
                .product(name: "TonusClient", package: "Tonus")
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)
