// SPDX-License-Identifier: Apache-2.0
import DaemonSettings
import Glibc
import Logging
import PerineometerDriver
import ServiceLifecycle
import UnixSignals

/// SIGHUP, which asks a service to read its configuration anew.
struct ReloadRequests: Service {
    let settings: LiveSettings
    let access: ClientAccess
    let log: LogOutput
    /// Nil where nobody manages this process.
    let notices: ServiceNotices?
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in await UnixSignalsSequence(trapping: .sighup) {
                notices?.reloading()
                reload()
                notices?.reloaded()
            }
        }
    }

    private func reload() {
        switch settings.reload() {
        case .applied(let changed, let waiting):
            log.apply(settings.current.log)
            do throws(AccessRules.UnknownAccount) {
                access.replace(with: try AccessRules(settings.current.access))
            } catch {
                // It was there when the settings were read, a moment ago.
                logger.error("\(error.key): \(error.error.message) \(error.error.hint) Who may do what is as before.")
            }
            logger.notice(
                "The configuration was read anew.",
                metadata: ["changed": "\(changed.isEmpty ? "nothing" : changed.joined(separator: ", "))"])
            if !waiting.isEmpty {
                logger.warning(
                    "A change takes effect at the next start.",
                    metadata: ["settings": "\(waiting.joined(separator: ", "))"])
            }
        case .refused(let faults):
            for fault in faults.faults {
                logger.error("\(fault.origin): \(fault.message) \(fault.hint)")
            }
            logger.error(
                "The configuration was not taken over, and all settings are as before.",
                metadata: ["faults": "\(faults.faults.count)"])
        }
    }
}
