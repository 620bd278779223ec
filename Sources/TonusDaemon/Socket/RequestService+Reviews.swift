// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import FoundationEssentials
import NIOCore
import PerineometerDriver
import Perineometry
import SessionExport
import SessionStore
import StreamAPI

/// What is asked by those who look at recordings: traces, comparisons, trends, files for a browser.
extension RequestService {
    static let reviewMethods = [
        SessionsTraceParams.method, SessionsGlanceParams.method, SessionsCompareParams.method,
        SessionsTrendParams.method, WebExportParams.method,
    ]

    /// Returns false where the method is none of them.
    func dispatchReviews(_ head: RequestHead, bytes: Data, client: ClientHandler) throws(RPCError) -> Bool {
        let id = head.id
        switch head.method {
        case SessionsTraceParams.method: try trace(params(of: head, from: bytes), id: id, client: client)
        case SessionsGlanceParams.method: try glance(params(of: head, from: bytes), id: id, client: client)
        case SessionsCompareParams.method: try compare(params(of: head, from: bytes), id: id, client: client)
        case SessionsTrendParams.method:
            try trend(optional(head, bytes) ?? SessionsTrendParams(), id: id, client: client)
        case WebExportParams.method: try offer(params(of: head, from: bytes), id: id, client: client)
        default: return false
        }
        return true
    }

    private func trace(_ params: SessionsTraceParams, id: RequestID?, client: ClientHandler) throws(RPCError) {
        let points = params.points ?? 1000
        let from = params.from ?? 0
        guard (1...SessionsTraceParams.pointLimit).contains(points) else {
            throw RPCError(
                .invalidParams, "points is \(points).", hint: "Ask for 1 to \(SessionsTraceParams.pointLimit).")
        }
        guard from.isFinite, from >= 0, params.to.map({ $0.isFinite && $0 > from }) ?? true else {
            throw RPCError(
                .invalidParams, "The window goes from \(from) to \(params.to.map { "\($0)" } ?? "the end").",
                hint: "Give seconds from the first sample: from 0 up, and to beyond from.")
        }
        if let channel = params.channel, !(0..<Channel.limit).contains(channel) {
            throw RPCError(
                .invalidParams, "channel is \(channel).", hint: "Give 0 to \(Channel.limit - 1), or leave it out.")
        }
        if let number = params.contractionsAfter, number < 0 {
            throw RPCError(
                .invalidParams, "contractionsAfter is \(number).",
                hint: "Give the number of the last that is known, or 0.")
        }
        let running = Set(sessions.recordings.values.map(\.id))
        let traces = sessions.traces
        sessions.watchIdleTraces()
        try sessions.ask(
            forTrace: true,
            { store throws(RPCError) in
                let known = SessionID(params.session).flatMap { traces.isOpen($0) ? $0 : nil }
                let meant: SessionID
                if let known { meant = known } else { meant = try SessionDesk.find(params.session, in: store) }
                do {
                    let trace = try traces.trace(of: meant, isUnfinished: running.contains(meant), in: store)
                    var result = SessionsTraceResult(
                        meant, try trace.window(channel: params.channel, from: from, to: params.to, points: points))
                    result.contractions = params.contractionsAfter.map { number in
                        trace.found(after: number, limit: SessionsTraceParams.contractionLimit).map {
                            .init(number: $0.number, onset: $0.onset, offset: $0.offset, kind: $0.kind)
                        }
                    }
                    return result
                } catch let error as OpenedTrace.UnknownChannel {
                    throw RPCError(
                        .invalidParams, "The recording has no channel \(params.channel ?? 0).",
                        hint: "It has \(error.count), numbered from 0.")
                } catch {
                    throw RPCError(export: error)
                }
            }, replying(to: id, client))
    }

    private func glance(_ params: SessionsGlanceParams, id: RequestID?, client: ClientHandler) throws(RPCError) {
        try sessions.ask(
            { store throws(RPCError) in
                let meant = try SessionDesk.find(params.session, in: store)
                do throws(StoreError) {
                    return SessionsGlanceResult(reading: try store.read(meant))
                } catch {
                    throw RPCError(error)
                }
            }, replying(to: id, client))
    }

