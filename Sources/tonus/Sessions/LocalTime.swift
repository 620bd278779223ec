// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Writes instants in the time zone of whoever reads ($TZ, /etc/localtime).
struct LocalTime {
    /// "2026-03-14 15:09".
    func text(_ unixSeconds: Double) -> String {
        guard unixSeconds.isFinite, abs(unixSeconds) < 1e11 else { return "unknown         " }
        var seconds = time_t(unixSeconds)
        var parts = tm()
        localtime_r(&seconds, &parts)
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return
            "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) \(two(parts.tm_hour)):\(two(parts.tm_min))"
    }
}
