// SPDX-License-Identifier: Apache-2.0
import PerineometerDriver
import Perineometry
import SessionExport

/// A file that a browser was promised.
struct WebExport {
    var file: RequestedExport
    /// Of the id, never of a person.
    var fileName: String
    /// Shown by the browser, to be printed, rather than kept.
    var isPage: Bool
}

/// Files that browsers fetch by themselves: asked for over the stream, where it is known who asks, and fetched once under
/// a path that nobody can guess. Lives on the event loop.
final class WebExports {
    private var offered: [(secret: WebSecret, until: Double, export: WebExport)] = []
    /// How many are being written to browsers.
    private(set) var running = 0

    static let path = "/export/"
    /// A click asks and fetches at once (assumption).
    static let seconds = 60.0
    private static let offerLimit = 16
    /// More at once would only make each slower (assumption).
    private static let runningLimit = 2

    func offer(_ export: WebExport, now: Double = HostClock.now().seconds) -> WebSecret {
        let secret = WebSecret()
        offered.removeAll { $0.until <= now }
        offered = offered.suffix(Self.offerLimit - 1) + [(secret, now + Self.seconds, export)]
        return secret
    }

    /// What was promised under a path; nil where it is none, was fetched, or is too old.
    func take(_ path: some StringProtocol, now: Double = HostClock.now().seconds) -> WebExport? {
        guard let secret = WebSecret(path.dropFirst(Self.path.count)) else { return nil }
        offered.removeAll { $0.until <= now }
        // All are compared, so that the time does not tell which was near.
        let found = offered.indices.filter { offered[$0].secret.isSame(as: secret) }
        return found.first.map { offered.remove(at: $0).export }
    }

    /// Begins to write one; nil where as many are being written as may be.
    func begin(_ export: WebExport) -> ExportJob? {
        guard running < Self.runningLimit else { return nil }
        running += 1
        let job = ExportJob()
        let file = export.file
        job.run { try file.write(sealedTo: nil, to: $0) }
        return job
    }

    func end() { running -= 1 }
}
