// SPDX-License-Identifier: Apache-2.0

/// What the capability and calibration pages have in common: four magic bytes, the total length at byte 6, and a CRC-32
/// over everything at the end. Later major versions keep these where they are.
struct PageEnvelope {
    var page: DevicePage
    var magic: UInt32
    /// Bytes before the first channel.
    var headerLength: Int
    var bytesPerChannel: Int

    /// "TNUS"
    static let capabilities = PageEnvelope(
        page: .capabilities, magic: 0x5355_4E54, headerLength: 48, bytesPerChannel: 12)
    /// "TCAL"
    static let calibration = PageEnvelope(page: .calibration, magic: 0x4C41_4354, headerLength: 16, bytesPerChannel: 24)

    static let checksumLength = 4

    func length(channelCount: Int) -> Int {
        headerLength + channelCount * bytesPerChannel + Self.checksumLength
    }

    /// Checks all that can be checked without knowing the version.
    func check(_ bytes: [UInt8]) throws(PageFault) {
        guard bytes.count >= 12 else {
            throw .length(page, expected: length(channelCount: 1), actual: bytes.count)
        }
        let actualMagic = bytes.integer(UInt32.self, at: 0)
        guard actualMagic == magic else { throw .magic(page, expected: magic, actual: actualMagic) }
        let statedLength = Int(bytes.integer(UInt16.self, at: 6))
        guard statedLength == bytes.count else {
            throw .length(page, expected: statedLength, actual: bytes.count)
        }
        let covered = bytes.count - Self.checksumLength
        guard Checksum.crc32(bytes[..<covered]) == bytes.integer(UInt32.self, at: covered) else {
            throw .checksum(page)
        }
    }

    /// Checks that the page is as long as its number of channels, at byte `offset`, demands. Returns that number.
    func channelCount(of bytes: [UInt8], at offset: Int) throws(PageFault) -> Int {
        guard bytes.count >= length(channelCount: 0) else {
            throw .length(page, expected: length(channelCount: 1), actual: bytes.count)
        }
        let count = Int(bytes[offset])
        try checkChannelCount(count)
        guard bytes.count == length(channelCount: count) else {
            throw .length(page, expected: length(channelCount: count), actual: bytes.count)
        }
        return count
    }

    func checkChannelCount(_ count: Int) throws(PageFault) {
        guard (1...SamplePacket.channelLimit).contains(count) else {
            throw .contents(page, field: "channel count", value: "\(count)", allowed: "1 to 8")
        }
    }

    /// Offset of the first byte of a channel's entry.
    func offset(ofChannel channel: Int) -> Int { headerLength + channel * bytesPerChannel }

    /// Appends the CRC-32 that closes the page.
    func close(_ bytes: inout [UInt8]) { bytes.append(littleEndian: Checksum.crc32(bytes)) }
}
