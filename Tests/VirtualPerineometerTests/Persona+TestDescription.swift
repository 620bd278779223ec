// SPDX-License-Identifier: Apache-2.0
public import Testing
public import VirtualPerineometer

extension Persona: CustomTestStringConvertible {
    public var testDescription: String { id }
}
