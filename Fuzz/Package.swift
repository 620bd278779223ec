// swift-tools-version: 6.2
import PackageDescription

// Fuzz targets, apart from the product. Fuzz/run builds them with the flags that they need.
let core = Target.Dependency.product(name: "TonusCore", package: "Tonus")
let settings = Target.Dependency.product(name: "DaemonSettings", package: "Tonus")
let programmes = Target.Dependency.product(name: "ExerciseProgrammes", package: "Tonus")
let client = Target.Dependency.product(name: "TonusClient", package: "Tonus")

func fuzzTarget(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .executableTarget(name: name, dependencies: ["Fuzzing"] + dependencies)
}

let package = Package(
    name: "Fuzz",
    dependencies: [.package(name: "Tonus", path: "..")],
    targets: [
        .target(name: "CLibFuzzer"),
        .target(name: "Fuzzing", dependencies: ["CLibFuzzer"]),
        .target(
            name: "EventInvariants", dependencies: ["Fuzzing", core],
            swiftSettings: [.enableUpcomingFeature("InternalImportsByDefault")]),
        fuzzTarget("fuzz-packet", core),
        fuzzTarget("fuzz-pages", core),
        // Links to the daemon's sources stand beside it: they need nothing of the server packages.
        fuzzTarget("fuzz-request", client),
        fuzzTarget("fuzz-recording", core),
        fuzzTarget("fuzz-configuration", settings),
        fuzzTarget("fuzz-programme", core, programmes),
        fuzzTarget("fuzz-detector", core, "EventInvariants"),
        fuzzTarget("fuzz-pipeline", core, "EventInvariants"),
    ],
    swiftLanguageModes: [.v6]
)
