// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import PerineometerDriver

@Suite struct UdevRulesTests {
    private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../udev").standardized

    /// The rules without comments.
    private func rules() throws -> String {
        let text = try String(contentsOf: folder.appendingPathComponent("70-tonus.rules"), encoding: .utf8)
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n")
    }

    @Test func theRulesAreReadBeforeUaccessIsActedUpon() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".rules") }
        #expect(names.count == 1)
        for name in names {
            let number = try #require(Int(name.prefix { $0.isNumber }))
            // 50-udev-default.rules notes the interfaces that the rules ask for; 73-seat-late.rules gives access.
            #expect((51..<73).contains(number), "\(name)")
        }
    }

    @Test func theRulesMeanTheSameDeviceAsTheDriver() throws {
        let rules = try rules()
        #expect(rules.contains("ATTR{idVendor}!=\"\(hexadecimal(USBProfile.vendorID))\""))
        #expect(rules.contains("ATTR{idProduct}!=\"\(hexadecimal(USBProfile.productID))\""))
        #expect(rules.contains("*:ff0001:*"))
        #expect(USBProfile.protocolMajor(interfaceClass: 0xFF, subclass: 0x00, protocolNumber: 0x01) == 1)
    }

    @Test func theRulesGiveNoAccessToAProbeThatIsNeverOpened() throws {
        let asked = try rules().split(separator: "\n").filter { $0.contains("ID_USB_INTERFACES") }
        #expect(
            asked == [
                "ENV{ID_USB_INTERFACES}!=\"*:ff00\(hexadecimalByte(USBProfile.protocolMajor)):*\", GOTO=\"tonus_end\""
            ])
    }

    @Test func theRulesGiveAccessKeepTheProbeAwakeAndRunNothing() throws {
        let rules = try rules()
        #expect(rules.contains("TAG+=\"uaccess\""))
        #expect(rules.contains("ATTR{power/control}=\"on\""))
        #expect(!rules.contains("RUN"))
        #expect(!rules.contains("MODE=\"0666\""))
    }

    private func hexadecimalByte(_ number: UInt8) -> String { "0" + String(number, radix: 16) }

    private func hexadecimal(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