    private func compare(_ params: SessionsCompareParams, id: RequestID?, client: ClientHandler) throws(RPCError) {
        guard params.sessions.count == 2 else {
            throw RPCError(
                .invalidParams, "\(params.sessions.count) sessions are given.", hint: "Name two sessions by their ids.")
        }
        try makeFigures(named: "comparison", id: id, client: client) { store, review throws(RPCError) in
            let meant = try params.sessions.map { text throws(RPCError) in try SessionDesk.find(text, in: store) }
            let both = try SessionDesk.list(store).filter { meant.contains($0.id) }
                .sorted { $0.beganUnixMicroseconds < $1.beganUnixMicroseconds }
            guard both.count == 2 else {
                throw RPCError(.invalidParams, "Both are session \(meant[0]).", hint: "Name two sessions.")
            }
            try Self.checkPeople(both, stated: true)
            return { () throws -> [UInt8] in
                let made = try both.map { try review($0.id) }
                return try SessionComparison(made[0], made[1]).json()
            }
        }
    }

    private func trend(_ params: SessionsTrendParams, id: RequestID?, client: ClientHandler) throws(RPCError) {
        let limit = params.limit ?? 30
        guard (2...SessionsTrendParams.sessionLimit).contains(limit) else {
            throw RPCError(
                .invalidParams, "limit is \(limit).", hint: "Ask for 2 to \(SessionsTrendParams.sessionLimit).")
        }
        try makeFigures(named: "trend", id: id, client: client) { store, review throws(RPCError) in
            let all = try SessionDesk.list(store).filter { session in
                session.packets > 0 && (params.participant.map { session.facts.participant == $0 } ?? true)
            }
            try Self.checkPeople(all, stated: false)
            let newest = Array(all.prefix(limit).reversed())
            return { () throws -> [UInt8] in
                var made: [SessionReview] = []
                for session in newest {
                    do {
                        made.append(try review(session.id))
                    } catch ExportError.empty {
                        continue
                    }
                }
                return try SessionTrend(over: made).json()
            }
        }
    }

    /// Figures are compared within one person. With `stated`, sessions of which nobody said whose they are go with those
    /// of anybody.
    private static func checkPeople(_ sessions: [SessionSummary], stated: Bool) throws(RPCError) {
        let people = Set(
            sessions.compactMap { session in session.facts.participant ?? (stated ? nil : "nobody stated") })
        guard people.count > 1 else { return }
        throw RPCError(
            .invalidParams, "The sessions are of several people: \(people.sorted().joined(separator: ", ")).",
            hint: "Compare those of one.")
    }

    /// Makes figures of some sessions, to be read like an export.
    private func makeFigures(
        named name: String, id: RequestID?, client: ClientHandler,
        _ prepare:
            @escaping @Sendable (SessionStore, @escaping @Sendable (SessionID) throws -> SessionReview)
            throws(RPCError) -> @Sendable () throws -> [UInt8]
    ) throws(RPCError) {
        let number = try client.exports.reserve()
        let target = NIOLoopBound(client, eventLoop: publisher.eventLoop)
        let reply: (Result<SessionsExportResult, RPCError>) -> Void = replying(to: id, client)
        let review = sessions.reviewOfSession
        try sessions.ask(
            { store throws(RPCError) in try prepare(store) { id in try review(id, store) } },
            { (result: Result<@Sendable () throws -> [UInt8], RPCError>) in
                let client = target.value
                switch result {
                case .failure(let error):
                    client.exports.end(number)
                    reply(.failure(error))
                case .success(let make):
                    let job = ExportJob()
                    guard client.exports.begin(number, job) else { return }
                    job.run { sink in
                        try sink.write(try make())
                        sink.finish()
                    }
                    reply(.success(SessionsExportResult(export: number, fileName: "tonus-\(name).json")))
                }
            })
    }

