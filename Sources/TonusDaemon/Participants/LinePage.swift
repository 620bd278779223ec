// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// As much of a list as one line of the protocol holds.
struct LinePage<Item: Encodable> {
    private(set) var items: [Item] = []
    /// Whether something is left.
    private(set) var more = false

    /// A line has 64 KiB; the rest is for what stands around the list.
    private static var bytes: Int { 56 * 1024 }

    init(of list: some Sequence<Item>) {
        let encoder = JSONEncoder()
        var used = 0
        for item in list {
            // Texts and finite numbers always encode.
            used += ((try? encoder.encode(item).count) ?? 0) + 1
            guard used <= Self.bytes || items.isEmpty else {
                more = true
                return
            }
            items.append(item)
        }
    }
}
