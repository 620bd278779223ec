// SPDX-License-Identifier: Apache-2.0
import Acquisition
import FoundationEssentials
import NIOCore
import PerineometerDriver
import Perineometry
import SessionStore
import SignalProcessing
import StreamAPI

/// Carries out requests. Every request with an id gets exactly one reply. Lives on the event loop.
final class RequestService {
    let publisher: StreamPublisher
    private let identity: DaemonIdentity
    private let hostTime: HostTimeScale
    private let realTime: RealTimeReport
    private let acquisition: any AcquisitionEngine
    let connections: ConnectionCounts
    let access: ClientAccess
    let sessions: SessionDesk
    let exercises: ExerciseDesk
    private let currentLimits: () -> ClientLimits
    var limits: ClientLimits { currentLimits() }
    private let decoder = JSONDecoder()
    /// Lets browsers in; nil before the web server was made.
    var webDoor: WebDoor?
    /// Lanes whose device is being tested, or is about to be.
    private var selfTesting: Set<Int> = []
    let webExports = WebExports()

    init(
        publisher: StreamPublisher, identity: DaemonIdentity, hostTime: HostTimeScale,
        realTime: RealTimeReport, acquisition: any AcquisitionEngine, connections: ConnectionCounts,
        access: ClientAccess,
        sessions: SessionDesk, limits: @escaping () -> ClientLimits
    ) {
        self.access = access
        self.sessions = sessions
        exercises = ExerciseDesk(publisher: publisher, sessions: sessions)
        currentLimits = limits
        self.publisher = publisher
        self.identity = identity
        self.hostTime = hostTime
        self.realTime = realTime
        self.acquisition = acquisition
        self.connections = connections
    }

    func hello(to client: ClientHandler) -> Hello {
        let now = HostClock.now()
        return Hello(
            protocol: .current, daemon: identity.daemon, unit: PressureUnit.cmH2O.rawValue, role: client.role.rawValue,
            boot: identity.boot, clock: .init(hostTime: hostTime.unixSeconds(now), monotonic: now.seconds),
            simulated: identity.simulated)
    }

    /// What a client is told that finds no place.
    func refusal(allocator: ByteBufferAllocator) -> ByteBuffer {
        let error = RPCError(
            .tooManyClients, "There are \(limits.clients) clients already, the most that tonusd serves.",
            hint: "Close some; `tonus status` tells how many are connected.")
        var buffer = allocator.buffer(capacity: 256)
        publisher.messages.write(ErrorResponse(id: .null, error: error), to: &buffer)
        return buffer
    }

    /// What a client is told whose user may not connect.
    func refusal(of peer: PeerCredentials?, allocator: ByteBufferAllocator) -> ByteBuffer {
        let who = peer.map { access.userName(of: $0.userID) ?? "user \($0.userID)" } ?? "somebody unknown"
        let error = RPCError(
            .notAllowed, "tonusd does not let \(who) connect.",
            hint: "Ask whoever runs tonusd to name you or a group of yours in its settings.")
        var buffer = allocator.buffer(capacity: 256)
        publisher.messages.write(ErrorResponse(id: .null, error: error), to: &buffer)
        return buffer
    }

    func refuseTooLong(reply: inout ByteBuffer) {
        let error = RPCError(
            .requestTooLong, "The request is longer than \(ProtocolLimits.requestBytes) bytes.",
            hint: "Send one JSON object a line, ended by a line feed.")
        publisher.messages.write(ErrorResponse(id: .null, error: error), to: &reply)
    }

    func handle(_ line: ByteBuffer, from client: ClientHandler, reply: inout ByteBuffer) {
        // An empty line asks for nothing: it is what a person types to see whether anybody is there.
        if line.readableBytes == 0 { return }
        let bytes = Data(line.readableBytesView)
        let head: RequestHead
        do throws(RequestHead.Refusal) {
            head = try RequestHead.parse(bytes, with: decoder)
        } catch {
            publisher.messages.write(ErrorResponse(id: error.id, error: error.error), to: &reply)
            return
        }
        var answer = ByteBuffer()
        do throws(RPCError) {
            try dispatch(head, bytes: bytes, client: client, answer: &answer)
        } catch {
            answer.clear()
            publisher.messages.write(ErrorResponse(id: head.id ?? .null, error: error), to: &answer)
        }
        // JSON-RPC 2.0, section 4.1: a request without an id is a notification and gets no reply.
        if head.id != nil { reply.writeBuffer(&answer) }
    }

