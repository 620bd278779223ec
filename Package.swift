// swift-tools-version: 6.2
import PackageDescription

// The core (units, codec, signal path, detection, driver, virtual device) builds and tests without the server packages,
// so that sanitizer runs stay short: TONUS_CORE_ONLY=1 swift test
let coreOnly = Context.environment["TONUS_CORE_ONLY"] == "1"

let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

func tests(
    of name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource] = []
)
    -> Target
{
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.target(name: name)] + dependencies,
        exclude: exclude,
        resources: resources,
        swiftSettings: swiftSettings
    )
}

let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioWebSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")

// A target may depend only on targets above it; scripts/check-imports holds the sources to the same order.
let core: [Target] = [
    .systemLibrary(name: "CLibUSB", pkgConfig: "libusb-1.0", providers: [.apt(["libusb-1.0-0-dev"])]),
    .target(name: "CLibUSBShim", dependencies: ["CLibUSB"]),
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .target(name: "CLinuxShim"),
    .target(
        name: "CTonusProtocol",
        path: "Firmware-Protocol/c",
        exclude: ["Makefile", "README.md", "tests"],
        publicHeadersPath: "include"
    ),
    library("Perineometry"),
    library("DeviceProtocol", ["Perineometry"]),
    library("SignalProcessing", ["Perineometry"]),
    library("ContractionDetection", ["Perineometry", "SignalProcessing"]),
    library("GuidedExercise", ["Perineometry", "SignalProcessing", "ContractionDetection"]),
    library("RecordingFiles", ["Perineometry"]),
    library(
        "RecordingAnalysis", ["Perineometry", "SignalProcessing", "ContractionDetection", "RecordingFiles"]
    ),
    library(
        "PerineometerDriver",
        ["CLibUSB", "CLibUSBShim", "CLinuxShim", "Perineometry", "DeviceProtocol", "SignalProcessing"]
    ),
    library(
        "VirtualPerineometer",
        ["CTonusProtocol", "CLinuxShim", "Perineometry", "DeviceProtocol", "SignalProcessing", "PerineometerDriver"]
    ),
    library(
        "Acquisition",
        [
            "CLinuxShim", "Perineometry", "DeviceProtocol", "SignalProcessing", "ContractionDetection",
            "PerineometerDriver",
        ]
    ),
    library("SessionExport", ["CSodium", "Perineometry", "GuidedExercise", "RecordingFiles", "RecordingAnalysis"]),
    library("PacketTap", ["Perineometry", "SignalProcessing"]),
    library("StreamAPI", ["Perineometry"]),
    library("DaemonSettings", ["StreamAPI", "VirtualPerineometer", yams]),
    library("ExerciseProgrammes", ["GuidedExercise", yams]),
    library("TonusClient", ["StreamAPI"]),

    tests(of: "Perineometry"),
    tests(of: "DeviceProtocol", ["CTonusProtocol", "Perineometry"]),
    tests(
        of: "SignalProcessing", ["Perineometry"],
        exclude: [
            "designs", "bessel-roots", "sosfilt-samples", "responses", "exact-gains", "step-responses", "zero-phase",
            "decimation", "clock-lines",
        ].map { "Golden/\($0).txt" }
    ),
    tests(
        of: "ContractionDetection", ["Perineometry", "SignalProcessing", "VirtualPerineometer"],
        exclude: ["Golden/metrics.txt", "Golden/breathing.txt"]
    ),
    .target(
        name: "GuidedPatients",
        dependencies: ["Perineometry", "SignalProcessing", "ContractionDetection", "GuidedExercise"],
        path: "Tests/GuidedPatients",
        swiftSettings: swiftSettings
    ),
    tests(
        of: "GuidedExercise", ["GuidedPatients", "Perineometry", "SignalProcessing", "ContractionDetection"]
    ),
    tests(of: "RecordingFiles", ["Perineometry"], exclude: ["Golden"]),
    tests(
        of: "RecordingAnalysis",
        ["Perineometry", "SignalProcessing", "ContractionDetection", "RecordingFiles"]
    ),
    .target(name: "ChildPrograms", path: "Tests/ChildPrograms", swiftSettings: swiftSettings),
    // A child process for the driver tests: libusb under umockdev's preload library, which the tests keep clear of.
    .executableTarget(
        name: "usb-probe",
        dependencies: ["PerineometerDriver", "DeviceProtocol", "Perineometry", "SignalProcessing"],
        path: "Tests/USBProbe",
        swiftSettings: swiftSettings
    ),
    tests(
        of: "PerineometerDriver",
        [
            "CLibUSB", "usb-probe", "ChildPrograms", "Perineometry", "DeviceProtocol", "SignalProcessing",
            "VirtualPerineometer",
        ]
    ),
    tests(of: "VirtualPerineometer", ["CTonusProtocol", "Perineometry", "DeviceProtocol", "PerineometerDriver"]),
    tests(
        of: "Acquisition",
        [
            "Perineometry", "DeviceProtocol", "SignalProcessing", "ContractionDetection", "PerineometerDriver",
            "VirtualPerineometer",
        ]
    ),
    // A session of the virtual patient, as exports take it.
    .target(
        name: "SimulatedSession",
        dependencies: [
            "SessionExport", "Perineometry", "SignalProcessing", "ContractionDetection", "VirtualPerineometer",
        ],
        path: "Tests/SimulatedSession",
        swiftSettings: swiftSettings
    ),
    tests(
        of: "SessionExport",
        [
            "SimulatedSession", "CSodium", "Perineometry", "DeviceProtocol", "SignalProcessing", "ContractionDetection",
            "RecordingFiles",
            "RecordingAnalysis", "PerineometerDriver", "VirtualPerineometer", "Acquisition",
        ],
        exclude: ["Checks"]
    ),
    // Writes a simulated session in every format, for the readers of other projects that `make test-export` asks.
    .executableTarget(
        name: "export-samples",
        dependencies: ["SimulatedSession", "SessionExport", "Perineometry"],
        path: "Tests/ExportSamples",
        swiftSettings: swiftSettings
    ),
    tests(of: "PacketTap", ["Perineometry", "SignalProcessing"]),
    tests(of: "StreamAPI", ["Perineometry"]),
    tests(of: "DaemonSettings", ["StreamAPI", "VirtualPerineometer"]),
    tests(of: "TonusClient", ["StreamAPI"]),
]

