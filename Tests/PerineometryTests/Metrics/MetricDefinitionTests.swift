// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import Testing

@Suite struct MetricDefinitionTests {
    @Test func thePageIsThatOfTheCatalogue() throws {
        if ProcessInfo.processInfo.environment["TONUS_WRITE_VECTORS"] == "1" {
            try MetricsPage.text.write(to: MetricsPage.url, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: MetricsPage.url, encoding: .utf8) == MetricsPage.text)
    }

    @Test func everyFigureHasAFormulaAUnitAndASource() {
        #expect(MetricDefinition.catalogue.map(\.metric) == Metric.allCases)
        for definition in MetricDefinition.catalogue {
            #expect(definition.id == "tonus.\(definition.metric.rawValue)/\(definition.version)")
            #expect(definition.version >= 1)
            for text in [definition.formula, definition.absence] {
                #expect(text.hasSuffix(".") && !text.contains("|") && !text.contains("\n"), "\(definition.id)")
            }
            #expect(!definition.source.isEmpty, "\(definition.id)")
        }
    }

    @Test func everyFigureBelongsToAContractionOrASession() {
        #expect(Set(Metric.ofContraction).union(Metric.ofSession) == Set(Metric.allCases))
        let both = Set(Metric.ofContraction).intersection(Metric.ofSession)
        #expect(both.allSatisfy { $0.definition.overSession != nil })
    }

    /// Names on the wire are for ever.
    @Test func theNamesOfTheLiteratureStay() {
        let names = [
            "rest_pressure", "rest_sd", "rest_cv", "pre_rest", "post_rest", "rest_delta", "peak", "squeeze_amplitude",
            "mvc", "mvc_best", "hold_mean", "endurance_auc10", "endurance_t50", "endurance_t60", "endurance_perfect",
            "fatigue_index", "rise_time", "release_time", "residual_2s", "residual_5s", "relax_latency", "flick_rate",
            "flick_amp", "flick_valley", "repeatability", "coordination",
        ]
        for name in names { #expect(Metric(rawValue: name) != nil, "\(name)") }
    }

    @Test func enduranceIsNormalisedByTheMaximum() {
        let nowhere = SampleInstant(
            index: SampleIndex(0), deviceTime: DeviceTime(microseconds: 0), hostTime: HostTime(nanoseconds: 0))
        let contraction = Contraction(
            id: 1, onset: nowhere, restBefore: 0, baseline: 0, peak: 0, peakTime: nowhere.deviceTime, kind: .hold,
            confidence: 1, rule: .shape)
        var metrics = ContractionMetrics(of: contraction)
        #expect(metrics.normalisedEndurance(mvc: 20) == nil)
        metrics.enduranceAUC10 = 150
        #expect(metrics.normalisedEndurance(mvc: 20) == 0.75)
        #expect(metrics.normalisedEndurance(mvc: 0) == nil)
    }
}
