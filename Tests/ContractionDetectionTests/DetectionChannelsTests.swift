// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry
import Testing

struct DetectionChannelsTests {
    private func channels(_ roles: [ChannelRole]) -> DetectionChannels {
        DetectionChannels(
            of: roles.enumerated().map { Channel(number: $0.offset, role: $0.element, countLimits: -8...7) })
    }

    @Test func theChannelAtThePelvicFloorIsLookedAt() {
        let looking = channels([.abdominal, .arrayElement, .pelvicFloor])
        #expect(looking.pelvicFloor == 2 && looking.abdominal == 0 && looking.arrayElements == [1])
    }

    @Test func ofSensorsAlongTheProbeAloneTheMiddleOne() {
        #expect(channels(Array(repeating: .arrayElement, count: 8)).pelvicFloor == 4)
        #expect(channels([.abdominal, .arrayElement, .arrayElement, .arrayElement]).pelvicFloor == 2)
    }

    @Test func whereNoneIsDescribedTheFirst() { #expect(channels([]).pelvicFloor == 0) }
}