    private func offer(_ params: WebExportParams, id: RequestID?, client: ClientHandler) throws(RPCError) {
        guard case .open = webDoor?.state else {
            throw RPCError(
                .notPossibleNow, "There is no dashboard to fetch it from.", hint: "Use sessions.export instead.")
        }
        let reply: (Result<WebExportResult, RPCError>) -> Void = replying(to: id, client)
        let target = NIOLoopBound(webExports, eventLoop: publisher.eventLoop)
        let export = SessionsExportParams(
            session: params.session, format: params.format, identified: params.identified)
        let review = sessions.reviewOfSession
        try sessions.ask(
            { store throws(RPCError) in
                let meant = try SessionDesk.find(params.session, in: store)
                do {
                    return (meant, try RequestedExport(meant, export, in: store, review: review))
                } catch {
                    throw RPCError(export: error)
                }
            },
            { (result: Result<(SessionID, RequestedExport), RPCError>) in
                reply(
                    result.map { meant, file in
                        let name = "tonus-\(meant.description.prefix(8)).\(file.fileExtension)"
                        let isPage = params.format == .report
                        let secret = target.value.offer(WebExport(file: file, fileName: name, isPage: isPage))
                        return WebExportResult(
                            path: WebExports.path + secret.text, fileName: name, expires: WebExports.seconds)
                    })
            })
    }
}

extension SessionsTraceResult {
    fileprivate init(_ id: SessionID, _ window: OpenedTrace.Window) {
        let rate = Double(window.facts.rateHertz)
        let time = { (place: Int) in Double(place) / rate }
        let span = { (places: Range<Int>) in Span(from: time(places.lowerBound), to: time(places.upperBound)) }
        // To a thousandth of a cmH2O: finer than any probe, and half as long.
        let pressure = { (value: Float?) in value.map { (Double($0) * 1000).rounded() / 1000 } }
        self.init(
            session: id.description, channel: window.channel,
            channels: window.facts.channels.map {
                DeviceDescription.Channel(
                    channel: $0.number, role: $0.role.rawValue, position: $0.positionMillimetres)
            },
            rate: window.facts.rateHertz, seconds: time(window.places), read: window.share,
            from: time(window.raster.first), step: time(window.raster.samplesPerPoint),
            low: window.ranges.map { pressure($0?.lowerBound) }, high: window.ranges.map { pressure($0?.upperBound) },
            gaps: window.gaps.map(span), clipped: window.clipped.map(span),
            remarks: window.remarks.compactMap { Remark($0, at: time($0.place)) }, more: window.hasMore,
            simulated: window.facts.isSimulated)
    }
}

extension SessionsTraceResult.Remark {
    /// So long a text stands beside a picture.
    private static let textLimit = 100

    /// Nil for what belongs beside a picture, not into it.
    fileprivate init?(_ remark: SessionTrace.TraceRemark, at seconds: Double) {
        switch remark.kind {
        case .mark(let text): self.init(at: seconds, kind: "mark", text: String(text.prefix(Self.textLimit)))
        case .cue(let name): self.init(at: seconds, kind: "cue", text: String(name.prefix(Self.textLimit)))
        case .zero(let state): self.init(at: seconds, kind: "zero", text: state.rawValue)
        case .answer, .exercise: return nil
        }
    }
}

extension SessionsGlanceResult {
    fileprivate init(reading reader: SessionReader) {
        self.init(session: reader.id.description, contractions: 0, marks: 0, damaged: 0, interrupted: false)
        // Of what was not decided when the recording ended, what was said last stands.
        var undecided: [UInt64: Bool] = [:]
        func settle() {
            contractions += undecided.values.count(where: { $0 })
            undecided = [:]
        }
        defer { settle() }
        while let entry = reader.next() {
            switch entry {
            case .damaged: damaged += 1
            case .segment(let segment):
                settle()
                if segment.number > 0 { interrupted = true }
            case .state(let record): if record.state == .recovered { interrupted = true }
            case .event(let event):
                switch event.body {
                case .contraction(let told):
                    let contraction = told.contraction
                    undecided[contraction.id] =
                        told.isFinal || told.phase == .withdrawn ? nil : contraction.kind.isContraction
                    if told.isFinal, told.phase != .withdrawn, contraction.kind.isContraction { contractions += 1 }
                case .mark: marks += 1
                default: break
                }
            default: break
            }
        }
    }
}
