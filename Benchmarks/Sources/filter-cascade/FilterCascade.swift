// SPDX-License-Identifier: Apache-2.0
import CAllocationCounter
import CFilterPeers
import Glibc
import PerineometerDriver
import Perineometry
import SignalProcessing

/// Measures three second-order sections over eight channels (a band-pass of order 4 and a notch, in double precision)
/// against peers in C that are compiled for the same processor, in one run.
///
/// With `--check` the program fails when filtering allocates, differs from C by a bit where no multiply-add is fused, or
/// takes more than one and a half times as long as the fastest peer in double precision.
@main
enum FilterCascade {
    static let blocks = [1, 16, 256]
    static let samplesPerRound = 4096
    static let rounds = 400

    static func main() throws {
        let design =
            try FilterDesign(.butterworth, order: 2, .bandPass(lowHertz: 0.5, highHertz: 20), sampleRateHertz: 1000)
            .sections + FilterDesign.notch(hertz: 50, quality: 30, sampleRateHertz: 1000).sections
        let bench = Bench(design)
        print("nanoseconds per sample and channel, best of \(rounds) rounds; blocks of")
        print(pad("", 48) + blocks.map { pad(String($0), -8) }.joined())
        var best = Array(repeating: Double.infinity, count: blocks.count)
        for peer in Peer.allCases {
            let times = blocks.map { bench.measure(peer, block: $0) }
            if peer != .liquid { for (index, time) in times.enumerated() { best[index] = min(best[index], time) } }
            report(peer.name, times)
        }
        let samples = bench.measureSwiftSamples()
        let spans = blocks.map { bench.measureSwiftBlocks(block: $0) }
        report("Swift, BiquadCascade, sample by sample", blocks.map { _ in samples })
        report("Swift, BiquadCascade, in blocks", spans)
        let ratios = zip(spans, best).map { min($0, samples) / $1 }
        report("ratio of the faster way to the best double peer", ratios)
        report("Swift, Decimator from 1000 to 100 Hz", [try bench.measureDecimator()])
        let difference = bench.greatestDifference()
        print("greatest difference from C: \(difference); allocations: \(bench.allocations)")
        guard CommandLine.arguments.contains("--check") else { return }
        if bench.allocations > 0 || difference > 0 || ratios.contains(where: { $0 > 1.5 }) {
            print("filter-cascade: must neither allocate, nor differ from C, nor take 1.5 times as long")
            exit(1)
        }
    }

    private static func report(_ name: String, _ figures: [Double]) {
        print(pad(name, 48) + figures.map { pad(String((($0 * 1000).rounded()) / 1000), -8) }.joined())
    }

    /// Fills up with spaces: on the right, or for a negative width on the left.
    private static func pad(_ text: String, _ width: Int) -> String {
        let spaces = String(repeating: " ", count: max(0, abs(width) - text.count))
        return width < 0 ? spaces + text : text + spaces
    }
}

enum Peer: CaseIterable {
    case scalar, lanes, vector, bySection, byPair, liquid

    var name: String {
        switch self {
        case .scalar: "C, channel by channel"
        case .lanes: "C, loop over channels"
        case .vector: "C, vector type, sample by sample"
        case .bySection: "C, vector type, section by section"
        case .byPair: "C, vector type, two channels at a time"
        case .liquid: "liquid-dsp, single precision"
        }
    }
}

final class Bench {
    private let coefficients: [BiquadCoefficients]
    private let input: [ChannelVector]
    private var work: [ChannelVector]
    /// Made inside measured rounds, by whomever.
    private(set) var allocations: UInt64 = 0

