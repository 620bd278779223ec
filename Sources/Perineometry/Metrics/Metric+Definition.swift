// SPDX-License-Identifier: Apache-2.0

extension Metric {
    /// Formula, unit, source and validity. Sources are DOIs, PubMed or PMC numbers.
    public var definition: MetricDefinition {
        switch self {
        case .peak:
            MetricDefinition(
                self, .contraction, .strength, .cmH2O,
                "The highest pressure from onset to offset, measured from the zero in use.",
                absence: "Compares only with peaks of the same probe, place and zero.",
                source: "10.1002/nau.1930090503; Peritron reports (10.1016/j.ajog.2004.11.015)")
        case .squeezeAmplitude:
            MetricDefinition(
                self, .contraction, .strength, .cmH2O, "Peak less rest.",
                absence: "Contractions of the pelvic floor only.",
                source: "resting pressure not included: 10.1002/nau.1930090503")
        case .duration:
            MetricDefinition(
                self, .contraction, .endurance, .seconds, "Offset less onset.",
                absence: "Missing where the offset is, or where samples are missing about either end.",
                source: "Peritron reports (10.1016/j.ajog.2004.11.015); the dating by tenths is an assumption")
        case .holdMean:
            MetricDefinition(
                self, .contraction, .endurance, .cmH2O,
                "Mean over time of the pressure less rest, from onset to offset.",
                absence: "Squeezes and holds only.", source: "Peritron reports (10.1016/j.ajog.2004.11.015)")
        case .enduranceAUC10:
            MetricDefinition(
                self, .contraction, .endurance, .cmH2OSeconds,
                "Integral of the pressure less rest over the first 10 s from the onset.",
                absence: "Squeezes and holds of at least 10 s: a shorter one has no 10 s to integrate.",
                source: "PMC9666345")
        case .enduranceT50:
            MetricDefinition(
                self, .contraction, .endurance, .seconds,
                """
                From the peak until the pressure first falls below rest plus half of the amplitude, before the release \
                begins.
                """,
                absence: "Squeezes and holds; missing where the pressure did not fall by half before it was let go.",
                source: "Madill & McLean (PMID 19618447); counted from the peak: assumption")
        case .enduranceT60:
            MetricDefinition(
                self, .contraction, .endurance, .seconds,
                """
                From first reaching rest plus 60 % of the maximum (mvc) until first falling below it, or to the offset; \
                0 where it is not reached.
                """,
                absence: "Squeezes and holds; missing while no mvc is known.",
                source: "Quartly (10.1016/j.physio.2010.02.008)")
        case .endurancePerfect:
            MetricDefinition(
                self, .contraction, .endurance, .seconds,
                """
                From the onset until the pressure first falls, after the peak, below rest plus 65 % of the amplitude, \
                or to the offset; 10 at most.
                """,
                absence: "Squeezes and holds only.",
                source: "E of PERFECT (10.1016/s0031-9406(05)61108-x): until 35 % of the strength is lost")
        case .fatigueIndex:
            MetricDefinition(
                self, .contraction, .endurance, .ratio,
                """
                Mean over rest of the first two seconds of the plateau, less that of its last two seconds, over the \
                former.
                """,
                absence: "Squeezes and holds with a plateau of at least 4 s: the two stretches must not overlap.",
                source: "assumption")
        case .fatigueSlope:
            MetricDefinition(
                self, .contraction, .endurance, .percentPerSecond,
                "Slope of the least-squares line through the samples of the plateau, as a share of the amplitude.",
                absence: "As fatigue_index.", source: "assumption")
        case .riseTime:
            MetricDefinition(
                self, .contraction, .control, .seconds,
                """
                From the last upward crossing of a tenth of the rise to the first reaching of nine tenths; the rise is \
                from the baseline to the peak.
                """,
                absence: """
                    Contractions of the pelvic floor; missing where the foot of the rise was not seen within 2 s \
                    before the onset.
                    """,
                source: "10.3390/ijerph18020765; 10.1002/nau.23911. Poor repeatability between days is reported for EMG"
            )
        case .timeToPeak:
            MetricDefinition(
                self, .contraction, .control, .seconds, "From the onset to the peak.",
                absence: "Contractions of the pelvic floor only.",
                source: "\"time before peak\": 10.3390/ijerph18020765")
        case .maxPressureRate:
            MetricDefinition(
                self, .contraction, .strength, .cmH2OPerSecond,
                """
                The greatest difference of pressure over 50 ms, divided by these, about any sample from onset to peak.
                """,
                absence: "Contractions of the pelvic floor only. The low-pass filter limits it.",
                source: "10.1002/nau.23911; the 50 ms are an assumption")
        case .rateOfForceDevelopment:
            MetricDefinition(
                self, .contraction, .strength, .cmH2OPerSecond,
                "Pressure 200 ms after the onset less that at the onset, divided by 0.2 s.",
                absence: "Contractions of the pelvic floor of at least 200 ms. The low-pass filter limits it.",
                source: "10.1002/nau.23911")
        case .timeAfterPeak:
            MetricDefinition(
                self, .contraction, .control, .seconds, "From the peak to the offset.",
                absence: "Contractions of the pelvic floor only.",
                source: "\"time after peak\": 10.3390/ijerph18020765")
        case .releaseTime:
            MetricDefinition(
                self, .contraction, .control, .seconds,
                """
                From the beginning of the release until the pressure first falls below rest plus a tenth of the held \
                height.
                """,
                absence: "Contractions of the pelvic floor; missing where it did not fall that far within the tail.",
                source:
                    "10.3390/ijerph18020765; 10.1002/nau.23911; the held height in place of the peak is an assumption")
        case .residual2s:
            MetricDefinition(
                self, .contraction, .control, .percent,
                """
                Mean over rest of the half second that ends 2 s after the offset, as a share of the amplitude; below 0 \
                where the pressure lies below rest.
                """,
                absence: "Contractions of the pelvic floor; missing where the tail is shorter than that.",
                source: "assumption")
        case .residual5s:
            MetricDefinition(
                self, .contraction, .control, .percent, "As residual_2s, 5 s after the offset.",
                absence: "As residual_2s.", source: "assumption")
        case .relaxLatency:
            MetricDefinition(
                self, .contraction, .control, .seconds,
                """
                From the cue to let go to the first instant after which the pressure stays below rest plus a tenth of \
                the amplitude for 1 s.
                """,
                absence: """
                    Contractions of the pelvic floor that were cued to end; missing where the pressure did not stay \
                    below within the tail.
                    """,
                source: "assumption")
        case .flickValley:
            MetricDefinition(
                self, .contraction, .control, .percent,
                """
                The lowest pressure over rest between the offset and the end of the tail, as a share of the amplitude.
                """,
                overSession: "The mean.",
                absence: "Flicks only; missing where a gap or the end cut the tail.", source: "assumption")
        case .coordination:
            MetricDefinition(
                self, .contraction, .coordination, .milliseconds,
                """
                Onset at the pelvic floor less onset of the abdominal pressure; below 0 where the pelvic floor came \
                first. The abdominal onset is the last upward crossing of a tenth of its rise before it first reaches \
                half of that, between 0.5 s before and 1 s after the pelvic onset; the rise is from the mean over 1 to \
                0.5 s before that onset.
                """,
                absence: """
                    Needs an abdominal channel, and in it a rise of at least 2 cmH2O and a fifth of the pelvic rise: \
                    less may be a breath (assumption). Not for movements and shifts.
                    """,
                source: "the timing: PMID 19962910; the dating is an assumption")
        case .involuntaryDuration:
            MetricDefinition(
                self, .contraction, .involuntaryReaction, .seconds, "Duration of an uncued contraction.",
                overSession: "The sum.",
                absence: "Contractions of the pelvic floor known to be uncued; missing where nobody said.",
                source: "the burst of Shafik & El-Sibai 2002; the formula is an assumption")
        case .involuntaryAUC:
            MetricDefinition(
                self, .contraction, .involuntaryReaction, .cmH2OSeconds,
                "Integral of the pressure less rest from onset to offset of an uncued contraction.",
                overSession: "The sum.",
                absence: "As involuntary_duration.", source: "assumption")
        case .involuntaryPeak:
            MetricDefinition(
                self, .contraction, .involuntaryReaction, .cmH2O, "Amplitude of an uncued contraction.",
                overSession: "The highest.",
                absence: "As involuntary_duration.", source: "assumption")
        case .involuntaryRecovery:
            MetricDefinition(
                self, .contraction, .involuntaryReaction, .seconds,
                """
                From the offset of an uncued contraction to the first instant after which the pressure stays below \
                rest plus a tenth of the amplitude for 1 s.
                """,
                overSession: "The mean.",
                absence: "As involuntary_duration; missing where the pressure did not stay below within the tail.",
                source: "assumption")
        case .restPressure:
            MetricDefinition(
                self, .session, .tone, .cmH2O, "Median of the seconds of accepted rest, over the atmosphere.",
                absence: "Refused without a zero in air that lasted, and with less than 5 s of accepted rest.",
                source: """
                    in cmH2O: IUJ 26(10), Næss & Bø 2015; PMC9666345. The atmosphere as reference is common use, the \
                    median of seconds an assumption
                    """)
        case .restSD:
            MetricDefinition(
                self, .session, .tone, .cmH2O,
                """
                Standard deviation (n - 1) of the seconds of accepted rest. Breathing slower than a second is in it.
                """,
                absence: "Needs 5 s of accepted rest and one zero.",
                source: "instability at rest: Glazer 1995, J Reprod Med 40:283; the seconds are an assumption")
        case .restCV:
            MetricDefinition(
                self, .session, .tone, .ratio, "rest_sd over the mean of the seconds of accepted rest.",
                absence: "Refused as rest_pressure is, and where the mean is not above 0.",
                source: "amplitude variability: 10.3390/ijerph18020765")
        case .preRest:
            MetricDefinition(
                self, .session, .tone, .cmH2O, "As rest_pressure, of the rest before the first contraction.",
                absence: "As rest_pressure.", source: "10.3390/ijerph18020765; 10.1007/s00192-018-3599-1")
        case .postRest:
            MetricDefinition(
                self, .session, .tone, .cmH2O, "As rest_pressure, of the rest after the last contraction.",
                absence: "As rest_pressure.", source: "10.3390/ijerph18020765; 10.1007/s00192-018-3599-1")
        case .restDelta:
            MetricDefinition(
                self, .session, .tone, .cmH2O,
                "Median of the seconds of rest after the last contraction less that before the first.",
                absence: "Needs 5 s of accepted rest on both sides and one zero, of whatever kind.",
                source: "10.3390/ijerph18020765; 10.1007/s00192-018-3599-1")
        case .mvc:
            MetricDefinition(
                self, .session, .strength, .cmH2O,
                """
                Mean of three amplitudes: those of the first three squeezes or holds, or of the three that were named.
                """,
                absence: "Missing until there are three.",
                source: "mean of three: PMC9666345; which three is an assumption")
        case .mvcBest:
            MetricDefinition(
                self, .session, .strength, .cmH2O, "The greatest of the three amplitudes of mvc.",
                absence: "As mvc.", source: "common use; no source")
        case .enduranceNormalised:
            MetricDefinition(
                self, .session, .endurance, .ratio,
                "Mean of endurance_auc10 over the contractions that have it, divided by 10 s times mvc.",
                absence: "Needs an mvc and a contraction with endurance_auc10.",
                source: "10.1007/s00192-014-2408-8: endurance goes with strength, so divide by it")
        case .repeatability:
            MetricDefinition(
                self, .session, .control, .ratio,
                "Standard deviation (n - 1) of the amplitudes of squeezes and holds over their mean.",
                absence: "Needs three squeezes or holds.", source: "common use; no source")
        case .flickRate:
            MetricDefinition(
                self, .session, .control, .perTenSeconds,
                """
                Flicks per 10 s: ten times how many flicks followed another within 5 s from onset to onset, over the \
                time between these onsets in sum.
                """,
                absence: "Needs two flicks in a row.",
                source: "F of PERFECT (10.1016/s0031-9406(05)61108-x); the 5 s are an assumption")
        case .flickAmplitude:
            MetricDefinition(
                self, .session, .strength, .cmH2O, "Mean amplitude of the flicks.",
                absence: "Needs a flick.", source: "10.3390/ijerph18020765")
        case .involuntaryCount:
            MetricDefinition(
                self, .session, .involuntaryReaction, .count, "How many contractions of the pelvic floor were uncued.",
                absence: "Missing where nobody said of any contraction whether there was a cue.", source: "assumption")
        case .timeAtEase:
            MetricDefinition(
                self, .session, .tone, .seconds,
                """
                Time in which the detector saw rest and the pressure lay at most 2 cmH2O above the tracked resting \
                level.
                """,
                absence: "Always there.", source: "assumption")
        case .timeContracting:
            MetricDefinition(
                self, .session, .endurance, .seconds,
                "Time in which the detector saw a rise that lasted, whatever it turned out to be.",
                absence: "Always there.", source: "assumption")
        case .timeAboveRest:
            MetricDefinition(
                self, .session, .tone, .seconds,
                """
                Time in which the detector saw rest and the pressure lay more than 2 cmH2O above the tracked resting \
                level.
                """,
                absence: "Always there.", source: "assumption")
        case .timeNotUsable:
            MetricDefinition(
                self, .session, .session, .seconds,
                "Time of missing and clipped samples, and of those before the resting level was known.",
                absence: "Always there. Gaps of unknown length count as none.", source: "definition")
        case .sessionLength:
            MetricDefinition(
                self, .session, .session, .seconds,
                "The sum of the four times: at ease, contracting, above rest, not usable.",
                absence: "Always there.", source: "definition")
        case .gapCount:
            MetricDefinition(
                self, .session, .session, .count,
                "Stretches of missing samples, short ones that were bridged among them.",
                absence: "Always there.", source: "definition")
        }
    }
}
