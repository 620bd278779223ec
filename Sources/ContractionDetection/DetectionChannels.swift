// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// Which channels of a probe the detector looks at, and for what.
public struct DetectionChannels: Hashable, Sendable {
    /// The channel in which contractions are looked for.
    public var pelvicFloor: Int
    /// The channel of intra-abdominal pressure, where there is one.
    public var abdominal: Int?
    /// Sensors along the probe. A muscle presses on some of them, the abdomen on all: from three on they stand in for a
    /// missing abdominal channel.
    public var arrayElements: [Int]

    /// - Precondition: all numbers are from 0 to 7.
    public init(pelvicFloor: Int = 0, abdominal: Int? = nil, arrayElements: [Int] = []) {
        let all = [pelvicFloor] + (abdominal.map { [$0] } ?? []) + arrayElements
        precondition(all.allSatisfy { 0..<Channel.limit ~= $0 }, "channels \(all) are not valid: give 0 to 7")
        self.pelvicFloor = pelvicFloor
        self.abdominal = abdominal
        self.arrayElements = arrayElements
    }

    /// As the probe describes its channels. Where none is at the pelvic floor, the middle one of the sensors along the
    /// probe is looked at: the zone of high pressure lies between both ends (assumption for probes of unknown fit).
    public init(of channels: [Channel]) {
        let elements = channels.filter { $0.role == .arrayElement }.map(\.number)
        let middle = elements.isEmpty ? 0 : elements[elements.count / 2]
        self.init(
            pelvicFloor: channels.first { $0.role == .pelvicFloor }?.number ?? middle,
            abdominal: channels.first { $0.role == .abdominal }?.number, arrayElements: elements)
    }
}