    init(_ coefficients: [BiquadCoefficients]) {
        self.coefficients = coefficients
        var seed: UInt64 = 42
        input = (0..<FilterCascade.samplesPerRound).map { _ in
            var sample = ChannelVector()
            for channel in 0..<8 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                sample[channel] = Double(seed >> 11) * 0x1p-52 - 1
            }
            return sample
        }
        work = input
    }

    private var peerSections: [peer_section] {
        coefficients.map { c in peer_section(c: (c.b0, c.b1, c.b2, c.a1, c.a2)) }
    }

    func measure(_ peer: Peer, block: Int) -> Double {
        if peer == .liquid { return measureLiquid(block: block) }
        guard let cascade = peer_create(peerSections) else { return .nan }
        defer { peer_destroy(cascade) }
        return best {
            work.withUnsafeMutableBytes { bytes in
                guard let base = bytes.bindMemory(to: Double.self).baseAddress else { return }
                for start in stride(from: 0, to: input.count, by: block) {
                    run(peer, cascade, base + 8 * start, block)
                }
            }
        }
    }

    private func run(
        _ peer: Peer, _ cascade: OpaquePointer, _ samples: UnsafeMutablePointer<Double>, _ count: Int
    ) {
        switch peer {
        case .scalar: peer_scalar(cascade, samples, count)
        case .lanes: peer_lanes(cascade, samples, count)
        case .vector: peer_vector(cascade, samples, count)
        case .bySection: peer_vector_by_section(cascade, samples, count)
        case .byPair: peer_vector_by_pair(cascade, samples, count)
        case .liquid: break
        }
    }

    private func measureLiquid(block: Int) -> Double {
        let filters = peer_liquid_create(peerSections)
        defer { peer_liquid_destroy(filters) }
        var samples = input.flatMap { sample in (0..<8).map { Float(sample[$0]) } }
        return best {
            samples.withUnsafeMutableBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                for start in stride(from: 0, to: input.count, by: block) {
                    peer_liquid(filters, base + 8 * start, block)
                }
            }
        }
    }

    func measureSwiftSamples() -> Double {
        var cascade = BiquadCascade(coefficients)
        var samples = input.map { $0 }
        return best {
            for index in samples.indices { samples[index] = cascade.process(samples[index]) }
        }
    }

    func measureDecimator() throws -> Double {
        var decimator = try Decimator(inputRateHertz: 1000, outputRateHertz: 100)
        var sum = ChannelVector.zero
        let time = best {
            for sample in input { if let output = decimator.process(sample) { sum += output.value } }
        }
        return sum[0].isNaN ? .nan : time
    }

    func measureSwiftBlocks(block: Int) -> Double {
        var cascade = BiquadCascade(coefficients)
        var blocks = stride(from: 0, to: input.count, by: block).map { Array(input[$0..<$0 + block]) }
        return best {
            for index in blocks.indices {
                var span = blocks[index].mutableSpan
                cascade.process(&span)
            }
        }
    }

    /// Between all peers in double precision and both ways in Swift, over one round.
    func greatestDifference() -> Double {
        var samples = BiquadCascade(coefficients)
        var blocks = BiquadCascade(coefficients)
        let expected = input.map { samples.process($0) }
        var outputs: [[ChannelVector]] = []
        work = input
        var span = work.mutableSpan
        blocks.process(&span)
        outputs.append(work)
        for peer in Peer.allCases where peer != .liquid {
            guard let cascade = peer_create(peerSections) else { continue }
            defer { peer_destroy(cascade) }
            work = input
            work.withUnsafeMutableBytes { bytes in
                if let base = bytes.bindMemory(to: Double.self).baseAddress { run(peer, cascade, base, input.count) }
            }
            outputs.append(work)
        }
        var greatest = 0.0
        for output in outputs {
            for (one, other) in zip(output, expected) {
                for channel in 0..<8 { greatest = max(greatest, abs(one[channel] - other[channel])) }
            }
        }
        return greatest
    }

    /// Nanoseconds per sample and channel. Output is filtered again: the filters are stable, and what they do does not
    /// depend on the numbers as long as these are not subnormal, which a fresh start prevents.
    private func best(_ body: () -> Void) -> Double {
        var best = UInt64.max
        for _ in 0..<FilterCascade.rounds {
            for index in work.indices { work[index] = input[index] }
            let allocationsBefore = allocation_count()
            let start = HostClock.now()
            body()
            best = min(best, HostClock.now().nanoseconds - start.nanoseconds)
            allocations += allocation_count() - allocationsBefore
        }
        return Double(best) / Double(8 * input.count)
    }
}
