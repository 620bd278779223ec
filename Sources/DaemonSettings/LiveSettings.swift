// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// The settings of a running daemon. A reload changes those that may change all at once, or none.
public final class LiveSettings: Sendable {
    private let state: Mutex<Settings>
    private let read: @Sendable () throws(SettingFaults) -> Settings

    /// - Parameters:
    ///   - settings: with which the daemon starts.
    ///   - read: reads all sources anew.
    public init(_ settings: Settings, read: @escaping @Sendable () throws(SettingFaults) -> Settings) {
        state = Mutex(settings)
        self.read = read
    }

    /// Settings that never change.
    public convenience init(_ settings: Settings = Settings()) {
        self.init(settings) { () throws(SettingFaults) in settings }
    }

    /// What holds now. From any thread.
    public var current: Settings { state.withLock { $0 } }

    /// What became of a reload.
    public enum Reload: Hashable, Sendable {
        /// Keys of settings that changed at once, and of those whose new value waits for the next start.
        case applied(changed: [String], waiting: [String])
        /// Nothing changed.
        case refused(SettingFaults)
    }

    /// Reads all sources anew and takes over what may change.
    public func reload() -> Reload {
        let wanted: Settings
        do throws(SettingFaults) {
            wanted = try read()
        } catch {
            return .refused(error)
        }
        return state.withLock { running in
            var (changed, waiting): ([String], [String]) = ([], [])
            for definition in SettingDefinition.all where definition.show(wanted) != definition.show(running) {
                if definition.isReloadable { changed.append(definition.key) } else { waiting.append(definition.key) }
            }
            var next = wanted
            for definition in SettingDefinition.all where !definition.isReloadable {
                definition.copy(running, &next)
            }
            running = next
            return .applied(changed: changed, waiting: waiting)
        }
    }
}
