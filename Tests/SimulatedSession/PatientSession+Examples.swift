// SPDX-License-Identifier: Apache-2.0
import Perineometry
import SessionExport

extension PatientSession {
    /// Two minutes with everything that an export has to keep, texts that break careless writers among them.
    public static func eventful(rateHertz: Int = 250, channelCount: Int = 2) -> PatientSession {
        var session = PatientSession(seconds: 120, rateHertz: rateHertz, channelCount: channelCount)
        let second = rateHertz
        session.lost = [30 * second + 7..<31 * second + 3, 70 * second..<70 * second + 5]
        session.unplugged = (index: 90 * second, seconds: 12.5)
        session.converterLimit = 54
        session.facts.note = odd
        session.facts.person = PersonFacts(
            code: "P 0815", name: "Zoë <O’Neil> & \"Co\"", birthDate: "1990-05-31", sex: .female)
        session.remarks = [
            SessionRemark(.cue("squeeze"), at: .sample(SampleIndex(UInt64(2 * second)))),
            SessionRemark(.mark(odd), at: .sample(SampleIndex(UInt64(12 * second + 3)))),
            SessionRemark(.mark("=1+2"), at: .sample(SampleIndex(UInt64(12 * second + 4)))),
            SessionRemark(.cue("let go"), at: .sample(SampleIndex(UInt64(14 * second)))),
        ]
        return session
    }

    /// Quotes, brackets, separators, a line break, a control character and letters of several alphabets.
    public static let odd = "Größe; \"5,5\" <b>&amp;</b> \u{1}\n日本 'x' \\u0041 ]]>"
}
