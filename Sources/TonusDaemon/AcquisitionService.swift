// SPDX-License-Identifier: Apache-2.0
import Acquisition
import PerineometerDriver
import ServiceLifecycle

/// Watches for perineometers on a thread of its own for as long as the daemon lives.
struct AcquisitionService: Service {
    let lanes: any AcquisitionEngine
    let sourceName: String

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
                    let thread = NamedThread("tonus-devices") { [lanes, sourceName] in
                        do throws(TransportError) {
                            try lanes.run()
                            done.resume()
                        } catch {
                            done.resume(throwing: StartupError.devices(source: sourceName, reason: error.message))
                        }
                    }
                    if thread == nil { done.resume(throwing: StartupError.threads) }
                }
            } onCancel: {
                lanes.stop()
            }
        } onGracefulShutdown: {
            lanes.stop()
        }
    }
}
