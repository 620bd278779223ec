// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import DeviceProtocol

@Suite struct GoldenFileTests {
    @Test func swiftMakesOfEveryCaseWhatTheCCoreMakesOfIt() throws {
        let cases = try GoldenFile.cases("from-c.txt")
        for golden in cases { #expect(golden.rendered == golden.line) }
        for kind in [GoldenCase.Kind.packet, .capabilities, .calibration, .status] {
            let ofKind = cases.filter { $0.kind == kind }
            #expect(ofKind.contains { $0.line.contains(" ok ") } && ofKind.contains { $0.line.contains(" fault=") })
        }
        #expect(cases.count > 140)
    }

    @Test func theCoreIsGivenTheseCasesToCheck() throws {
        let header = """
            # SPDX-License-Identifier: Apache-2.0
            # Golden cases of the Tonus firmware protocol 1.0, written by the Swift codec
            # (TONUS_WRITE_VECTORS=1 swift test --filter DeviceProtocolTests).
            # README.md in this folder describes the format.
            """
        let text = ([header] + (try SwiftGoldenCases.all()).map(\.line)).joined(separator: "\n") + "\n"
        let url = GoldenFile.url("from-swift.txt")
        if ProcessInfo.processInfo.environment["TONUS_WRITE_VECTORS"] == "1" {
            try text.write(to: url, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: url, encoding: .utf8) == text)
    }

    @Test func whatIsAcceptedEncodesToTheSameBytes() throws {
        // Reserved bits of a later minor version in pages are not kept; those cases are told apart by their name.
        for golden in try GoldenFile.cases("from-c.txt") where golden.line.contains(" ok ") {
            if golden.name.hasPrefix("later-minor"), golden.kind == .status { continue }
            let encoded =
                switch golden.kind {
                case .packet: try SamplePacket(golden.bytes).encoded()
                case .capabilities: try Capabilities(decoding: golden.bytes).encoded()
                case .calibration: try CalibrationPage(decoding: golden.bytes).encoded()
                case .status: try DeviceStatus(decoding: golden.bytes).encoded()
                }
            #expect(encoded == golden.bytes, "\(golden.kind) \(golden.name)")
        }
    }

    @Test func aPacketMadeFromItsFieldsHasTheSameBytes() throws {
        for golden in try GoldenFile.cases("from-c.txt") where golden.kind == .packet && golden.line.contains(" ok ") {
            let packet = try SamplePacket(golden.bytes)
            let made = SamplePacket(
                minorVersion: packet.minorVersion, flags: packet.flags, channelCount: packet.channelCount,
                sampleFormat: packet.sampleFormat, rateIndex: packet.rateIndex, sequence: packet.sequence,
                bootID: packet.bootID, firstSampleMicroseconds: packet.firstSampleMicroseconds,
                samples: (0..<packet.sampleCount).map { packet.counts(ofSample: $0) })
            #expect(made?.encoded() == golden.bytes, "\(golden.name)")
        }
    }
}