    private func dispatch(
        _ head: RequestHead, bytes: Data, client: ClientHandler, answer: inout ByteBuffer
    ) throws(RPCError) {
        let id = head.id ?? .null
        guard let needed = MethodAccess.table[head.method] else { throw Self.unknown(head.method) }
        try needed.check(head.method, role: client.role, isPaused: client.isWithheld)
        switch head.method {
        case Status.method:
            publisher.messages.write(Response(id: id, result: status(to: client)), to: &answer)
        case SubscribeParams.method:
            let params: SubscribeParams = try params(of: head, from: bytes)
            if params.streams.contains(.session), client.role != .controller {
                throw RPCError(
                    .notAllowed, "The stream session is for controllers; you are an \(client.role.rawValue).",
                    hint: "Leave it out of streams.")
            }
            let (result, lane) = try subscribe(params, client: client)
            publisher.messages.write(Response(id: id, result: result), to: &answer)
            if result.streams.contains(.device) {
                let device = client.isWithheld ? lane.device.withoutBody : lane.device
                publisher.messages.write(
                    DeviceMessage(subscription: result.subscription, device: device),
                    method: DeviceMessage.method, to: &answer)
            }
            if result.streams.contains(.coach), !client.isWithheld {
                exercises.writeCurrent(
                    of: lane, subscription: result.subscription, role: client.role, to: &answer)
            }
            if result.streams.contains(.session), !client.isWithheld {
                for recording in sessions.recordings.values {
                    publisher.messages.write(
                        SessionMessage(
                            subscription: result.subscription, session: recording.summary,
                            marks: recording.marks.isEmpty ? nil : recording.marks),
                        method: SessionMessage.method, to: &answer)
                }
            }
        case UnsubscribeParams.method:
            let params: UnsubscribeParams = try params(of: head, from: bytes)
            try client.unsubscribe(params.subscription)
            publisher.messages.write(
                Response(id: id, result: UnsubscribeResult(subscription: params.subscription)), to: &answer)
        case SelfTestParams.method:
            let params: SelfTestParams = head.hasParams ? try params(of: head, from: bytes) : SelfTestParams()
            try selfTest(params, id: head.id, client: client)
        case ZeroParams.method:
            let params: ZeroParams = try params(of: head, from: bytes)
            try zero(params, id: head.id, client: client)
        case ConsentMethod.watchers:
            publisher.messages.write(Response(id: id, result: access.report(to: client)), to: &answer)
        case ConsentMethod.pause, ConsentMethod.resume:
            let params: ConsentParams = head.hasParams ? try params(of: head, from: bytes) : ConsentParams()
            let isPause = head.method == ConsentMethod.pause
            try isPause ? pause(params.connection, by: client) : resume(params.connection)
            publisher.messages.write(Response(id: id, result: access.report(to: client)), to: &answer)
        case ConsentMethod.end:
            let params: ConsentEndParams = try params(of: head, from: bytes)
            try end(params.connection, by: client)
            publisher.messages.write(Response(id: id, result: access.report(to: client)), to: &answer)
        case WebOpen.method:
            publisher.messages.write(Response(id: id, result: try openWeb(for: client)), to: &answer)
        default:
            if try dispatchExercises(head, bytes: bytes, client: client, answer: &answer) { return }
            if try dispatchParticipants(head, bytes: bytes, client: client) { return }
            if try dispatchImports(head, bytes: bytes, client: client) { return }
            guard try dispatchSessions(head, bytes: bytes, client: client) else { throw Self.unknown(head.method) }
        }
    }

    /// Those about recordings. Returns false where the method is none of them.
    private func dispatchSessions(
        _ head: RequestHead, bytes: Data, client: ClientHandler
    ) throws(RPCError) -> Bool {
        let id = head.id
        switch head.method {
        case SessionStartParams.method:
            try start(optional(head, bytes) ?? SessionStartParams(), id: id, client: client)
        case SessionControlParams.pause:
            try change(optional(head, bytes) ?? SessionControlParams(), to: .paused, id: id, client: client)
        case SessionControlParams.resume:
            try change(optional(head, bytes) ?? SessionControlParams(), to: .recording, id: id, client: client)
        case SessionControlParams.stop:
            try change(optional(head, bytes) ?? SessionControlParams(), to: .finished, id: id, client: client)
        case SessionMarkParams.method: try mark(optional(head, bytes) ?? SessionMarkParams(), id: id, client: client)
        case SessionsListParams.method: try list(optional(head, bytes) ?? SessionsListParams(), id: id, client: client)
        case SessionGetParams.method: try get(params(of: head, from: bytes), id: id, client: client)
        case SessionsVerifyParams.method:
            try verify(optional(head, bytes) ?? SessionsVerifyParams(), id: id, client: client)
        case SessionsDeleteParams.method: try delete(params(of: head, from: bytes), id: id, client: client)
        case SessionsExportParams.method: try export(params(of: head, from: bytes), id: id, client: client)
        case ExportReadParams.method: try read(params(of: head, from: bytes), id: id, client: client)
        default: return try dispatchReviews(head, bytes: bytes, client: client)
        }
        return true
    }

