// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "watch-contractions",
    dependencies: [.package(name: "Tonus", path: "../..")],
    targets: [
        .executableTarget(
            name: "watch-contractions",
            dependencies: [.product(name: "TonusClient", package: "Tonus")]
        )
    ],
    swiftLanguageModes: [.v6]
)
