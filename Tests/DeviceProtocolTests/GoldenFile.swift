// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry

@testable import DeviceProtocol

/// The golden files of Firmware-Protocol/vectors, whose README.md describes the format.
enum GoldenFile {
    static let protocolFolder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Firmware-Protocol")

    static func url(_ name: String) -> URL { protocolFolder.appending(path: "vectors").appending(path: name) }

    /// The lines that are cases.
    static func cases(_ name: String) throws -> [GoldenCase] {
        try String(contentsOf: url(name), encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
            .map { try GoldenCase(line: String($0)) }
    }
}

struct NotAGoldenCase: Error { var line: String }

/// One line of a golden file.
struct GoldenCase {
    enum Kind: String { case packet, capabilities, calibration, status }

    var kind: Kind
    var name: String
    var bytes: [UInt8]
    var line: String

    init(line: String) throws {
        let words = line.split(separator: " ")
        guard words.count >= 4, let kind = Kind(rawValue: String(words[0])), let last = words.last,
            last.hasPrefix("hex="), let bytes = [UInt8](hex: last.dropFirst(4))
        else { throw NotAGoldenCase(line: line) }
        self.kind = kind
        self.name = String(words[1])
        self.bytes = bytes
        self.line = line
    }

    /// A case as the Swift codec sees it.
    init(_ kind: Kind, _ name: String, _ bytes: [UInt8]) {
        self.kind = kind
        self.name = name
        self.bytes = bytes
        line = ""
        line = rendered
    }

    /// The line that the Swift codec writes for these bytes.
    var rendered: String { "\(kind) \(name) \(outcome) hex=\(bytes.hex)" }

    private var outcome: String {
        do {
            return switch kind {
            case .packet: try Rendering.of(SamplePacket(bytes))
            case .capabilities: try Rendering.of(Capabilities(decoding: bytes))
            case .calibration: try Rendering.of(CalibrationPage(decoding: bytes))
            case .status: try Rendering.of(DeviceStatus(decoding: bytes))
            }
        } catch let fault as PacketFault {
            return "fault=\(Rendering.name(of: fault))"
        } catch let fault as PageFault {
            return "fault=\(Rendering.name(of: fault))"
        } catch {
            return "fault=?"
        }
    }
}

extension [UInt8] {
    /// Nil where the text is not pairs of hexadecimal digits.
    init?(hex: some StringProtocol) {
        let digits = hex.compactMap(\.hexDigitValue)
        guard digits.count == hex.count, digits.count.isMultiple(of: 2) else { return nil }
        self = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    var hex: String { map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined() }
}
