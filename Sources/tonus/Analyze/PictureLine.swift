// SPDX-License-Identifier: Apache-2.0
import RecordingAnalysis

/// The course of a recording as one line of characters, from its least to its greatest pressure.
struct PictureLine {
    /// Neither colours nor more than ASCII.
    let isPlain: Bool
    let columns: Int

    private static let blocks = Array("▁▂▃▄▅▆▇█")
    private static let signs = Array("._-=+*#@")
    private static let colours = (working: "\u{1B}[33m", calm: "\u{1B}[36m", plain: "\u{1B}[0m")

    /// Nil where nothing was analysed. A blank stands for a gap.
    func line(_ outline: PressureOutline) -> String? {
        guard outline.greatest >= outline.least else { return nil }
        let levels = isPlain ? Self.signs : Self.blocks
        let range = max(outline.greatest - outline.least, .leastNormalMagnitude)
        var text = ""
        var colour = ""
        for stretch in outline.columns(max(10, columns)) {
            guard let greatest = stretch.greatest else {
                text += " "
                continue
            }
            let wanted = stretch.isContracted ? Self.colours.working : Self.colours.calm
            if !isPlain, wanted != colour {
                colour = wanted
                text += colour
            }
            let share = (greatest - outline.least) / range
            text.append(levels[min(levels.count - 1, Int(share * Double(levels.count)))])
        }
        return isPlain ? text : text + Self.colours.plain
    }
}
