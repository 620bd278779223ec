// SPDX-License-Identifier: Apache-2.0

extension TestPattern {
    /// The count that a pattern has at one place (PROTOCOL.md, "Requests", SET_TEST_PATTERN).
    ///
    /// - Parameters:
    ///   - sample: the number of the sample instant since START, from 0.
    ///   - channel: from 0.
    ///   - limits: the channel's count limits in the capability page.
    /// - Returns: the count, or nil where the pattern is off and counts come from the sensor.
    public func count(ofSample sample: UInt64, channel: Int, limits: ClosedRange<Int32>) -> Int32? {
        switch self {
        case .off: nil
        case .ramp: Int32((sample + 1000 * UInt64(channel)) % 32768)
        case .extremes: sample.isMultiple(of: 2) ? limits.lowerBound : limits.upperBound
        }
    }

    /// The name on the wire and for people.
    public var name: String {
        switch self {
        case .off: "off"
        case .ramp: "ramp"
        case .extremes: "extremes"
        }
    }
}
