// SPDX-License-Identifier: Apache-2.0

/// A decoder that reads nothing: it gives each type the values that its `init(from:)` asks for, and writes down what was
/// asked. What it notes is therefore what the code does, the compiler's own included, and cannot drift from it.
final class SchemaDecoder: Decoder {
    /// A type as its decoding describes it.
    indirect enum Shape: Hashable {
        case boolean
        case integer(ClosedRange<Double>?)
        case number
        case string
        /// A type of its own, by name.
        case named(String)
        case list(Shape)
        case nullable(Shape)
    }

    struct Member: Hashable {
        var name: String
        /// The type whose coding keys have it: where its documentation stands.
        var owner: String
        var shape: Shape
        var isRequired: Bool
    }

    /// What was found of named types, for all decoders of one run.
    final class Findings {
        var objects: [String: [Member]] = [:]
        /// The values of enumerations.
        var enumerations: [String: [String]] = [:]
        /// What cannot be described this way; the tests hold it empty.
        var faults: [String] = []
    }

    let findings: Findings
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }
    fileprivate(set) var members: [Member] = []
    fileprivate(set) var shape: Shape?

    fileprivate init(_ findings: Findings) { self.findings = findings }

    /// The name of a type without its module.
    static func name(of type: Any.Type) -> String {
        String(reflecting: type).split(separator: ".").dropFirst().joined(separator: ".")
    }

    /// Describes a type, and all that it holds.
    static func describe<Value: Decodable>(
        _ type: Value.Type, into findings: Findings
    ) throws -> (shape: Shape, value: Value) {
        let decoder = SchemaDecoder(findings)
        if let enumeration = type as? any (CaseIterable & RawRepresentable).Type {
            findings.enumerations[name(of: type)] = names(enumeration)
            return (.named(name(of: type)), try first(type))
        }
        let value = try Value(from: decoder)
        if let shape = decoder.shape { return (shape, value) }
        findings.objects[name(of: type)] = decoder.members
        return (.named(name(of: type)), value)
    }

    private static func names(_ type: (some CaseIterable & RawRepresentable).Type) -> [String] {
        type.allCases.map { "\($0.rawValue)" }
    }

    private static func first<Value>(_ type: Value.Type) throws -> Value {
        func first(_ type: (some CaseIterable).Type) -> Any? { type.allCases.first }
        guard let type = type as? any CaseIterable.Type, let value = first(type) as? Value else {
            throw Undescribed(what: "\(type) has no case")
        }
        return value
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        // "StreamAPI.Status.Stream.CodingKeys", "StreamAPI.DeviceMessage.(CodingKeys in _1234)"
        let path = String(reflecting: type).split(separator: ".").dropFirst()
        let owner = path.prefix { !$0.hasPrefix("CodingKeys") && !$0.hasPrefix("(") }.joined(separator: ".")
        return KeyedDecodingContainer(Keyed<Key>(decoder: self, owner: owner))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { Unkeyed(decoder: self) }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { Single(decoder: self) }

    struct Undescribed: Error { var what: String }
}

private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: SchemaDecoder
    let owner: String
    var codingPath: [any CodingKey] { [] }

    var allKeys: [Key] {
        decoder.findings.faults.append("\(owner) has members that its type does not name")
        return []
    }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) throws -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try note(type, key, isRequired: true)
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try note(type, key, isRequired: false)
    }

    private func note<Value: Decodable>(_ type: Value.Type, _ key: Key, isRequired: Bool) throws -> Value {
        let (shape, value) = try plain(type) ?? SchemaDecoder.describe(type, into: decoder.findings)
        decoder.members.append(.init(name: key.stringValue, owner: owner, shape: shape, isRequired: isRequired))
        return value
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw undescribed(key) }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw undescribed(key) }
    func superDecoder() throws -> any Decoder { throw SchemaDecoder.Undescribed(what: "the superclass of \(owner)") }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw undescribed(key) }

    private func undescribed(_ key: Key) -> SchemaDecoder.Undescribed { .init(what: "\(owner).\(key.stringValue)") }

    // The protocol's own versions of these ask `decode`, so that what is optional would seem required.
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try note(type, key, isRequired: false) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        try note(type, key, isRequired: false)
    }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        try note(type, key, isRequired: false)
    }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? {
        try note(type, key, isRequired: false)
    }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try note(type, key, isRequired: false) }
    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? { try note(type, key, isRequired: false) }
    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? {
        try note(type, key, isRequired: false)
    }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? {
        try note(type, key, isRequired: false)
    }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        try note(type, key, isRequired: false)
    }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? { try note(type, key, isRequired: false) }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? {
        try note(type, key, isRequired: false)
    }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? {
        try note(type, key, isRequired: false)
    }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? {
        try note(type, key, isRequired: false)
    }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? {
        try note(type, key, isRequired: false)
    }
}

/// The elements of a list: there is one, of whatever type is asked for.
private struct Unkeyed: UnkeyedDecodingContainer {
    let decoder: SchemaDecoder
    var codingPath: [any CodingKey] { [] }
    var count: Int? { 1 }
    var currentIndex = 0
    var isAtEnd: Bool { currentIndex > 0 }

    mutating func decodeNil() throws -> Bool { false }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (shape, value) = try plain(type) ?? SchemaDecoder.describe(type, into: decoder.findings)
        decoder.shape = .list(shape)
        currentIndex += 1
        return value
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { throw SchemaDecoder.Undescribed(what: "a nested list") }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw SchemaDecoder.Undescribed(what: "a nested list")
    }
    mutating func superDecoder() throws -> any Decoder { throw SchemaDecoder.Undescribed(what: "a superclass") }
}

/// A value that stands alone. One that may be null asks for that first.
private struct Single: SingleValueDecodingContainer {
    let decoder: SchemaDecoder
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool {
        decoder.shape = .nullable(.string)
        return false
    }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (shape, value) = try plain(type) ?? SchemaDecoder.describe(type, into: decoder.findings)
        if case .nullable = decoder.shape { decoder.shape = .nullable(shape) } else { decoder.shape = shape }
        return value
    }
}

/// What JSON has itself, or nil for every other type.
private func plain<Value>(_ type: Value.Type) throws -> (shape: SchemaDecoder.Shape, value: Value)? {
    func given(_ shape: SchemaDecoder.Shape, _ value: Any) -> (SchemaDecoder.Shape, Value)? {
        (value as? Value).map { (shape, $0) }
    }
    switch type {
    case is Bool.Type: return given(.boolean, false)
    case is String.Type: return given(.string, "")
    case is Double.Type: return given(.number, 0.0)
    case is Float.Type: return given(.number, Float(0))
    case let type as any FixedWidthInteger.Type:
        func zero(_ type: (some FixedWidthInteger).Type) -> (SchemaDecoder.Shape, Value)? {
            // The bounds of wide integers are no bounds of the protocol, and no double holds them.
            let range: ClosedRange<Double>? =
                type.bitWidth <= 32 ? Double(type.min)...Double(type.max) : nil
            let shape = range ?? (type.isSigned ? nil : 0...(.infinity))
            return given(.integer(shape), type.init(0))
        }
        return zero(type)
    default: return nil
    }
}
