// SPDX-License-Identifier: Apache-2.0

/// Why a text is no value, without saying where it stands.
struct Unfit: Error {
    var message: String
    var hint: String
}

// The kinds of value, each with its reader, its range and its error.
extension SettingDefinition {
    typealias Place<Value> = any WritableKeyPath<Settings, Value> & Sendable

    /// What the definitions say in words.
    struct Words {
        var summary: String
        var detail: String
        var since: String
        var unset: String?
        var isPersonal = false
    }

    static func text(
        _ key: String, _ place: Place<String?>, form: String, flag: String?, reloadable: Bool, example: String,
        _ words: Words, check: @escaping @Sendable (String) throws(Unfit) -> Void
    ) -> Self {
        one(key, place, .text(form), flag, reloadable, [example], words) { text, settings throws(Unfit) in
            try check(text)
            settings[keyPath: place] = text
        } show: { settings in
            settings[keyPath: place].map { [$0] } ?? []
        }
    }

    static func choice<Value: RawRepresentable<String> & CaseIterable & Sendable>(
        _ key: String, _ place: Place<Value>, flag: String?, reloadable: Bool, _ words: Words
    ) -> Self {
        let names = Value.allCases.map(\.rawValue)
        return one(key, place, .choice(names), flag, reloadable, [Settings()[keyPath: place].rawValue], words) {
            text, settings throws(Unfit) in
            guard let value = Value(rawValue: text) else {
                let guess = NearestName.of(text, among: names).map { "Did you mean '\($0)'? " } ?? ""
                throw Unfit(
                    message: "\(SettingFault.quoted(text)) is not a value of \(key).",
                    hint: guess + "Write one of: \(names.joined(separator: ", ")).")
            }
            settings[keyPath: place] = value
        } show: { settings in
            [settings[keyPath: place].rawValue]
        }
    }

    static func number(
        _ key: String, _ place: Place<Int>, _ range: ClosedRange<Int>, unit: String, flag: String?, reloadable: Bool,
        _ words: Words
    ) -> Self {
        let standard = Settings()[keyPath: place]
        return one(key, place, .number(range, unit: unit), flag, reloadable, ["\(standard)"], words) {
            text, settings throws(Unfit) in
            guard let number = Int(text), range.contains(number), !text.hasPrefix("+") else {
                throw Unfit(
                    message: "\(SettingFault.quoted(text)) is not a value of \(key).",
                    hint: "Write a whole number from \(range.lowerBound) to \(range.upperBound)"
                        + (unit.isEmpty ? "" : ", in \(unit)") + ", without a unit; for example \(standard).")
            }
            settings[keyPath: place] = number
        } show: { settings in
            ["\(settings[keyPath: place])"]
        }
    }

    static func list<Item: CustomStringConvertible & Sendable>(
        _ key: String, _ place: Place<[Item]>, form: String, flag: String?, reloadable: Bool, example: [String],
        _ words: Words, read: @escaping @Sendable (String) throws(Unfit) -> Item,
        clash: @escaping @Sendable (Item, Item) -> Unfit?
    ) -> Self {
        Self(
            key: key, kind: .list(form), flag: flag, isReloadable: reloadable, summary: words.summary,
            detail: words.detail, since: words.since, example: example, unset: words.unset,
            isPersonal: words.isPersonal,
            write: { given, settings in
                var faults: [SettingFault] = []
                var items: [Item] = []
                for one in given {
                    do throws(Unfit) {
                        let item = try read(one.text)
                        if let unfit = items.lazy.compactMap({ clash($0, item) }).first { throw unfit }
                        items.append(item)
                    } catch {
                        faults.append(SettingFault(one.origin, error.message, hint: error.hint))
                    }
                }
                if faults.isEmpty { settings[keyPath: place] = items }
                return faults
            },
            show: { $0[keyPath: place].map(\.description) },
            copy: { $1[keyPath: place] = $0[keyPath: place] })
    }

    private static func one<Value>(
        _ key: String, _ place: Place<Value>, _ kind: Kind, _ flag: String?, _ reloadable: Bool, _ example: [String],
        _ words: Words,
        write: @escaping @Sendable (String, inout Settings) throws(Unfit) -> Void,
        show: @escaping @Sendable (Settings) -> [String]
    ) -> Self {
        Self(
            key: key, kind: kind, flag: flag, isReloadable: reloadable, summary: words.summary, detail: words.detail,
            since: words.since, example: example, unset: words.unset, isPersonal: words.isPersonal,
            write: { given, settings in
                guard let one = given.last else { return [] }
                do throws(Unfit) {
                    try write(one.text, &settings)
                    return []
                } catch {
                    return [SettingFault(one.origin, error.message, hint: error.hint)]
                }
            }, show: show, copy: { $1[keyPath: place] = $0[keyPath: place] })
    }
}
