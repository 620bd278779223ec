// SPDX-License-Identifier: Apache-2.0

extension DecodingError {
    /// Which member is wrong and how, in one sentence with JSON's own words.
    var sentence: String {
        switch self {
        case .keyNotFound(let key, let context): "\(Self.member(context.codingPath + [key])) is missing."
        case .typeMismatch(let type, let context): "\(Self.member(context.codingPath)) is not \(Self.name(of: type))."
        case .valueNotFound(_, let context): "\(Self.member(context.codingPath)) is null."
        case .dataCorrupted(let context): "\(Self.member(context.codingPath)) has a value that is not allowed."
        @unknown default: "The parameters could not be read."
        }
    }

    private static func member(_ path: [any CodingKey]) -> String {
        let name = path.reduce("") { path, key in
            if let place = key.intValue { return "\(path)[\(place)]" }
            return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
        }
        return name.isEmpty ? "The request" : name
    }

    private static func name(of type: Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        case is [Any].Type: "a list"
        default: "an object"
        }
    }
}
