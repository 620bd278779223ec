// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import Foundation
import Perineometry
import RecordingFiles
import SessionStore
import StreamAPI

/// A recording that a client wants to send, as far as it can be.
struct RequestedImport: Sendable {
    let probe: ImportedProbe
    let facts: SessionFacts
    let zero: ZeroState
    /// Nil where it is not known.
    let beganUnixMicroseconds: Int64?

    /// 1970 to 2100, seconds since the Unix epoch.
    private static let years = 0.0...4_102_444_800.0

    /// - Throws: `invalidParams`.
    init(_ params: ImportBeginParams) throws(RPCError) {
        guard (1...32).contains(params.format.utf8.count) else {
            throw RPCError(
                .invalidParams, "format has \(params.format.utf8.count) bytes.",
                hint: "Name the kind of file in 1 to 32 bytes.")
        }
        if let digest = params.digest, digest.utf8.count != 64 || !digest.utf8.allSatisfy(Self.isHexadecimal) {
            throw RPCError(
                .invalidParams, "digest is not 64 hexadecimal digits.",
                hint: "Give the SHA-256 of the file, or nothing.")
        }
        if let began = params.began, !Self.years.contains(began) {
            throw RPCError(
                .invalidParams, "began is \(began).", hint: "Give seconds since the Unix epoch, of 1970 to 2100.")
        }
        guard let zero = ZeroState(rawValue: params.zero) else {
            throw RPCError(
                .invalidParams, "\"\(params.zero.prefix(32))\" is no zero.", hint: "Use none, air or inSitu.")
        }
        self.zero = zero
        beganUnixMicroseconds = params.began.map { Int64(($0 * 1e6).rounded()) }
        let channels = try Self.channels(params.channels)
        do throws(PageFault) {
            probe = try ImportedProbe(
                format: params.format, rateHertz: params.rate, channels: channels,
                isSixteenBit: params.sixteenBit == true, isSimulated: params.simulated)
        } catch {
            throw RPCError(
                .invalidParams, "No probe could have recorded that: \(error).",
                hint: "Look at rate, and at least and greatest of the channels.")
        }
        var facts = try SessionFacts(
            SessionStartParams(
                participant: params.participant, programme: params.programme, probe: params.probe, depth: params.depth,
                posture: params.posture, note: params.note),
            isSimulated: params.simulated)
        facts.imported = ImportedRecording(
            format: params.format, digest: params.digest?.lowercased(), units: params.channels.map(\.unit),
            resolution: channels.map { abs($0.scale.gain) }, isDated: params.began != nil)
        self.facts = facts
    }

    private static func channels(
        _ channels: [ImportBeginParams.Channel]
    ) throws(RPCError) -> [(role: ChannelRole, scale: CountScale)] {
        let roles: [ChannelRole] = [.pelvicFloor, .abdominal]
        guard (1...roles.count).contains(channels.count),
            channels.map(\.role) == roles.prefix(channels.count).map(\.rawValue)
        else {
            let given = channels.prefix(8).map { $0.role.prefix(32) }.joined(separator: ", ")
            throw RPCError(
                .invalidParams, "channels are \(given.isEmpty ? "none" : given).",
                hint: "Give pelvicFloor, then abdominal where it was recorded.")
        }
        var result: [(role: ChannelRole, scale: CountScale)] = []
        for (role, channel) in zip(roles, channels) {
            guard channel.unit.utf8.count <= 32,
                channel.least < channel.greatest,
                let scale = CountScale(
                    gain: channel.gain, offset: channel.offset, limits: channel.least...channel.greatest)
            else {
                throw RPCError(
                    .invalidParams, "The channel \(channel.role) has no scale that pressures can have.",
                    hint: "gain and offset are finite, gain is not 0, least and greatest are counts of 24 bits in "
                        + "order, and unit has up to 32 bytes.")
            }
            result.append((role, scale))
        }
        return result
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool { Character(UnicodeScalar(byte)).isHexDigit }
}

/// Some samples with what is noted of them, as a client sent them.
struct ImportPiece: Sendable {
    let run: CountedRun
    let notes: [RecordedNote]

    /// - Throws: `invalidParams`.
    init(_ params: ImportDataParams, of request: RequestedImport) throws(RPCError) {
        let channelCount = request.probe.capabilities.channels.count
        guard let data = Data(base64Encoded: params.data) else {
            throw RPCError(.invalidParams, "data is no base 64.", hint: "Send counts of 32 bits in base 64.")
        }
        guard data.count <= ImportDataParams.pieceBytes, data.count.isMultiple(of: 4 * channelCount) else {
            throw RPCError(
                .invalidParams, "data has \(data.count) bytes.",
                hint: "Send up to \(ImportDataParams.pieceBytes), \(4 * channelCount) a sample.")
        }
        guard params.first <= UInt64(CountedRecording.secondsLimit) * UInt64(Capabilities.rateRangeHertz.upperBound)
        else {
            throw RPCError(
                .invalidParams, "first is \(params.first).", hint: "Count samples from the first one that is sent.")
        }
        var counts: [Int32] = []
        counts.reserveCapacity(data.count / 4)
        data.withUnsafeBytes { bytes in
            for offset in stride(from: 0, to: bytes.count, by: 4) {
                counts.append(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
            }
        }
        run = CountedRun(first: params.first, channelCount: channelCount, counts: counts)
        let range = request.probe.countRange
        for place in 0..<run.sampleCount {
            let sample = counts[(place * channelCount)..<((place + 1) * channelCount)]
            guard sample.allSatisfy({ range.contains($0) }) || sample.allSatisfy({ $0 == CountedRun.missing }) else {
                throw RPCError(
                    .invalidParams, "Sample \(params.first + UInt64(place)) has a count beyond its format.",
                    hint: "Counts have 24 bits with their sign, or 16 where import.begin said so; "
                        + "\(CountedRun.missing) in every channel stands for no sample.")
            }
        }
        var notes: [RecordedNote] = []
        let end = params.first + UInt64(run.sampleCount)
        for note in params.notes ?? [] {
            guard note.index < end, note.index >= notes.last?.index ?? 0, note.text?.utf8.count ?? 0 <= 512 else {
                throw RPCError(
                    .invalidParams, "The note at sample \(note.index) is out of place, or longer than 512 bytes.",
                    hint: "Send notes in order, with or after their samples.")
            }
            notes.append(RecordedNote(try Self.kind(of: note), index: note.index))
        }
        self.notes = notes
    }

    private static func kind(of note: ImportDataParams.Note) throws(RPCError) -> RecordedNote.Kind {
        let text = note.text ?? ""
        switch note.kind {
        case .mark: return .mark(text)
        case .cue: return .cue(text)
        case .seam: return .seam
        case .contraction: return .contraction(text)
        case .zero:
            guard let state = ZeroState(rawValue: text) else {
                throw RPCError(
                    .invalidParams, "\"\(text.prefix(32))\" is no zero.", hint: "Use none, air or inSitu.")
            }
            return .zero(state)
        }
    }
}
