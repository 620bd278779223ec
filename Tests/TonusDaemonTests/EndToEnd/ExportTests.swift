// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

/// Exports over the socket: in pieces, no faster than they are fetched.
@Suite struct ExportTests {
    private let daemon: SimulatedDaemon
    /// Of 8 channels, so that its CSV is larger than what waits for a client.
    private let session: SessionReport

    init() throws {
        daemon = try SimulatedDaemon("comfortable-strong,rate=1000,channels=8")
        let tonus = try daemon.connect()
        try wait(for: "eight seconds of samples") { try tonus.status().stream.samples > 8000 }
        let begun = try tonus.start(SessionStartParams(lookback: 120))
        try tonus.awaitSamples(8000, of: begun.id)
        session = try tonus.change(SessionControlParams.stop)
    }

    private func threadCount() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.program.identifier)/task").count
    }

    /// Begins an export that is never read, and returns the connection.
    private func neglectedExport() throws -> RawClient {
        let client = try RawClient(path: daemon.socket)
        _ = try client.line()
        client.send(
            #"{"jsonrpc":"2.0","id":1,"method":"sessions.export","params":{"session":"\#(session.id)","format":"csv"}}"#
                + "\n")
        #expect(try client.reply()?["result"] != nil)
        return client
    }

    @Test func everyFormatArrivesWhole() throws {
        let tonus = try daemon.connect()
        for format in SessionsExportParams.Format.allCases {
            let data = try tonus.export(session.id, format)
            #expect(!data.isEmpty, "\(format)")
            switch format {
            case .edf: #expect(data.prefix(8) == Data("0       ".utf8))
            case .csv: #expect(data.count > 256 * 1024, "too small to be held back")
            case .archive: #expect(data.count.isMultiple(of: 512))
            case .fhir, .review, .rescore: #expect((try? JSONSerialization.jsonObject(with: data)) != nil)
            case .contractions, .report: break
            }
        }
        // Seen to differ on a machine with a load of 25, for a reason that is not known yet.
        let rows = UInt64(try tonus.rows(session.id).count)
        #expect(rows == session.samples, "\(session)")
    }

    @Test func anExportThatNobodyFetchesWaitsAndEndsWithItsClient() throws {
        let tonus = try daemon.connect()
        _ = try tonus.export(session.id, .csv)
        let (descriptors, threads) = (try daemon.program.descriptorCount(), try threadCount())
        // Warm up first: what the daemon keeps from a first time is no leak.
        for _ in 0..<20 {
            let clients = [try neglectedExport(), try neglectedExport()]
            _ = try tonus.status()
            withExtendedLifetime(clients) {}
        }
        try wait(for: "\(descriptors) descriptors, have \(try daemon.program.descriptorCount())") {
            try daemon.program.descriptorCount() <= descriptors
        }
        // The queues keep a few idle threads for some seconds.
        try wait(for: "\(threads) threads or so, have \(try threadCount())") {
            try threadCount() <= threads + 4
        }
        // Seen to differ on a machine with a load of 25, for a reason that is not known yet.
        let rows = UInt64(try tonus.rows(session.id).count)
        #expect(rows == session.samples, "\(session)")
    }

    @Test func aClientThatLeavesAtOnceLeavesNoExportBehind() throws {
        let tonus = try daemon.connect()
        _ = try tonus.export(session.id, .csv)
        let (descriptors, threads) = (try daemon.program.descriptorCount(), try threadCount())
        for _ in 0..<20 {
            let client = try RawClient(path: daemon.socket)
            client.send(
                #"{"jsonrpc":"2.0","id":1,"method":"sessions.export","params":{"session":"\#(session.id)","format":"csv"}}"#
                    + "\n")
        }
        try wait(for: "\(descriptors) descriptors") {
            try daemon.program.descriptorCount() <= descriptors
        }
        try wait(for: "\(threads) threads or so") { try threadCount() <= threads + 4 }
        _ = try tonus.status()
    }

    @Test func aThirdExportOfAConnectionIsRefused() throws {
        let tonus = try daemon.connect()
        let params = SessionsExportParams(session: session.id, format: .csv)
        let first: SessionsExportResult = try tonus.call(SessionsExportParams.method, params)
        let _: SessionsExportResult = try tonus.call(SessionsExportParams.method, params)
        let error = try refusal {
            let _: SessionsExportResult = try tonus.call(SessionsExportParams.method, params)
        }
        #expect(error?.code == RPCError.Code.notPossibleNow.rawValue)
        var isDone = false
        while !isDone {
            let piece: ExportReadResult = try tonus.call(
                ExportReadParams.method, ExportReadParams(export: first.export), within: patience)
            isDone = piece.done
        }
        let _: SessionsExportResult = try tonus.call(SessionsExportParams.method, params)
    }
}
