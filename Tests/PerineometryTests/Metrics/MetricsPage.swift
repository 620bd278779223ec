// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry

/// docs/metrics.md, made of the catalogue of definitions.
enum MetricsPage {
    static let url = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/metrics.md")

    static var text: String {
        let groups = MetricGroup.allCases.map { group in
            let rows = MetricDefinition.catalogue.filter { $0.group == group }.map(row)
            return "## \(heading(group))\n\n\(tableHead)\n\(rows.joined(separator: "\n"))\n"
        }
        return ([introduction, terms] + groups).joined(separator: "\n")
    }

    private static let introduction = """
        # What the figures mean

        Written from the definitions in `Sources/Perineometry/Metrics` (`make vectors`); a test keeps the two alike, and \
        another holds every figure to an independent computation with SciPy (`scripts/golden/metrics.py`).

        Every figure goes with the id of its definition. A change of formula gets a new version, so that figures of \
        different versions are never drawn on one line. Sources are DOIs, PubMed or PMC numbers; "assumption" says that \
        nobody else's formula stands behind it. A figure whose definition does not apply is missing, never 0.

        Pressures differ between probes, depths and positions: compare only like with like. None of these figures is a \
        diagnosis.

        """

    private static let terms = """
        ## Terms

        - **Pressure**: of the pelvic-floor channel, low-pass filtered as the stream's description says, with the \
        filter's delay taken off. Between samples it is a straight line. Times are those of the device clock.
        - **Onset, offset**: as the detector finally dates them: where a tenth of the rise, and nine tenths of the \
        descent, were done.
        - **Rest**: the resting level before the contraction, as the detector tracks it: the median of the last seconds \
        of rest.
        - **Baseline**: the level from which the pressure rose. It lies above the rest where the release before was \
        incomplete.
        - **Peak, amplitude**: the highest pressure from onset to offset; peak less rest.
        - **Release**: it begins when the pressure is for the last time at rest plus nine tenths of the held height. The \
        held height is the highest pressure over rest of the two seconds before half was gone, that half being of the \
        highest pressure over rest of the last five seconds before the offset. So a hold that fades before it is let go \
        does not count as a slow release.
        - **Plateau**: from where nine tenths of the rise were first reached until the release begins.
        - **Tail**: from the offset to 5 s after it, to the next onset, or to a gap or the end, whichever comes first.
        - **Squeeze, flick, hold**: contractions of the pelvic floor, by their length. Coughs, strains, movements, shifts \
        of level and what cannot be told have only those figures of which this page says so, a peak and a duration.
        - **Accepted rest**: whole seconds without a break in which the detector sees rest, no sample is missing or \
        clipped, the next onset is at least half a second away, and the last offset at least 2 s where the release was \
        complete (at most 15 % of the rise stayed after 2 s), else 5 s. Each counts with its mean. Four hours of them \
        are kept. These lengths are assumptions.
        - **Interrupted, clipped**: a contraction in which signal is missing, in which the converter was at its limit, or \
        which lasted longer than what is remembered (130 s) has no figure but its duration.
        - **Missing samples**: gaps of up to 0.1 s are bridged for the detector; the figures do not take what stands in \
        for the samples as measured. A contraction of which more than a tenth is missing, or any of whose missing samples \
        lie within 0.1 s of its highest, counts as interrupted. A figure that is read off a moment or a stretch (the \
        times, the steepest rise, the residuals, the valley, the coordination) is missing where more than 20 ms (or one \
        sample) of that stretch, and of 0.1 s on either side of its ends, were not measured, samples that were clipped \
        among them. These lengths are assumptions.

        """

    private static let tableHead = """
        | name | definition | unit | formula | missing when | source |
        |---|---|---|---|---|---|
        """

    private static func heading(_ group: MetricGroup) -> String {
        group.rawValue.prefix(1).uppercased() + group.rawValue.dropFirst()
    }

    private static func row(_ definition: MetricDefinition) -> String {
        let scope = definition.scope == .session ? "Of a session. " : ""
        let sum = definition.overSession.map { " Over a session: \($0.prefix(1).lowercased() + $0.dropFirst())" } ?? ""
        return [
            "", " `\(definition.metric.rawValue)` ", " `\(definition.id)` ", " \(definition.unit.rawValue) ",
            " \(scope)\(definition.formula)\(sum) ", " \(definition.absence) ", " \(definition.source) ", "",
        ].joined(separator: "|")
    }
}
