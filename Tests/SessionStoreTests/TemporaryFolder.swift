// SPDX-License-Identifier: Apache-2.0
import Foundation

@testable import SessionStore

/// A folder for one test, with a master key beside it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array((NSTemporaryDirectory() + "/tonus-store-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
        path = template.withUnsafeBufferPointer {
            String(decoding: $0.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
        _ = try MasterKey(creating: keyFile)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var keyFile: String { path + "/master.key" }
    var sessions: String { path + "/sessions" }

    func store(_ limits: RecordingLimits = .forTests) throws -> SessionStore {
        try SessionStore(directory: sessions, key: try MasterKey(file: keyFile), limits: limits)
    }

    func file(of id: SessionID) -> String { SessionFile.path(of: id, in: sessions) }

    func key() throws -> MasterKey { try MasterKey(file: keyFile) }
}

extension RecordingLimits {
    /// A machine that runs tests may have a small disk.
    static var forTests: RecordingLimits {
        var limits = RecordingLimits()
        limits.beginBytes = 0
        limits.endBytes = 0
        return limits
    }
}