let server: [Target] = [
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    library(
        "SessionStore",
        [
            "CSodium", "CZlib", "Perineometry", "DeviceProtocol", "SignalProcessing", "ContractionDetection",
            "PacketTap", grdb,
        ]
    ),
    library(
        "TonusDaemon",
        [
            "CLinuxShim", "Perineometry", "DeviceProtocol", "SignalProcessing", "ContractionDetection",
            "PerineometerDriver", "PacketTap", "Acquisition", "SessionStore", "SessionExport", "RecordingAnalysis",
            "RecordingFiles",
            "GuidedExercise", "ExerciseProgrammes", "StreamAPI", "DaemonSettings", logging, histogram, nioCore,
            nioPosix,
            nioHTTP, nioWebSocket, serviceLifecycle, unixSignals,
        ]
    ),
    // A child process for the tests of the store: it records until it is killed.
    .executableTarget(
        name: "session-store-probe",
        dependencies: [
            "SessionStore", "PacketTap", "VirtualPerineometer", "PerineometerDriver", "DeviceProtocol", "Perineometry",
            "SignalProcessing", "ContractionDetection",
        ],
        path: "Tests/SessionStoreProbe",
        swiftSettings: swiftSettings
    ),
    tests(
        of: "SessionStore",
        [
            "session-store-probe",
            "Perineometry", "DeviceProtocol", "SignalProcessing", "ContractionDetection", "PerineometerDriver",
            "VirtualPerineometer", "PacketTap", "Acquisition", grdb,
        ],
        exclude: ["read_session.py", "requirements.txt", "test-reader"],
        resources: [.copy("Fixtures")]
    ),
    .executableTarget(
        name: "tonusd",
        dependencies: [
            "TonusDaemon", "DaemonSettings", "StreamAPI", "PerineometerDriver", "Perineometry", "VirtualPerineometer",
            logging, argumentParser,
        ],
        swiftSettings: swiftSettings
    ),
    .executableTarget(
        name: "tonus",
        dependencies: [
            "TonusClient", "StreamAPI", "Perineometry", "SignalProcessing", "RecordingFiles", "RecordingAnalysis",
            "GuidedExercise", "ExerciseProgrammes", "SessionExport", argumentParser,
        ],
        swiftSettings: swiftSettings
    ),
    .executableTarget(
        name: "tonus-virtual-device",
        dependencies: ["VirtualPerineometer", argumentParser],
        swiftSettings: swiftSettings
    ),
    // tonusd with a hand at the cables of its virtual perineometers, for `make soak`.
    .executableTarget(
        name: "soak-daemon",
        dependencies: ["TonusDaemon", "DaemonSettings", "VirtualPerineometer", logging],
        path: "Tests/Soak/Daemon",
        swiftSettings: swiftSettings
    ),
    tests(
        of: "ExerciseProgrammes",
        ["GuidedExercise", "GuidedPatients", "Perineometry", "SignalProcessing", "ContractionDetection"],
        exclude: ["Golden"]
    ),
    tests(
        of: "TonusDaemon",
        [
            "tonusd", "tonus", "ChildPrograms", "CLinuxShim", "Perineometry", "DeviceProtocol", "SignalProcessing",
            "ContractionDetection", "PerineometerDriver", "VirtualPerineometer", "Acquisition", "StreamAPI",
            "TonusClient", "DaemonSettings", "SessionStore", "RecordingFiles", "SessionExport",
            logging, nioCore, nioPosix, nioHTTP, nioWebSocket, serviceLifecycle,
            unixSignals,
        ]
    ),
    tests(of: "tonus", ["StreamAPI", "TonusClient", "Perineometry"], exclude: ["Golden"]),
]

let package = Package(
    name: "Tonus",
    products: [
        .library(name: "TonusClient", targets: ["TonusClient", "StreamAPI", "Perineometry"]),
        .library(name: "DaemonSettings", targets: ["DaemonSettings"]),
        .library(name: "ExerciseProgrammes", targets: ["ExerciseProgrammes"]),
        .library(
            name: "TonusCore",
            targets: [
                "Perineometry", "DeviceProtocol", "SignalProcessing", "ContractionDetection", "GuidedExercise",
                "RecordingFiles", "RecordingAnalysis", "PerineometerDriver", "VirtualPerineometer", "Acquisition",
                "SessionExport", "PacketTap",
            ]
        ),
    ]
        + (coreOnly
            ? []
            : [
                .executable(name: "tonusd", targets: ["tonusd"]),
                .executable(name: "tonus", targets: ["tonus"]),
                .executable(name: "tonus-virtual-device", targets: ["tonus-virtual-device"]),
            ]),
    // The core's one package: a YAML reader that knows lines and columns.
    dependencies: [.package(url: "https://github.com/jpsim/Yams", from: "6.2.2")]
        + (coreOnly
            ? []
            : [
                .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
                .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
                .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
                .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
                .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
                .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
            ]),
    targets: coreOnly ? core : core + server,
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c11
)
