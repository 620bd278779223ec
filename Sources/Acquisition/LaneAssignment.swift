// SPDX-License-Identifier: Apache-2.0
import PerineometerDriver

/// Which perineometer belongs into which lane. Pure: the same arrivals and departures give the same lanes.
///
/// A probe that comes back goes where it was, by its serial number, so that whoever watches it goes on watching it. Any
/// other takes the first free lane: with one probe at a time, whichever it is, everything happens in lane 0.
struct LaneAssignment {
    /// Perineometers that can be read at once (assumption: more than one table of a clinic has).
    static let laneLimit = 8

    private var occupants: [DeviceAddress?] = []
    private var lanesBySerial: [String: Int] = [:]
    /// Those for which there is no lane.
    private var waiting: [DeviceArrival] = []

    /// A device and the lane that it goes into.
    struct Placement: Equatable {
        var lane: Int
        var arrival: DeviceArrival
    }

    /// Finds a lane for a device that has arrived; nil where it was known already, or all lanes are taken: then it waits
    /// for one.
    mutating func arrive(_ arrival: DeviceArrival) -> Placement? {
        guard !occupants.contains(arrival.address), !waiting.contains(where: { $0.address == arrival.address })
        else { return nil }
        guard let lane = freeLane(for: arrival.serial) else {
            waiting.append(arrival)
            return nil
        }
        if lane == occupants.count { occupants.append(nil) }
        occupants[lane] = arrival.address
        if let serial = arrival.serial { lanesBySerial[serial] = lane }
        return Placement(lane: lane, arrival: arrival)
    }

    /// Frees the lane of a device that has departed. Returns the lane, and who of the waiting goes into a lane now.
    mutating func depart(_ address: DeviceAddress) -> (lane: Int?, successor: Placement?) {
        waiting.removeAll { $0.address == address }
        guard let lane = occupants.firstIndex(of: address) else { return (nil, nil) }
        occupants[lane] = nil
        guard !waiting.isEmpty else { return (lane, nil) }
        return (lane, arrive(waiting.removeFirst()))
    }

    /// How many devices there is no lane for.
    var waitingCount: Int { waiting.count }

    private func freeLane(for serial: String?) -> Int? {
        if let serial, let lane = lanesBySerial[serial], occupants[lane] == nil { return lane }
        if let lane = occupants.firstIndex(of: nil) { return lane }
        return occupants.count < Self.laneLimit ? occupants.count : nil
    }
}
