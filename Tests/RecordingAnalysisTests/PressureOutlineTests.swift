// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import RecordingAnalysis

struct PressureOutlineTests {
    @Test func aLongCourseKeepsItsShapeInBoundedMemory() {
        var outline = PressureOutline()
        for index in 0..<100_000 where index < 30_000 || index >= 40_000 {
            outline.take(index == 70_000 ? 50 : 10, isContracted: index == 70_000, at: UInt64(index))
        }
        #expect(outline.stretches.count <= PressureOutline.limit)
        let columns = outline.columns(50)
        #expect(columns.count == 50)
        #expect(columns.firstIndex { $0.greatest == 50 } == columns.firstIndex(where: \.isContracted))
        #expect(columns.filter { $0.greatest == 50 }.count == 1)
        #expect(columns[17].greatest == nil)
        #expect(columns[10].greatest == 10)
        #expect((outline.least, outline.greatest) == (10, 50))
    }

    @Test func anIndexOfAnySizeIsTaken() {
        var outline = PressureOutline()
        outline.take(1, isContracted: false, at: 0)
        outline.take(2, isContracted: false, at: .max)
        #expect(outline.stretches.count <= PressureOutline.limit)
        #expect(outline.columns(10).compactMap(\.greatest) == [1, 2])
    }
}
