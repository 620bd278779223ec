// SPDX-License-Identifier: Apache-2.0
internal import DeviceProtocol
internal import Perineometry
internal import SignalProcessing

/// Lets a device send its test patterns and verifies them bit for bit.
///
/// It needs an opening of its own: delivery begins only once in an opening, so that afterwards the device is to be closed,
/// and opened anew where it is to stream.
public struct SelfTest: Sendable {
    /// Packets to verify of each pattern.
    public var packetsPerPattern: Int
    /// After so long a pattern is judged by what came.
    public var secondsPerPattern: Double

    /// - Parameters:
    ///   - packetsPerPattern: at least 1; 500 are 1 to 2 s at the device's own choice of packets (assumption: long enough
    ///     for a bad cable to show).
    ///   - secondsPerPattern: above 0 (assumption: above what 500 packets need at any rate from 100 Hz).
    public init(packetsPerPattern: Int = 500, secondsPerPattern: Double = 5) {
        precondition(packetsPerPattern >= 1 && secondsPerPattern > 0, "a self-test needs packets and time")
        self.packetsPerPattern = packetsPerPattern
        self.secondsPerPattern = secondsPerPattern
    }

    /// Runs the test. Blocks, at most `secondsPerPattern` for each of the two patterns and the time of ten requests.
    ///
    /// Whatever happens, the device is stopped and told to send its sensor's counts again.
    ///
    /// - Parameters:
    ///   - session: open, and never started; to be closed afterwards.
    ///   - isCancelled: asked at least ten times a second.
    /// - Returns: what was found, and whether the device could be set back.
    public func run(on session: DeviceSession, isCancelled: () -> Bool = { false }) -> SelfTestReport {
        guard session.capabilities.features.contains(.testPattern) else {
            return SelfTestReport(verdict: .notOffered, patterns: [])
        }
        var patterns: [TestPatternFindings] = []
        var verdict = SelfTestReport.Verdict.passed
        do throws(DeviceError) {
            let doorbell = Doorbell()
            let ring = PacketRing.make(capacity: Self.ringCapacity)
            var packets = ring.consumer
            let sink = PacketSink(producer: ring.producer, doorbell: doorbell)
            do throws(TransportError) {
                try session.transport.startReceiving(into: sink)
            } catch {
                throw .transport(error)
            }
            for pattern in TestPattern.allCases where pattern != .off {
                var check = TestPatternCheck(
                    pattern: pattern, capabilities: session.capabilities, rateIndex: session.rateIndex)
                defer { patterns.append(check.findings) }
                try begin(pattern, on: session, discarding: &packets)
                try take(&packets, from: sink, doorbell, into: &check, isCancelled)
                if isCancelled() {
                    verdict = .cancelled
                    break
                }
                if !check.findings.isFlawless { verdict = .failed }
            }
        } catch {
            verdict = .interrupted(error)
        }
        return SelfTestReport(verdict: verdict, patterns: patterns, restoreFailure: restore(session))
    }

    private func begin(
        _ pattern: TestPattern, on session: DeviceSession, discarding packets: inout PacketRing.Consumer
    ) throws(DeviceError) {
        let transport = session.transport
        _ = try DeviceSession.ask(.stop, of: transport)
        _ = try DeviceSession.ask(.setTestPattern(pattern.rawValue), of: transport)
        let status = try DeviceSession.readStatus(from: transport)
        guard status.testPattern == pattern else { throw .settingsIgnored(field: "test pattern") }
        while packets.pop() != nil {}
        _ = try DeviceSession.ask(.start(samplesPerPacket: 0), of: transport)
    }

    private func take(
        _ packets: inout PacketRing.Consumer, from sink: PacketSink, _ doorbell: Doorbell,
        into check: inout TestPatternCheck, _ isCancelled: () -> Bool
    ) throws(DeviceError) {
        let end = HostClock.now().seconds + secondsPerPattern
        var heard = HostClock.now().seconds
        while check.findings.packets < packetsPerPattern, !check.findings.hasRestarted, !isCancelled() {
            let now = HostClock.now().seconds
            if now >= end { return }
            if let packet = packets.pop() {
                check.take(packet)
                heard = now
                continue
            }
            if let reason = sink.ended { throw .transport(reason) }
            if now - heard >= Self.silenceSeconds { throw .silent(seconds: Self.silenceSeconds) }
            doorbell.wait(milliseconds: 100)
        }
    }

    /// Every step is tried, whatever became of the one before. Returns the first failure.
    private func restore(_ session: DeviceSession) -> DeviceError? {
        var failure: DeviceError?
        for request in [ControlRequest.stop, .setTestPattern(TestPattern.off.rawValue)] {
            do throws(DeviceError) {
                _ = try DeviceSession.ask(request, of: session.transport)
            } catch {
                failure = failure ?? error
            }
        }
        guard failure == nil else { return failure }
        do throws(DeviceError) {
            let status = try DeviceSession.readStatus(from: session.transport)
            return status.testPattern == .off ? nil : .settingsIgnored(field: "test pattern")
        } catch {
            return error
        }
    }

    /// The slowest packets that a device may choose are 50 ms apart (PROTOCOL.md: 20 Hz, one sample a packet).
    private static let silenceSeconds = 1.0
    /// As many packets as come in 4 s at most.
    private static let ringCapacity = 4096
}
