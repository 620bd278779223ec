// SPDX-License-Identifier: Apache-2.0
import DaemonSettings
import Fuzzing

/// A configuration file: it is read, and what was read is the same once it is written out; or it is refused with places and
/// remedies, and then a reload changes nothing.
@main enum FuzzConfiguration {
    static func main() {
        fuzz { bytes in
            let read: Settings
            do throws(SettingFaults) {
                read = try settings(bytes)
            } catch {
                require(!error.faults.isEmpty, "refused without a fault")
                for fault in error.faults { check(fault) }
                let live = LiveSettings(Settings()) { () throws(SettingFaults) in try settings(bytes) }
                require(live.reload() == .refused(error), "a reload found other faults")
                require(live.current == Settings(), "a fault changed something")
                return
            }
            checkThatItIsWrittenAndReadBack(read)
            let live = LiveSettings(Settings()) { () throws(SettingFaults) in read }
            guard case .applied(let changed, let waiting) = live.reload() else { fatalError("a reload was refused") }
            for definition in SettingDefinition.all {
                let isNew = definition.show(read) != definition.show(Settings())
                require(
                    (changed + waiting).contains(definition.key) == isNew, "\(definition.key) changed and was not told")
                let now = definition.show(live.current)
                require(
                    now == definition.show(definition.isReloadable ? read : Settings()),
                    "\(definition.key) is \(now) after a reload")
            }
        }
    }

    private static func settings(_ bytes: [UInt8]) throws(SettingFaults) -> Settings {
        try EffectiveSettings(resolving: SettingSources(file: ("f", bytes))).settings
    }

    private static func check(_ fault: SettingFault) {
        guard case .file("f", let line, let column) = fault.origin else {
            fatalError("a fault without a place: \(fault)")
        }
        require(line >= 0 && column >= 0, "a place before the file: \(fault)")
        require(!fault.message.isEmpty && !fault.hint.isEmpty, "a fault without words: \(fault)")
        require(!fault.message.contains("\n"), "a fault of more than a line: \(fault)")
    }

    /// By way of the command line and the report, which is YAML for whoever copies it into a file.
    private static func checkThatItIsWrittenAndReadBack(_ settings: Settings) {
        var flags: [String: [String]] = [:]
        for definition in SettingDefinition.all where definition.flag != nil {
            flags[definition.key] = definition.show(settings)
        }
        do throws(SettingFaults) {
            let again = try EffectiveSettings(resolving: SettingSources(flags: flags)).settings
            for definition in SettingDefinition.all where definition.flag != nil {
                require(definition.show(again) == definition.show(settings), "\(definition.key) is read back otherwise")
            }
        } catch {
            fatalError("what was read cannot be read again: \(error)")
        }
    }
}
