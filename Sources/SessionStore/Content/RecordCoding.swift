// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Everything but packets is kept as JSON (RFC 8259) before it is packed and sealed: rare, small, and to be read for ever.
enum RecordCoding {
    static func encode(_ record: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            return [UInt8](try encoder.encode(record))
        } catch {
            preconditionFailure("a record of fixed types cannot be encoded: \(error)")
        }
    }

    static func decode<Record: Decodable>(_ type: Record.Type, _ bytes: [UInt8]) -> Record? {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try? decoder.decode(type, from: Data(bytes))
    }
}
