// SPDX-License-Identifier: Apache-2.0
import Perineometry

extension MetricUnit {
    /// The unit's code in UCUM (ucum.org).
    var ucum: String {
        switch self {
        case .cmH2O: "cm[H2O]"
        case .cmH2OSeconds: "cm[H2O].s"
        case .cmH2OPerSecond: "cm[H2O]/s"
        case .seconds: "s"
        case .milliseconds: "ms"
        case .percent: "%"
        case .percentPerSecond: "%/s"
        case .perTenSeconds: "/(10.s)"
        case .ratio: "1"
        case .count: "{count}"
        }
    }
}
