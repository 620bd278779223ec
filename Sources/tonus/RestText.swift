// SPDX-License-Identifier: Apache-2.0
import Perineometry
import StreamAPI

/// Says in one line how the muscle rests.
enum RestText {
    static func line(_ rest: RestReport) -> String {
        guard let breathing = rest.breathing else { return pressure(rest) }
        return "\(pressure(rest)); breathing \(decimal(breathing.rate, 0)) a minute"
    }

    private static func pressure(_ rest: RestReport) -> String {
        if let pressure = rest.pressure { return "\(decimal(pressure, 1)) cmH2O over the atmosphere" }
        return switch rest.refused {
        case .notZeroed: "pressure not stated: the probe was not zeroed in air (tonus zero)"
        case .zeroedInSitu: "0 by definition: the probe was zeroed in place"
        case .contracted: "the muscle is contracted now"
        case .warmingUp: "being watched for drift, which takes a minute of rest"
        case .notSettled: "not settled: it drifts by \(decimal(rest.slope ?? 0, 1)) cmH2O a minute"
        case .notKnown, .zeroChanged, .tooLittleRest, nil: "not known yet"
        }
    }
}
