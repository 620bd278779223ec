// SPDX-License-Identifier: Apache-2.0
import Glibc
import TonusDaemon

/// Writes what is wrong to standard error; to systemd's journal, as errors. (`stderr` itself is a mutable C global, which Swift 6 does not let one touch.)
func printError(_ text: String) {
    var text = text
    if JournalStream.isStandardError {
        text = text.split(separator: "\n").map { "<3>\($0)\n" }.joined()
    }
    text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
