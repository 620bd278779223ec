// SPDX-License-Identifier: Apache-2.0

/// The release of this source tree, for daemon and clients alike.
public enum Release {
    public static let version = "0.1.0"
}