    /// Parameters that may be left out altogether.
    func optional<Params: Codable & Sendable>(
        _ head: RequestHead, _ bytes: Data
    ) throws(RPCError) -> Params? {
        head.hasParams ? try params(of: head, from: bytes) : nil
    }

    static let methods =
        [
            Status.method, SubscribeParams.method, UnsubscribeParams.method, SelfTestParams.method, ZeroParams.method,
            ConsentMethod.watchers, ConsentMethod.pause, ConsentMethod.resume, ConsentMethod.end,
            SessionStartParams.method, SessionMarkParams.method, SessionControlParams.pause,
            SessionControlParams.resume,
            SessionControlParams.stop, SessionsListParams.method, SessionGetParams.method, SessionsVerifyParams.method,
            SessionsDeleteParams.method, SessionsExportParams.method, ExportReadParams.method,
            WebOpen.method,
        ] + exerciseMethods + participantMethods + importMethods + reviewMethods

    private static func unknown(_ method: String) -> RPCError {
        RPCError(
            .methodNotFound, "There is no method \"\(method.prefix(64))\".",
            hint: "This daemon knows \(methods.joined(separator: ", ")).")
    }

    func params<Params: Codable & Sendable>(of head: RequestHead, from bytes: Data) throws(RPCError) -> Params {
        do {
            if let params = try decoder.decode(Request<Params>.self, from: bytes).params { return params }
        } catch let error as DecodingError {
            throw RPCError(.invalidParams, error.sentence, hint: Self.paramsHint(head.method))
        } catch {
            throw RPCError(.internalError, "The parameters could not be read.", hint: "Report this as a bug.")
        }
        throw RPCError(.invalidParams, "\(head.method) needs params.", hint: Self.paramsHint(head.method))
    }

    private static func paramsHint(_ method: String) -> String {
        if method == UnsubscribeParams.method {
            return #"Send {"subscription": N} with the number that subscribe gave."#
        }
        if method == ZeroParams.method {
            return
                "state is \(ZeroParams.State.allCases.map(\.rawValue).joined(separator: ", ")); device is a serial number."
        }
        if method == ConsentMethod.end {
            return #"Send {"connection": N} with a number that consent.watchers gave."#
        }
        if method == ConsentMethod.pause || method == ConsentMethod.resume {
            return
                "connection, the only parameter, is a number that consent.watchers gave; without it everybody is meant."
        }
        if method.hasPrefix("session") || method == ExportReadParams.method || exerciseMethods.contains(method)
            || participantMethods.contains(method) || reviewMethods.contains(method)
        {
            return "docs/socket-protocol.md tells the parameters of \(method)."
        }
        if method == SelfTestParams.method { return "device, the only parameter, is a serial number." }
        let streams = StreamName.allCases.map(\.rawValue).joined(separator: ", ")
        let deliveries = DeliveryMode.allCases.map(\.rawValue).joined(separator: " or ")
        return "streams is a list of \(streams); delivery is \(deliveries); channels is a list of whole numbers; "
            + "lookback is a number of seconds; rate is a whole number; device is a serial number."
    }

    /// The lane that a request is about.
    func lane(of serial: String?) throws(RPCError) -> DeviceLane {
        guard let serial else { return publisher.defaultLane }
        if let lane = publisher.lane(ofSerial: serial) { return lane }
        let known = publisher.devices.compactMap(\.serial)
        throw RPCError(
            .unknownDevice, "No perineometer with the serial number \"\(serial.prefix(64))\" was seen.",
            hint: known.isEmpty
                ? "Plug it in first; leave device out to get the one that comes."
                : "This daemon has seen \(known.joined(separator: ", ")).")
    }

