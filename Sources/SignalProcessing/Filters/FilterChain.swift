// SPDX-License-Identifier: Apache-2.0

/// Filters one after the other, as one cascade that knows what it is and how late it is.
public struct FilterChain: Sendable, CustomStringConvertible {
    public let designs: [FilterDesign]
    /// At rest; whoever filters takes a copy.
    public let cascade: BiquadCascade
    /// For people and files: family, band and order of every filter.
    public let name: String
    /// The group delay in seconds at `referenceHertz`. A filtered sample shows what the unfiltered signal was this long
    /// before the sample's own time.
    public let delaySeconds: Double
    /// The frequency at which `delaySeconds` holds: the highest of the filters' own, 0 Hz where all let slow ones pass.
    public let referenceHertz: Double

    /// - Parameter designs: in the order in which a sample meets them, all for the same rate. None passes everything.
    /// - Throws: `FilterDesignError`, where the rates differ or there are more sections than a cascade holds.
    public init(_ designs: [FilterDesign]) throws(FilterDesignError) {
        let sections = designs.flatMap(\.sections)
        guard sections.count <= BiquadCascade.sectionLimit else {
            throw .sections(sections.count, atMost: BiquadCascade.sectionLimit)
        }
        for design in designs where design.sampleRateHertz != designs[0].sampleRateHertz {
            throw .rates(hertz: designs[0].sampleRateHertz, design.sampleRateHertz)
        }
        self.designs = designs
        cascade = BiquadCascade(sections)
        name = designs.isEmpty ? "none" : designs.map(\.description).joined(separator: "; ")
        let reference = designs.map(\.referenceHertz).max() ?? 0
        referenceHertz = reference
        delaySeconds = designs.reduce(0) { $0 + $1.groupDelaySeconds(atHertz: reference) }
    }

    public var description: String {
        let milliseconds = (delaySeconds * 1e4).rounded() / 10
        return "\(name), delay \(milliseconds) ms at \(FilterBand.text(referenceHertz)) Hz"
    }
}
