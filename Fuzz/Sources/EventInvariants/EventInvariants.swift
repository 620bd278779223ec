// SPDX-License-Identifier: Apache-2.0
public import ContractionDetection
import Fuzzing
import Perineometry

/// What holds of the events whatever the signal is, as in Tests/ContractionDetectionTests/EventInvariantTests.swift.
public struct EventInvariants {
    private var revisions: [UInt64: UInt32] = [:]
    private var lastID: UInt64 = 0

    public init() {}

    public var nothingIsOpen: Bool { revisions.isEmpty }

    public mutating func check(_ event: ContractionEvent) {
        let contraction = event.contraction
        if event.phase == .began {
            require(
                contraction.id == lastID + 1 && contraction.revision == 1, "ids and revisions count from 1: \(event)")
            lastID = contraction.id
        } else {
            require(revisions[contraction.id] == contraction.revision - 1, "a sequel of what is over: \(event)")
        }
        revisions[contraction.id] = event.isFinal ? nil : contraction.revision
        require(!event.isFinal || contraction.offset != nil || event.phase == .withdrawn, "no offset: \(event)")
        require((contraction.duration ?? 0) >= 0, "it ended before it began: \(event)")
        require((0...1).contains(contraction.confidence), "confidence: \(event)")
        require(
            contraction.peak >= contraction.baseline - 1e-9 * abs(contraction.peak), "a peak below its foot: \(event)")
    }
}
