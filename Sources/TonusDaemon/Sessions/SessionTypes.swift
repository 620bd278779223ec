// SPDX-License-Identifier: Apache-2.0
import SessionStore

/// What the store keeps of the circumstances of a session: exports have facts of their own.
typealias KeptFacts = SessionFacts
