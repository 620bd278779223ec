// SPDX-License-Identifier: Apache-2.0

/// The release of this source tree.
public enum Version {
    public static let current = "0.1.0"
}