    /// Has a device tested, and replies when that is done: other requests are answered meanwhile.
    private func selfTest(_ params: SelfTestParams, id: RequestID?, client: ClientHandler) throws(RPCError) {
        let lane = try lane(of: params.device)
        guard lane.isOccupied else {
            throw RPCError(.notPossibleNow, "No perineometer is plugged in.", hint: "Plug it in, then ask again.")
        }
        let loop = publisher.eventLoop
        let target = NIOLoopBound((service: self, client: client, lane: lane), eventLoop: loop)
        // Here and not at the thread that tests: that one can have taken up the first request before the second comes.
        let isAccepted =
            !selfTesting.contains(lane.number)
            && acquisition.selfTest(lane: lane.number) { report in
                loop.execute {
                    let (service, client, lane) = target.value
                    service.selfTesting.remove(lane.number)
                    if let id { service.reply(to: id, report, of: lane, client: client) }
                }
            }
        guard isAccepted else {
            throw RPCError(
                .notPossibleNow, "A self-test was asked for already.", hint: "Wait some seconds, then ask again.")
        }
        selfTesting.insert(lane.number)
    }

    private func reply(to id: RequestID, _ report: SelfTestReport?, of lane: DeviceLane, client: ClientHandler) {
        var answer = ByteBuffer()
        if let report {
            let result = SelfTestResult(report, device: lane.device)
            publisher.messages.write(Response(id: id, result: result), to: &answer)
        } else {
            let error = RPCError(
                .notPossibleNow, "The perineometer was unplugged, or the daemon is stopping.",
                hint: "Plug it in, then ask again.")
            publisher.messages.write(ErrorResponse(id: id, error: error), to: &answer)
        }
        client.deliver(answer)
    }

    /// How all is.
    ///
    /// - Parameter client: who is told; nil: whoever looks at the metrics, who is told nothing of the body.
    /// - Returns: the status as that client may know it.
    func status(to client: ClientHandler?) -> Status {
        let lane = publisher.defaultLane
        return Status(
            daemon: identity.daemon, protocol: .current, boot: identity.boot,
            uptime: HostClock.now().seconds - identity.started.seconds, simulated: identity.simulated,
            unit: PressureUnit.cmH2O.rawValue, device: told(lane, to: client),
            stream: stream(of: lane, to: client),
            devices: publisher.lanes.map { lane in
                Status.Device(
                    description: told(lane, to: client), stream: stream(of: lane, to: client), usb: usb(of: lane),
                    rest: client?.isWithheld != false
                        ? nil : lane.liveRest.map { publisher.messages.rest($0, simulated: lane.device.simulated) },
                    latency: lane.latency.latency())
            },
            clients: .init(
                connected: publisher.clientCount, subscriptions: publisher.subscriptionCount,
                dropped: connections.dropped, evicted: connections.closed.slow, refused: connections.refused,
                closed: connections.closed),
            realTime: realTime.status, usb: usb(of: lane), latency: lane.latency.latency(), process: .current)
    }

    private func told(_ lane: DeviceLane, to client: ClientHandler?) -> DeviceDescription {
        client?.isWithheld != false ? lane.device.withoutBody : lane.device
    }

    private func stream(of lane: DeviceLane, to client: ClientHandler?) -> Status.Stream {
        let counts = lane.counters.snapshot
        return Status.Stream(
            samples: counts.samples, newest: lane.newestIndex?.value, packets: counts.packets,
            corrupt: counts.corrupt, duplicate: counts.duplicate, late: counts.late,
            unknownType: counts.unknownType, stale: counts.stale, overrun: counts.hostOverrun,
            clipped: counts.clipped, gaps: counts.gaps, missing: counts.missing,
            contractions: client?.contractions(in: lane) ?? 0, eventsDropped: counts.eventsDropped,
            clockUncertainty: counts.clock?.uncertaintySeconds, clock: clock(counts))
    }

    private func usb(of lane: DeviceLane) -> Status.USB? {
        lane.liveRun?.device.transport.usbTransferCounts.map { counts in
            Status.USB(
                completed: counts.completed, stalled: counts.stalled, failed: counts.failed,
                overflowed: counts.overflowed, refused: counts.refusedBySystem, restarts: counts.restarts,
                resets: counts.resets)
        }
    }

    private func clock(_ counts: PipelineCounters.Snapshot) -> Status.Clock? {
        counts.clock.map { clock in
            let host = Int64(clock.deviceTime.microseconds) * 1000 + clock.offsetNanoseconds
            return Status.Clock(
                deviceTime: clock.deviceTime.seconds,
                offset: hostTime.unixSeconds(HostTime(nanoseconds: UInt64(max(0, host)))) - clock.deviceTime.seconds,
                uncertainty: clock.uncertaintySeconds, driftPpm: clock.drift?.partsPerMillion,
                driftUncertaintyPpm: clock.drift?.uncertaintyPartsPerMillion, restarts: counts.clockRestarts)
        }
    }
}
