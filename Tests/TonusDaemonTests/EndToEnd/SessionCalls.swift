// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

/// What tests ask of sessions.
extension TonusConnection {
    func start(_ params: SessionStartParams = SessionStartParams()) throws -> SessionReport {
        try call(SessionStartParams.method, params, within: patience)
    }

    func change(_ method: String, _ session: String? = nil) throws -> SessionReport {
        try call(method, SessionControlParams(session: session), within: patience)
    }

    func get(_ session: String) throws -> SessionReport {
        try call(SessionGetParams.method, SessionGetParams(session: session), within: patience)
    }

    func sessions() throws -> [SessionReport] {
        let result: SessionsListResult = try call(SessionsListParams.method, SessionsListParams(), within: patience)
        return result.sessions
    }

    /// All of an export, piece by piece.
    func export(_ session: String, _ format: SessionsExportParams.Format) throws -> Data {
        let export: SessionsExportResult = try call(
            SessionsExportParams.method, SessionsExportParams(session: session, format: format), within: patience)
        var data = Data()
        while true {
            let piece: ExportReadResult = try call(
                ExportReadParams.method, ExportReadParams(export: export.export), within: patience)
            data += try #require(Data(base64Encoded: piece.data))
            if piece.done { return data }
        }
    }

    /// The rows of samples in the CSV of a session.
    func rows(_ session: String) throws -> [ExportedRow] {
        String(decoding: try export(session, .csv), as: UTF8.self).split(separator: "\n")
            .filter { $0.first?.isNumber == true || $0.first == "-" }.map(ExportedRow.init)
    }

    /// Waits until a session has so many samples, and returns how it is then.
    @discardableResult
    func awaitSamples(_ count: UInt64, of session: String) throws -> SessionReport {
        var report = try get(session)
        try wait(for: "\(count) samples of \(session), which has \(report.samples)") {
            report = try get(session)
            return report.samples >= count
        }
        return report
    }
}

/// A sample of an exported session.
struct ExportedRow {
    var seconds: Double
    /// The probe's own clock, in seconds.
    var deviceClock: Double
    /// Of the first channel.
    var pressure: Double
    var event: String

    init(_ line: Substring) {
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        seconds = Double(cells[0]) ?? .nan
        deviceClock = cells.count > 1 ? Double(cells[1]) ?? 0 : 0
        pressure = cells.count > 3 ? Double(cells[3]) ?? .nan : .nan
        event = String(cells.last ?? "")
    }
}

/// The error with which something was refused.
func refusal(_ body: () throws -> Void) throws -> RPCError? {
    do {
        try body()
        return nil
    } catch ClientError.refused(let error) {
        return error
    }
}
