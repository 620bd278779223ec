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

func tests(of name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.target(name: name)] + dependencies,
        exclude: exclude,
        swiftSettings: swiftSettings
    )
}

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioWebSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")

// A target may depend only on targets above it; scripts/check-imports holds the sources to the same order.
let core: [Target] = [
    .systemLibrary(name: "CLibUSB", pkgConfig: "libusb-1.0", providers: [.apt(["libusb-1.0-0-dev"])]),
    .target(name: "CLibUSBShim", dependencies: ["CLibUSB"]),
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
    library("StreamAPI", ["Perineometry"]),
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
    tests(of: "StreamAPI", ["Perineometry"]),
]

let server: [Target] = [
    library(
        "TonusDaemon",
        [
            "CLinuxShim", "Perineometry", "DeviceProtocol", "SignalProcessing", "ContractionDetection",
            "PerineometerDriver", "Acquisition", "StreamAPI", logging, nioCore, nioPosix, nioHTTP, nioWebSocket,
            serviceLifecycle, unixSignals,
        ]
    ),
    .executableTarget(
        name: "tonusd",
        dependencies: ["TonusDaemon", "PerineometerDriver", "VirtualPerineometer", logging, argumentParser],
        swiftSettings: swiftSettings
    ),
    .executableTarget(
        name: "tonus",
        dependencies: [
            "TonusClient", "StreamAPI", "Perineometry", "SignalProcessing", "RecordingFiles", "RecordingAnalysis",
            argumentParser,
        ],
        swiftSettings: swiftSettings
    ),
    .executableTarget(
        name: "tonus-virtual-device",
        dependencies: ["VirtualPerineometer", argumentParser],
        swiftSettings: swiftSettings
    ),
    tests(
        of: "TonusDaemon",
        [
            "tonusd", "tonus", "ChildPrograms", "CLinuxShim", "Perineometry", "DeviceProtocol", "SignalProcessing",
            "ContractionDetection", "PerineometerDriver", "VirtualPerineometer", "Acquisition", "StreamAPI",
            "TonusClient",
            logging, nioCore, nioPosix, nioHTTP, nioWebSocket, serviceLifecycle,
            unixSignals,
        ]
    ),
]

let package = Package(
    name: "Tonus",
    products: [
        .library(name: "TonusClient", targets: ["TonusClient", "StreamAPI", "Perineometry"]),
        .library(
            name: "TonusCore",
            targets: [
                "Perineometry", "DeviceProtocol", "SignalProcessing", "ContractionDetection", "RecordingFiles",
                "RecordingAnalysis", "PerineometerDriver", "VirtualPerineometer", "Acquisition",
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
    dependencies: coreOnly
        ? []
        : [
            .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
            .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
            .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
            .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        ],
    targets: coreOnly ? core : core + server,
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c11
)
