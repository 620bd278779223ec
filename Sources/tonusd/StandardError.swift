// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Writes text to standard error. (`stderr` itself is a mutable C global, which Swift 6 does not let one touch.)
func printError(_ text: String) {
    var text = text
    text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
