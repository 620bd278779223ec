// SPDX-License-Identifier: Apache-2.0
import Acquisition
import PerineometerDriver
import ServiceLifecycle

/// Runs the acquisition loop on its thread for as long as the daemon lives.
struct AcquisitionService: Service {
    let loop: AcquisitionLoop
    let sourceName: String

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
                    let thread = NamedThread("tonus-pipeline") { [loop, sourceName] in
                        do throws(TransportError) {
                            try loop.run()
                            done.resume()
                        } catch {
                            done.resume(throwing: StartupError.devices(source: sourceName, reason: error.message))
                        }
                    }
                    if thread == nil { done.resume(throwing: StartupError.threads) }
                }
            } onCancel: {
                loop.stop()
            }
        } onGracefulShutdown: {
            loop.stop()
        }
    }
}
