// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PerineometerDriver

@Suite struct StringDescriptorTests {
    @Test func textIsUTF16AndMayUseAnyLanguage() {
        #expect(StringDescriptor.text([6, 3, 0x42, 0, 0xF8, 0]) == "Bø")
    }

    @Test func controlCharactersOfTheDeviceReachNobody() {
        #expect(StringDescriptor.text([8, 3, 0x1B, 0, 0x41, 0, 0x0A, 0]) == "A")
    }

    @Test func aDescriptorThatClaimsMoreThanCameIsReadAsFarAsItCame() {
        #expect(StringDescriptor.text([200, 3, 0x41, 0, 0x42]) == "A")
    }

    @Test(arguments: [[], [4], [4, 2, 0x41, 0], [0, 3, 0x41, 0]])
    func whatIsNoStringDescriptorHasNoText(bytes: [UInt8]) {
        #expect(StringDescriptor.text(bytes) == nil)
    }

    @Test func theFirstLanguageIsTaken() {
        #expect(StringDescriptor.firstLanguage([6, 3, 0x06, 0x04, 0x09, 0x04]) == 0x0406)
        #expect(StringDescriptor.firstLanguage([2, 3]) == nil)
    }
}
