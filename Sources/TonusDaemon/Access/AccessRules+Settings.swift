// SPDX-License-Identifier: Apache-2.0
public import DaemonSettings

extension AccessRules {
    /// The rules that were configured, every name looked up.
    ///
    /// - Throws: where there is no such user or group, by the key of the setting.
    public init(_ settings: AccessSettings, accounts: Accounts = .system) throws(UnknownAccount) {
        self.init(
            controllers: try Self.subjects(settings.controllers, of: "access.controllers", accounts),
            observers: try Self.subjects(settings.observers, of: "access.observers", accounts),
            others: Others(settings.others))
    }

    private static func subjects(
        _ entries: [AccessEntry], of key: String, _ accounts: Accounts
    ) throws(UnknownAccount) -> [AccessSubject] {
        var subjects: [AccessSubject] = []
        for entry in entries {
            do throws(AccessSubjectError) {
                subjects.append(try AccessSubject(parsing: entry.description, accounts: accounts))
            } catch {
                throw UnknownAccount(key: key, error: error)
            }
        }
        return subjects
    }

    /// A setting names somebody whom the system does not know.
    public struct UnknownAccount: Error, Hashable, Sendable {
        /// Of the setting.
        public var key: String
        public var error: AccessSubjectError
    }
}

extension AccessRules.Others {
    init(_ setting: AccessOfOthers) {
        self =
            switch setting {
            case .controller: .controller
            case .observer: .observer
            case .nobody: .nobody
            }
    }
}
