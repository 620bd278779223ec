// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// The course of the pressure as SVG, with what happened shaded. Its size is bounded whatever the length: the least and
/// the greatest pressure of at most `PressureTrace.limit` stretches.
struct ReportPicture {
    static let width = 1000.0
    static let height = 220.0
    private static let left = 48.0
    private static let bottom = 26.0
    /// More shades are no picture any more; the rest is in the table or the file.
    private static let shadeLimit = 300

    private let survey: SessionSurvey
    private let least: Double
    private let greatest: Double
    private let step: Double

    init(_ survey: SessionSurvey) {
        self.survey = survey
        let top = max(survey.trace.greatest, survey.trace.least + 1)
        step = Self.niceStep((top - min(0, survey.trace.least)) / 5)
        least = (min(0, survey.trace.least) / step).rounded(.down) * step
        greatest = (top / step).rounded(.up) * step
    }

    /// With axes, for who measures.
    var full: String {
        var svg = open(
            "Pressure over time, with contractions shaded and gaps hatched", class: "full", height: Self.height)
        svg += "<g id=\"course\">" + gaps + contractions + course + clipped + "</g>" + axes
        return svg + "</svg>\n"
    }

    /// The same without numbers.
    var plain: String {
        open("The course of the session, squeezes shaded", class: "plain", height: Self.height - Self.bottom)
            + "<use href=\"#course\"/></svg>\n"
    }

    private func open(_ label: String, class name: String, height: Double) -> String {
        "<svg class=\"\(name)\" viewBox=\"0 0 \(Int(Self.width)) \(Int(height))\" role=\"img\" aria-label=\"\(label)\">"
            + "<defs><pattern id=\"hatch-\(name)\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
            + "<path d=\"M0 6 6 0\" stroke=\"#555\" stroke-width=\"1\"/></pattern></defs>"
    }

    private func x(_ place: Int) -> Double {
        Self.left + (Self.width - Self.left - 4) * Double(place) / Double(max(1, survey.places))
    }

    private func y(_ pressure: Double) -> Double {
        let share = (pressure - least) / (greatest - least)
        return 6 + (Self.height - Self.bottom - 6) * (1 - share)
    }

    private func number(_ value: Double) -> String { DecimalText.text(value, decimals: 1) }

    private func band(_ places: Range<Int>, class name: String, top: Double = 6, height: Double? = nil) -> String {
        let width = max(0.8, x(places.upperBound) - x(places.lowerBound))
        let depth = height ?? Self.height - Self.bottom - 6
        return "<rect class=\"\(name)\" x=\"\(number(x(places.lowerBound)))\" y=\"\(number(top))\" "
            + "width=\"\(number(width))\" height=\"\(number(depth))\"/>"
    }

    private var contractions: String {
        survey.contractions.prefix(Self.shadeLimit).map { found in
            let end = max(found.onset, found.offset ?? survey.places)
            return band(found.onset..<end, class: found.contraction.kind.isContraction ? "contraction" : "event")
        }.joined()
    }

    private var gaps: String { survey.gaps.spans.prefix(Self.shadeLimit).map { band($0, class: "gap") }.joined() }

    private var clipped: String {
        survey.clipped.spans.prefix(Self.shadeLimit).map { band($0, class: "clipped", top: 0, height: 4) }.joined()
    }

    /// From the least to the greatest of every stretch, with a piece for every part without a gap.
    private var course: String {
        let trace = survey.trace
        var path = ""
        var part: [Int] = []
        func close() {
            guard let first = part.first else { return }
            let top = part.map { point(x: $0, trace.stretches[$0].greatest) }
            let bottom = part.reversed().map { point(x: $0, trace.stretches[$0].least) }
            path += "M" + (top + bottom).joined(separator: " ") + "Z"
            // A stretch alone has no width to be seen by.
            if part.count == 1 { path += "M\(point(x: first, trace.stretches[first].greatest))h0.5" }
            part = []
        }
        for (number, stretch) in trace.stretches.enumerated() {
            if stretch.isEmpty { close() } else { part.append(number) }
        }
        close()
        return "<path class=\"course\" d=\"\(path)\"/>"
    }

    private func point(x stretch: Int, _ pressure: Double) -> String {
        let middle = stretch * survey.trace.placesPerStretch + survey.trace.placesPerStretch / 2
        return "\(number(x(min(middle, survey.places)))) \(number(y(pressure)))"
    }

    private var axes: String {
        var svg = ""
        var level = least
        while level <= greatest + step / 2 {
            let height = number(y(level))
            svg += "<path class=\"grid\" d=\"M\(number(Self.left)) \(height)H\(number(Self.width - 4))\"/>"
            svg += "<text x=\"\(number(Self.left - 5))\" y=\"\(number(y(level) + 4))\" text-anchor=\"end\">"
            svg += "\(DecimalText.text(level, decimals: 2))</text>"
            level += step
        }
        let (tick, minutes) = timeStep
        var time = 0.0
        while time <= survey.seconds {
            let place = number(x(Int(time * Double(survey.facts.rateHertz))))
            let text = minutes ? "\(Int(time / 60)) min" : "\(Int(time)) s"
            svg += "<path class=\"tick\" d=\"M\(place) \(number(Self.height - Self.bottom))v4\"/>"
            svg += "<text x=\"\(place)\" y=\"\(number(Self.height - 9))\" text-anchor=\"middle\">\(text)</text>"
            time += tick
        }
        return svg + "<text transform=\"translate(12 100) rotate(-90)\" text-anchor=\"middle\">cmH2O</text>"
    }

    /// Seconds between ticks, and whether they are named in minutes.
    private var timeStep: (Double, Bool) {
        let steps = [1.0, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 21_600, 43_200, 86_400]
        let step = steps.first { survey.seconds / $0 <= 12 } ?? 86_400
        return (step, step >= 60)
    }

    /// 1, 2 or 5 times a power of ten, not below.
    private static func niceStep(_ least: Double) -> Double {
        var power = 0.01
        while power < 1e7 {
            for factor in [1.0, 2, 5] where power * factor >= least { return power * factor }
            power *= 10
        }
        return power
    }
}
