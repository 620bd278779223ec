// SPDX-License-Identifier: Apache-2.0
import SessionStore
import StreamAPI

extension SessionReport {
    /// A session of the store in the protocol's words.
    ///
    /// - Parameters:
    ///   - session: as the index knows it, or as recording has left it so far.
    ///   - progress: how far recording has got; nil where it is over.
    ///   - seconds: how long it recorded; nil: as the index says.
    init(_ session: SessionSummary, progress: RecordingProgress? = nil, seconds: Double? = nil) {
        let began = Double(session.beganUnixMicroseconds) / 1e6
        let state = progress?.state ?? session.state
        let seconds = seconds ?? session.seconds
        self.init(
            id: session.id.description, state: state.rawValue, began: began,
            ended: session.endedUnixMicroseconds.map { Double($0) / 1e6 },
            seconds: seconds, samples: progress?.samples ?? session.samples ?? 0,
            packets: progress?.packets ?? session.packets, lost: progress?.lostPackets ?? session.lost,
            segments: session.segments ?? 1, participant: session.facts.participant, programme: session.facts.programme,
            probe: session.facts.probe, depth: session.facts.depthMillimetres,
            posture: session.facts.posture?.rawValue,
            reason: progress?.failure?.description ?? session.reason, simulated: session.facts.isSimulated,
            imported: session.facts.imported.map {
                ImportReport(format: $0.format, digest: $0.digest, dated: $0.isDated)
            })
    }
}

extension SessionFacts {
    /// What a client says of a session that is to begin.
    ///
    /// - Throws: `invalidParams` where a value cannot be.
    init(_ params: SessionStartParams, isSimulated: Bool) throws(RPCError) {
        if let depth = params.depth, !(0...200).contains(depth) {
            throw RPCError(
                .invalidParams, "depth is \(depth).",
                hint: "It is the way from the introitus to the middle of the sensor: 0 to 200 millimetres.")
        }
        var posture: Posture?
        if let name = params.posture {
            guard let known = Posture(rawValue: name) else {
                throw RPCError(
                    .invalidParams, "\"\(name.prefix(32))\" is no posture.",
                    hint: "Use one of \(Posture.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            posture = known
        }
        for (name, text) in [
            ("participant", params.participant), ("programme", params.programme), ("probe", params.probe),
        ] {
            guard let text else { continue }
            guard !text.isEmpty, text.utf8.count <= 64 else {
                throw RPCError(
                    .invalidParams, "\(name) is \(text.isEmpty ? "empty" : "longer than 64 bytes").",
                    hint: "Leave it out, or give up to 64 bytes; longer words belong in note.")
            }
        }
        self.init(
            participant: params.participant, programme: params.programme, probe: params.probe,
            depthMillimetres: params.depth, posture: posture, note: params.note, isSimulated: isSimulated)
    }
}
