// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TonusClient

struct ConnectingTests {
    /// Closing the socket twice would close what another thread opened in between, now and then.
    @Test func anAttemptThatIsRefusedClosesItsSocketOnce() throws {
        let threads = (0..<4).map { _ in
            Thread {
                for _ in 0..<2000 { _ = try? TonusConnection(path: "/tmp/tonus-no-daemon-here.sock") }
            }
        }
        for thread in threads { thread.start() }
        while threads.contains(where: { !$0.isFinished }) {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/proc/self/stat"))
            #expect(try file.read(upToCount: 8)?.isEmpty == false)
            try file.close()
        }
    }
}
